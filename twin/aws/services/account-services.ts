import type { AssumeRoleRequest, AssumeRoleWithWebIdentityRequest } from '@aws-sdk/client-sts';
import { rule } from '../../rules.js';
import type { ServiceName } from '../api-model.js';
import { AwsError } from '../errors.js';
import { decide, type PolicyDocument, type Statement } from '../policy.js';
import type { Principals } from '../principals.js';
import type { Call, Cloud, Operations } from '../service.js';
import { assumeRoleWithWebIdentity } from './web-identity.js';
import type { Quotas } from './quotas.js';

const trustDecides = rule(
  'trust-policy-decides',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  'A role is assumed only by whom its trust policy names.',
);
const organizationOnly = rule(
  'organization-calls',
  'botocore organizations',
  'An account without an organization answers AWSOrganizationsNotInUseException.',
);

/** Regions that every account has. */
const defaultRegions = (
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 ' +
  'ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2'
).split(' ');
const optInRegions = ['af-south-1', 'ap-southeast-5', 'il-central-1'];

/** The small services that tell what an account is and may: sts, organizations, account, service-quotas. */
export function accountServices(
  cloud: Cloud,
  quotas: Quotas,
  principals: Principals,
): readonly (readonly [ServiceName, Operations])[] {
  return [
    ['sts', tokenOperations(cloud, principals)],
    ['organizations', organizationOperations(cloud)],
    [
      'account',
      {
        ListRegions: () => ({ Regions: regionList() }),
        GetRegionOptStatus: (input: { RegionName?: string }) =>
          regionList().find(({ RegionName }) => RegionName === input.RegionName) ?? {},
      },
    ],
    ['service-quotas', quotas.operations()],
  ];
}

function tokenOperations(cloud: Cloud, principals: Principals): Operations {
  return {
    GetCallerIdentity: (_: object, call: Call) => ({
      UserId: call.caller.userId,
      Account: call.caller.accountId,
      Arn: call.caller.arn,
    }),
    AssumeRoleWithWebIdentity: (input: AssumeRoleWithWebIdentityRequest) =>
      assumeRoleWithWebIdentity(cloud, principals, input),
    AssumeRole: async (input: AssumeRoleRequest, call: Call) => {
      const arn = input.RoleArn ?? '';
      if (arn.split(':')[4] === cloud.accountId) {
        const role = await cloud.foundation.role(arn.split('/').at(-1) ?? '');
        const question = { action: 'sts:AssumeRole', resource: '*', context: {}, principal: { AWS: call.caller.arn } };
        const allowed = role ? decide([role.trust], question) : 'implicit deny';
        // Named itself, a caller of the account needs no policy of its own; through the account's root it does.
        const named = role !== undefined && namesCaller(role.trust, call.caller.arn);
        if (allowed === 'allowed' && !named) await call.alsoNeeds('sts:AssumeRole', arn, direct);
        if (allowed !== 'allowed') {
          cloud.leanOn(trustDecides);
          throw new AwsError(
            'AccessDenied',
            `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
            {},
            403,
          );
        }
      } else await call.alsoNeeds('sts:AssumeRole', arn, direct);
      const { credentials, AssumedRoleUser } = principals.assume(arn, input.RoleSessionName);
      const Expiration = cloud.world.clock.in((input.DurationSeconds ?? 3600) / 60);
      return { Credentials: { ...credentials, Expiration }, AssumedRoleUser };
    },
  };
}

const direct = { 'aws:ViaAWSService': 'false' };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-context.html */
function namesCaller({ Statement: statements }: PolicyDocument, arn: string): boolean {
  return (Array.isArray(statements) ? (statements as readonly Statement[]) : [statements as Statement]).some(
    ({ Effect, Principal }) =>
      Effect === 'Allow' && typeof Principal === 'object' && [Principal['AWS'] ?? []].flat().includes(arn),
  );
}

function organizationOperations(cloud: Cloud): Operations {
  const management = (): string => {
    if (cloud.managementAccountId !== undefined) return cloud.managementAccountId;
    cloud.leanOn(organizationOnly);
    throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  };
  return {
    DescribeOrganization: () => {
      const id = management();
      return {
        Organization: {
          Id: 'o-exampleorgid',
          Arn: `arn:aws:organizations::${id}:organization/o-exampleorgid`,
          FeatureSet: 'ALL',
          MasterAccountArn: `arn:aws:organizations::${id}:account/o-exampleorgid/${id}`,
          MasterAccountId: id,
          MasterAccountEmail: 'aws@contoso.com',
        },
      };
    },
    ListDelegatedAdministrators: () => {
      management();
      return { DelegatedAdministrators: [] };
    },
  };
}

function regionList(): { RegionName: string; RegionOptStatus: string }[] {
  return [
    ...defaultRegions.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED_BY_DEFAULT' })),
    ...optInRegions.map((RegionName) => ({ RegionName, RegionOptStatus: 'DISABLED' })),
  ];
}
