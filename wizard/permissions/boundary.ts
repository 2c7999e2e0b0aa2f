/** A permissions boundary that is enough for the function's role, for companies that have none. */
import { present } from '../../domain/present.js';
import { kinds } from '../../domain/control-plane/contract.js';
import { permissionsOf, statementsOf, type Statement } from '../../domain/control-plane/role-statements.js';
import { fleetParts, fleetPermissions, volumeKeyPermissions } from '../../domain/fleet/permissions.js';
import type { Permission } from '../../domain/control-plane/permission.js';
import { fleetName, functionName, registrationSecretPrefix, scimTokenSecretPrefix } from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';
import { existingOf, inEachRegion, type Place } from '../resources/aws/place.js';
import type { PolicyDocument } from './policy.js';

/**
 * Everything that the functions of a deployment can ever be asked for, and nothing of IAM but to hand workspaces_DefaultRole to
 * WorkSpaces: whatever policy somebody writes onto their role, no more than this counts.
 */
export function boundaryFor(place: Place, deployment?: Deployment): PolicyDocument {
  const roleArn = deployment?.identityCenter.roleArn;
  const secrets = [registrationSecretPrefix(place.name, '*'), scimTokenSecretPrefix(place.name)].flatMap((prefix) =>
    inEachRegion(place, 'secretsmanager', `secret:${prefix}-*`),
  );
  const topics = existingOf(place, 'sns');
  const permissions = permissionsOf({
    kinds,
    ...present({ identityCenterRoleArn: roleArn }),
    watch: {
      topicArn: topics[0] ?? `arn:{partition}:sns:*:{account}:${place.name}-alerts`,
      secretArns: [...secrets, ...existingOf(place, 'secretsmanager')],
    },
    inVpc: Object.keys(deployment?.aws.functionVpc ?? {}).length > 0,
  });
  const text = JSON.stringify(joined(statementsOf([...permissions, ...ofFleet(place)])))
    .replaceAll('{partition}', place.partition)
    .replaceAll('{account}', place.accountId)
    .replaceAll('{function}', functionName(place.name))
    .replaceAll('{table}', fleetName(place.name))
    .replaceAll('{name}', place.name)
    .replaceAll('{identityStore}', '*')
    .replaceAll('"aws:RequestedRegion":"{region}"', `"aws:RequestedRegion":${JSON.stringify(regionsOf(place))}`)
    .replaceAll('{region}', '*');
  return { Version: '2012-10-17', Statement: JSON.parse(text) as PolicyDocument['Statement'] };
}

/** What the engine of a fleet may do beside: its parts, their logs, its state machine and its schedule. */
function ofFleet(place: Place): Permission[] {
  if (!place.fleet) return [];
  const functions = '{table}-*';
  const log = `arn:{partition}:logs:{region}:{account}:log-group:/aws/lambda/${functions}:log-stream:*`;
  return [
    ...fleetParts.flatMap((part) => fleetPermissions[part]).map(ofMachine),
    ...volumeKeyPermissions('arn:{partition}:kms:{region}:{account}:key/*'),
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: log })),
    { action: 'lambda:InvokeFunction', resource: `arn:{partition}:lambda:{region}:{account}:function:${functions}` },
    ofMachine({ action: 'states:StartExecution', resource: '' }),
    { action: 'sns:Publish', resource: 'arn:{partition}:sns:{region}:{account}:{table}-alerts' },
  ];
}

/** Statements that allow the same under the same condition, as one: a managed policy has 6,144 characters. */
function joined(statements: readonly Statement[]): Statement[] {
  const found = new Map<string, Statement>();
  for (const each of statements) {
    const key = JSON.stringify([each.Effect, each.Action, each.Condition ?? null]);
    const before = found.get(key);
    found.set(key, before ? { ...before, Resource: [...before.Resource, ...each.Resource] } : each);
  }
  return [...found.values()];
}

/** State machine and executions by one pattern: a managed policy has 6,144 characters. */
function ofMachine(permission: Permission): Permission {
  if (!permission.action.startsWith('states:')) return permission;
  return { ...permission, resource: 'arn:{partition}:states:{region}:{account}:*:{table}*' };
}

const regionsOf = ({ regions }: Place): readonly string[] => (regions.length > 0 ? regions : ['*']);
