/** IAM Identity Center: who may use the directory. It may lie in another account, reached by a role. */
import type { Search } from '../finder.js';
import type { AwsService } from '../record.js';
import { aws } from '../rights.js';
import { known } from '../values.js';
import { carrying } from '../wording.js';

const identityCenter = ({ clouds, deployment }: Search) => clouds.aws.as(deployment.identityCenter.roleArn);

export const access: AwsService = {
  api: 'sso',
  things: 'assignments',
  allowed(operation, { partition, accountId, instanceId = '*' }) {
    if (/^(ListInstances|ListApplications)$/.test(operation)) return undefined;
    const resources = [
      `arn:${partition}:sso:::instance/${instanceId}`,
      `arn:${partition}:sso::${accountId}:application/${instanceId}/*`,
    ];
    return [{ resources }];
  },
  resources: {
    aws_ssoadmin_application_assignment: {
      words: carrying('AWS', 'assignment to the directory', { nouns: 'assignments to the directory' }),
      stage: 'connected',
      rights: aws(
        'sso',
        ['DescribeApplicationAssignment'],
        ['CreateApplicationAssignment'],
        ['DeleteApplicationAssignment'],
      ),
      adopt: {
        needs: { aws: ['sso:ListApplicationAssignments'] },
        async find(search) {
          const { values } = search;
          const [application, group] = [known(values, 'application_arn'), known(values, 'principal_id')];
          if (application === undefined || group === undefined) return [];
          const pages = await identityCenter(search).pages('sso', 'ListApplicationAssignments', search.region, {
            ApplicationArn: application,
          });
          return pages
            .flatMap(({ ApplicationAssignments = [] }) => ApplicationAssignments)
            .filter(({ PrincipalId }) => PrincipalId === group)
            .map(({ PrincipalType = 'GROUP' }) => ({
              name: `group ${group}`,
              importId: `${application},${group},${PrincipalType}`,
              attributes: {},
            }));
        },
      },
    },
    aws_ssoadmin_application_assignment_configuration: {
      words: carrying('AWS', 'rule on who may use the directory', { nouns: 'rules on who may use the directory' }),
      stage: 'connected',
      // Removing it puts the default back.
      rights: aws(
        'sso',
        ['GetApplicationAssignmentConfiguration'],
        ['PutApplicationAssignmentConfiguration'],
        ['PutApplicationAssignmentConfiguration'],
      ),
      adopt: {
        needs: { aws: ['sso:GetApplicationAssignmentConfiguration'] },
        async find(search) {
          const application = known(search.values, 'application_arn');
          if (application === undefined) return [];
          await identityCenter(search).call('sso', 'GetApplicationAssignmentConfiguration', search.region, {
            ApplicationArn: application,
          });
          return [{ name: application.split('/').at(-1) ?? application, importId: application, attributes: {} }];
        },
      },
    },
  },
  dataSources: {
    aws_ssoadmin_instances: {
      stage: 'foundation',
      rights: aws('sso', ['ListInstances']),
      adopt: 'not looked up: the deployment names its instance, or the control plane gives it',
    },
  },
};

export const people: AwsService = {
  api: 'identitystore',
  things: 'groups',
  // The store may belong to another account of the organization.
  allowed: (_, { partition }) => [
    {
      resources: [
        `arn:${partition}:identitystore::*:identitystore/*`,
        ...['user', 'group', 'membership'].map((type) => `arn:${partition}:identitystore:::${type}/*`),
      ],
    },
  ],
  resources: {},
  dataSources: {
    aws_identitystore_groups: {
      stage: 'connected',
      rights: aws('identitystore', ['ListGroups']),
      adopt: 'not looked up: the control plane gives the ids of groups',
    },
  },
};
