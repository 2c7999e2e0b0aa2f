/**
 * IAM: two kinds of roles, each by its whole name. The function's role is made, and takes its inline policy, with the boundary
 * alone: who may write any policy onto a role without one is an administrator. A deployment that names no boundary yet can
 * therefore be applied by an administrator alone, who needs nothing printed. workspaces_DefaultRole takes AWS's own policies and no boundary, which AWS does not allow there.
 */
import { functionRoleName, servicePolicies, serviceRoleName } from '../../../domain/names.js';
import type { Allowed, Condition } from './condition.js';
import type { Place } from './place.js';

export function roleRights(operation: string, place: Place): readonly Allowed[] {
  const { partition, accountId, boundaryArn, makesServiceRole } = place;
  const role = (path: string): string => `arn:${partition}:iam::${accountId}:role${path}`;
  const ofFunction = (place.regions.length > 0 ? place.regions : ['*']).map((region) =>
    role(`${place.rolePath}${functionRoleName(place.name, region)}`),
  );
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
      return [{ resources: [boundaryArn] }];
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
      return [
        { resources: ofFunction, condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
      ];
    default:
      return [{ resources: /^(Get|List)/.test(operation) ? [...ofFunction, service] : [...ofFunction, ...made] }];
  }
}
