/** A permissions boundary that is enough for the function's role, for companies that have none. */
import { present } from '../../domain/present.js';
import { kinds } from '../../domain/control-plane/contract.js';
import { permissionsOf, statementsOf } from '../../domain/control-plane/role-statements.js';
import { functionName, registrationSecretPrefix, scimTokenSecretPrefix } from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';
import { inEachRegion, type Place } from '../resources/aws/place.js';
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
  const topics = place.existing.filter((arn) => arn.split(':')[2] === 'sns');
  const permissions = permissionsOf({
    kinds,
    ...present({ identityCenterRoleArn: roleArn }),
    watch: {
      topicArn: topics[0] ?? `arn:{partition}:sns:*:{account}:${place.name}-alerts`,
      secretArns: [...secrets, ...place.existing.filter((arn) => arn.split(':')[2] === 'secretsmanager')],
    },
    inVpc: Object.keys(deployment?.aws.functionVpc ?? {}).length > 0,
  });
  const text = JSON.stringify(statementsOf(permissions))
    .replaceAll('{partition}', place.partition)
    .replaceAll('{account}', place.accountId)
    .replaceAll('{function}', functionName(place.name))
    .replaceAll('{identityStore}', '*')
    .replaceAll('"aws:RequestedRegion":"{region}"', `"aws:RequestedRegion":${JSON.stringify(regionsOf(place))}`)
    .replaceAll('{region}', '*');
  return { Version: '2012-10-17', Statement: JSON.parse(text) as PolicyDocument['Statement'] };
}

const regionsOf = ({ regions }: Place): readonly string[] => (regions.length > 0 ? regions : ['*']);
