/**
 * Where each IAM action is allowed: as narrow as the service authorization reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html) knows resources and conditions for it and
 * as the names of a deployment allow.
 */
import { functionName, registrationSecretPrefix, scimTokenSecretPrefix } from '../../domain/names.js';
import { all, inRegions, keepsTag, leavesTag, tagged, tagging, untagged, type Allowed } from './condition.js';
import { keyRights } from './key-rights.js';
import { networkRights } from './network-rights.js';
import { inEachRegion, type Place } from './places.js';
import { roleRights } from './role-rights.js';
import { stateRights } from './state-rights.js';

/** Actions that the API knows no resource for, or that a lookup makes before it knows any: allowed on `*`. */
const anywhere: readonly RegExp[] = [
  /^(account|organizations|servicequotas|ec2|tag):/,
  // For flow logs: EC2 sets up their delivery, for which the reference knows no resource.
  /^logs:(DescribeLogGroups|CreateLogDelivery|DeleteLogDelivery)$/,
  /^secretsmanager:ListSecrets$/,
  /^sns:(GetSubscriptionAttributes|ListSubscriptions|ListTopics|Unsubscribe)$/,
  /^sso:(ListInstances|ListApplications)$/,
  /^workspaces:Describe\w+$/,
  /^cloudwatch:/,
];

/** Services that answer in `us-east-1` for the whole world: a Region in a condition would shut them out. */
const global = /^(organizations|account|sts):/;

/** Where an action is allowed: each entry on its own. Empty: nowhere, it is a person's step. */
export function allowedAt(action: string, place: Place): readonly Allowed[] {
  const [service = '', operation = ''] = action.split(':');
  if (service === 'iam') return roleRights(operation, place);
  if (service === 'kms') return keyRights(operation, place);
  if (service === 'secretsmanager' && operation !== 'ListSecrets') return secretRights(operation, place);
  const inNetwork = service === 'ec2' ? networkRights(operation, place) : undefined;
  if (inNetwork) return inNetwork;
  const ofDesktops = service === 'workspaces' ? desktopRights(operation, place) : undefined;
  if (ofDesktops) return ofDesktops;
  if (anywhere.some((pattern) => pattern.test(action))) {
    const regions = global.test(action) ? undefined : inRegions(place);
    return [{ resources: ['*'], ...(regions ? { condition: regions } : {}) }];
  }
  return named(service, operation, place);
}

/** What has a name of ours is named by it, to the last letter. */
function named(service: string, operation: string, place: Place): readonly Allowed[] {
  const { name, partition, accountId } = place;
  const arn = (type: string): string[] => inEachRegion(place, service, type);
  const known = place.existing.filter((each) => each.split(':')[2] === service);
  const lambda = functionName(name);
  switch (service) {
    case 'lambda':
      return [
        {
          resources: arn(`function:${lambda}`),
          // The daily watch, and nobody of another account.
          ...(operation === 'AddPermission'
            ? { condition: { StringEquals: { 'lambda:Principal': 'events.amazonaws.com' } } }
            : {}),
        },
      ];
    case 'logs':
      return [{ resources: ['', ':*'].flatMap((end) => arn(`log-group:/aws/lambda/${lambda}${end}`)) }];
    case 'events':
      return [{ resources: arn(`rule/${name}-expiry-watch`) }];
    case 'sns':
      return [
        {
          resources: [...arn(`${name}-alerts`), ...known],
          ...(operation === 'Subscribe' ? { condition: { StringEquals: { 'sns:Protocol': 'email' } } } : {}),
        },
      ];
    case 'sso': {
      const instance = place.instanceId ?? '*';
      return [
        {
          resources: [
            `arn:${partition}:sso:::instance/${instance}`,
            `arn:${partition}:sso::${accountId}:application/${instance}/*`,
          ],
        },
      ];
    }
    case 'identitystore':
      // The store may belong to another account of the organization.
      return [
        {
          resources: [
            `arn:${partition}:identitystore::*:identitystore/*`,
            ...['user', 'group', 'membership'].map((type) => `arn:${partition}:identitystore:::${type}/*`),
          ],
        },
      ];
    case 's3':
      return stateRights(operation, place);
    case 'sts':
      return place.roles.length > 0 ? [{ resources: place.roles }] : [];
    default:
      return [{ resources: ['*'] }];
  }
}

/**
 * Names say which secrets, the tag says which of two deployments where one's name begins with the other's. Looks at the
 * outside of a secret do without the tag: somebody may have lost it.
 */
function secretRights(operation: string, place: Place): readonly Allowed[] {
  const { name } = place;
  const own = [registrationSecretPrefix(name, '*'), scimTokenSecretPrefix(name)].flatMap((prefix) =>
    inEachRegion(place, 'secretsmanager', `secret:${prefix}-*`),
  );
  const known = place.existing.filter((each) => each.split(':')[2] === 'secretsmanager');
  if (operation === 'CreateSecret') return [{ resources: own, condition: tagging(place) }];
  const ours = { resources: own, condition: tagged(place) };
  if (operation === 'TagResource') return [ours, { resources: own, condition: all(untagged, tagging(place)) }];
  if (/^(Describe|List|GetResourcePolicy)/.test(operation)) return [{ resources: [...own, ...known] }];
  // A value of somebody else's secret is only ever looked at.
  return operation === 'GetSecretValue' && known.length > 0 ? [ours, { resources: known }] : [ours];
}

/**
 * A desktop is made with the deployment's tag and changed or removed by it. WorkSpaces knows no resource for tags: whoever could
 * put that one on any desktop could remove it, so only making a desktop does.
 */
function desktopRights(operation: string, place: Place): readonly Allowed[] | undefined {
  const arn = (type: string): string[] => inEachRegion(place, 'workspaces', type);
  switch (operation) {
    case 'CreateWorkspaces':
      return [
        { resources: arn('workspace/*'), condition: tagging(place) },
        { resources: arn('directory/*'), condition: tagged(place) },
        { resources: arn('workspacebundle/*') },
      ];
    case 'ModifyWorkspaceProperties':
    case 'TerminateWorkspaces':
      return [{ resources: arn('workspace/*'), condition: tagged(place) }];
    case 'CreateTags':
      return [{ resources: ['*'], condition: all(inRegions(place), leavesTag) }];
    case 'DeleteTags':
      return [{ resources: ['*'], condition: all(inRegions(place), keepsTag) }];
    default:
      return undefined;
  }
}
