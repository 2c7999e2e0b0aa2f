/**
 * IAM: two kinds of roles, each by its whole name. The function's role is made, and takes its inline policy, with the boundary
 * alone: who may write any policy onto a role without one is an administrator. A deployment that names no boundary yet can
 * therefore be applied by an administrator alone, who needs nothing printed. workspaces_DefaultRole takes AWS's own policies and no boundary, which AWS does not allow there.
 */
import { functionRoleName, servicePolicies, serviceRoleName } from '../../../domain/names.js';
import type { Allowed, Condition } from './condition.js';
import { fleetRoles } from './fleet.js';
import type { Place } from './place.js';

export function roleRights(operation: string, place: Place): readonly Allowed[] {
  const { partition, accountId, boundaryArn, makesServiceRole } = place;
  const role = (path: string): string => `arn:${partition}:iam::${accountId}:role${path}`;
  const named = (names: readonly string[]): string[] => names.map((name) => role(`${place.rolePath}${name}`));
  const fleet = fleetRoles(place);
  const ofControlPlane = (place.regions.length > 0 ? place.regions : ['*']).map((region) =>
    role(`${place.rolePath}${functionRoleName(place.name, region)}`),
  );
  const ofFunction = [...ofControlPlane, ...Object.values(fleet).flatMap(named)];
  const service = role(`/${serviceRoleName}`);
  const made = makesServiceRole ? [service] : [];
  const bounded: { condition: Condition } = {
    condition: {
      [boundaryArn.includes('*') ? 'StringLike' : 'StringEquals']: { 'iam:PermissionsBoundary': boundaryArn },
    },
  };
  const onService = (of: Omit<Allowed, 'resources'> = {}): Allowed[] =>
    makesServiceRole ? [{ resources: made, ...of }] : [];
  switch (operation) {
    case 'ListAccountAliases':
      return [{ resources: ['*'] }];
    case 'GetPolicy':
    case 'GetPolicyVersion':
      return [{ resources: [boundaryArn] }];
    case 'CreateServiceLinkedRole': {
      const service = 'network-firewall.amazonaws.com';
      return [
        {
          resources: [role(`/aws-service-role/${service}/AWSServiceRoleForNetworkFirewall`)],
          condition: { StringEquals: { 'iam:AWSServiceName': service } },
        },
      ];
    }
    case 'CreateRole':
      return [{ resources: ofFunction, ...bounded }, ...onService()];
    case 'PutRolePolicy':
    case 'PutRolePermissionsBoundary':
      return [{ resources: ofFunction, ...bounded }];
    case 'DeleteRolePolicy':
      return [{ resources: ofFunction }];
    case 'AttachRolePolicy':
    case 'DetachRolePolicy': {
      const policies = Object.values(servicePolicies).map((name) => `arn:${partition}:iam::aws:policy/${name}`);
      return onService({ condition: { ArnEquals: { 'iam:PolicyARN': policies } } });
    }
    case 'PassRole':
      return Object.entries({ ...fleet, lambda: [] }).reduce<Allowed[]>(
        (all, [service, names]) =>
          names.length === 0 ? all : [...all, passedTo(`${service}.amazonaws.com`, named(names))],
        [passedTo('lambda.amazonaws.com', [...ofControlPlane, ...named(fleet.lambda)])],
      );
    default:
      return [{ resources: /^(Get|List)/.test(operation) ? [...ofFunction, service] : [...ofFunction, ...made] }];
  }
}

function passedTo(service: string, resources: readonly string[]): Allowed {
  return { resources: [...resources], condition: { StringEquals: { 'iam:PassedToService': service } } };
}
