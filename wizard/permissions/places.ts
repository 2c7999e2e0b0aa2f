/** What the names of a deployment are, as far as rights can be narrowed to them. */
import { present } from '../../domain/present.js';
import { boundaryName } from '../../domain/names.js';
import { partitionOf } from '../../domain/partitions.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Place } from '../resources/aws/place.js';
import { stateKeyOf } from '../../deployment/state-key.js';

const boundaryArn = (partition: string, accountId: string, name: string): string =>
  `arn:${partition}:iam::${accountId}:policy/${boundaryName(name)}`;

/** The boundary of a deployment: the one that it names, else the one that it has to name before printed rights do. */
export function boundaryArnOf({ aws, name, identityCenter }: Deployment): string {
  return aws.permissionsBoundaryArn ?? boundaryArn(partitionOf(identityCenter.region), aws.accountId, name);
}

export const anyPlace: Place = {
  partition: '*',
  accountId: '*',
  name: '*',
  rolePath: '/*',
  boundaryArn: boundaryArn('*', '*', '*'),
  makesServiceRole: true,
  fleet: true,
  regions: [],
  existing: [],
  roles: ['*'],
};

/** The names of a deployment. */
export function placeOf(deployment: Deployment): Place {
  const { aws, name, identityCenter, sites, alerts, state } = deployment;
  const inS3 = 's3' in state ? state.s3 : undefined;
  const keys = sites.flatMap(({ desktops }) =>
    desktops.encryption && desktops.encryption.key !== 'create' ? [desktops.encryption.key] : [],
  );
  const secrets = sites.flatMap(({ registrationSecret }) =>
    'existing' in registrationSecret ? [registrationSecret.existing.arn] : [],
  );
  const topics = alerts && 'snsTopicArn' in alerts ? [alerts.snsTopicArn] : [];
  const instance = 'existing' in identityCenter.instance ? identityCenter.instance.existing.arn : undefined;
  const instanceId = instance?.split('/')[1];
  return {
    partition: partitionOf(identityCenter.region),
    accountId: aws.accountId,
    name,
    rolePath: aws.rolePath,
    boundaryArn: boundaryArnOf(deployment),
    makesServiceRole: aws.serviceRole === 'create',
    fleet: sites.some(({ desktops }) => desktops.fleet !== undefined),
    regions: [...new Set([identityCenter.region, ...sites.map(({ region }) => region)])].sort(),
    ...present({ instanceId }),
    existing: [...keys, ...secrets, ...topics],
    roles: [identityCenter.roleArn, inS3?.roleArn].filter((each) => each !== undefined),
    ...(inS3
      ? {
          state: {
            bucket: inS3.bucket,
            key: stateKeyOf(deployment) ?? '*',
            ...present({ kmsKeyId: inS3.kmsKeyId }),
          },
        }
      : {}),
  };
}
