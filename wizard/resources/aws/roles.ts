/** IAM: roles and what hangs on them, found by name. */
import { unlessAbsent } from '../../clouds/cloud-error.js';
import type { AwsService } from '../record.js';
import { aws } from '../rights.js';
import { known } from '../values.js';
import { plain } from '../wording.js';
import { byName } from './find-by-name.js';
import { roleRights } from './role-places.js';

/** What a role may do, written onto it. */
export const rolePolicyType = 'aws_iam_role_policy';

export const roles: AwsService = {
  api: 'iam',
  things: 'roles',
  allowed: roleRights,
  resources: {
    aws_iam_role: {
      words: plain('AWS', 'role', { name: ['name'], update: 'interrupts', remove: 'interrupts' }),
      stage: 'foundation',
      rights: aws(
        'iam',
        ['GetRole', 'ListRolePolicies', 'ListAttachedRolePolicies'],
        // Not UpdateAssumeRolePolicy and not DeleteRolePermissionsBoundary: the provider calls them only for a role whose
        // trust was changed by somebody else, or whose boundary left the deployment. Either is a person's step.
        ['CreateRole', 'UpdateRole', 'TagRole', 'UntagRole', 'PutRolePermissionsBoundary'],
        ['DeleteRole', 'ListInstanceProfilesForRole'],
      ),
      adopt: byName('name', 'iam:GetRole', async ({ clouds }, RoleName) => {
        const { Role } = await clouds.aws.call('iam', 'GetRole', undefined, { RoleName });
        const attributes = { id: RoleName, name: RoleName, arn: Role?.Arn };
        return { name: RoleName, importId: RoleName, attributes, seen: { path: Role?.Path } };
      }),
    },
    [rolePolicyType]: {
      words: plain('AWS', 'role policy', { nouns: 'role policies', name: ['name'], remove: 'interrupts' }),
      stage: 'foundation',
      rights: aws('iam', ['GetRolePolicy'], ['PutRolePolicy'], ['DeleteRolePolicy']),
      adopt: {
        needs: { aws: ['iam:GetRolePolicy'] },
        async find({ clouds, values }) {
          const [RoleName, PolicyName] = [known(values, 'role'), known(values, 'name')];
          if (RoleName === undefined || PolicyName === undefined) return [];
          const found = await unlessAbsent(
            clouds.aws.call('iam', 'GetRolePolicy', undefined, { RoleName, PolicyName }),
            undefined,
          );
          const importId = `${RoleName}:${PolicyName}`;
          return found ? [{ name: importId, importId, attributes: {} }] : [];
        },
      },
    },
    aws_iam_role_policy_attachment: {
      words: plain('AWS', 'role policy attachment', { name: ['policy_arn'], remove: 'interrupts' }),
      stage: 'foundation',
      rights: aws('iam', ['ListAttachedRolePolicies'], ['AttachRolePolicy'], ['DetachRolePolicy']),
      adopt: {
        needs: { aws: ['iam:ListAttachedRolePolicies'] },
        async find({ clouds, values }) {
          const [RoleName, arn] = [known(values, 'role'), known(values, 'policy_arn')];
          if (RoleName === undefined || arn === undefined) return [];
          const found = await unlessAbsent(
            clouds.aws.pages('iam', 'ListAttachedRolePolicies', undefined, { RoleName }),
            [],
          );
          const attached = found.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies);
          const importId = `${RoleName}/${arn}`;
          return attached.some(({ PolicyArn }) => PolicyArn === arn)
            ? [{ name: importId, importId, attributes: {} }]
            : [];
        },
      },
    },
  },
  dataSources: {
    aws_iam_role: {
      stage: 'foundation',
      rights: aws('iam', ['GetRole']),
      adopt: 'not looked up: nothing that is imported is found by workspaces_DefaultRole',
    },
  },
};
