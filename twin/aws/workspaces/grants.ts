import { createHash } from 'node:crypto';
import { rule } from '../../rules.js';
import type { Grant } from '../foundation.js';
import type { Cloud } from '../service.js';
import type { Desktop, RegionState } from './state.js';

const grantsOfDesktop = rule(
  'desktop-grants',
  'guess',
  'Each encrypted volume of a desktop takes two grants of its key, one of WorkSpaces and one of EBS (both are named at https://docs.aws.amazon.com/kms/latest/developerguide/services-workspaces.html, their number is not); they go with the desktop.',
);

/** What a desktop's volumes may do with a key. */
const operations = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'];

/** Grants that the desktops of a Region have on a key. */
export function grantsOn(cloud: Cloud, { region, desktops }: RegionState, keyArn: string): readonly Grant[] {
  const holders = [...desktops.values()].filter(({ encryptionKey }) => encryptionKey === keyArn);
  if (holders.length > 0) cloud.leanOn(grantsOfDesktop);
  return holders.flatMap((desktop) =>
    volumesOf(desktop).flatMap((volume) =>
      ['workspaces', 'ec2'].map((service): Grant => ({
        grantId: createHash('sha256').update(`${desktop.id} ${volume} ${service}`).digest('hex'),
        grantee: `${service}.${region}.amazonaws.com`,
        name: `${desktop.id}-${volume}`,
        operations,
      })),
    ),
  );
}

function volumesOf({ rootEncrypted, userEncrypted }: Desktop): string[] {
  return [...(rootEncrypted ? ['root'] : []), ...(userEncrypted ? ['user'] : [])];
}
