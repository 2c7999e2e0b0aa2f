/** A fleet with a policy and a table, without functions: what its commands read and write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonWorld } from '../checks/person-world.js';

export interface SmallFleet {
  /** Lays an item into the table: `person#ID` with a row, `request#ID`, `pause`. */
  readonly put: (item: string, value: object) => Promise<void>;
  /** Puts the deployment of the list back. */
  readonly end: () => void;
}

/** The site of the deployment file becomes a fleet of Ada and of Linus, who has no desktop. */
export async function smallFleet(world: PersonWorld, folder: string, policy: object): Promise<SmallFleet> {
  const path = join(folder, 'deployment.json');
  const before = readFileSync(path, 'utf8');
  // The fields of an example, which tests change at will.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const file: any = JSON.parse(before);
  file.sites[0].desktops.users = { group: { mode: 'report' } };
  file.entra.desktopUsers = { create: { members: 'elsewhere' } };
  const account = world.twin.aws;
  const { store } = account.identityCenter.instances[0]!;
  const group = store.addGroup({ displayName: 'Fleet of Berlin' });
  const ada = store.userByName('ada@contoso.com')!;
  const linus = store.addUser({
    userName: 'linus.t@contoso.com',
    displayName: 'Linus',
    givenName: 'Linus',
    familyName: 'T',
    email: 'linus.t@contoso.com',
  });
  for (const { userId } of [ada, linus]) store.addMember(group, userId);
  const { region, key } = file.sites[0];
  const TableName = `${file.name}-fleet`;
  const inside = (operation: string, input: object) => account.inside('dynamodb', operation, region, input);
  await inside('CreateTable', {
    TableName,
    KeySchema: [
      { AttributeName: 'fleet', KeyType: 'HASH' },
      { AttributeName: 'item', KeyType: 'RANGE' },
    ],
  });
  const put = async (fleet: string, item: string, value: object): Promise<void> => {
    const { version } = value as { version?: number };
    await inside('PutItem', {
      TableName,
      Item: {
        fleet: { S: fleet },
        item: { S: item },
        json: { S: JSON.stringify(value) },
        ...(version === undefined ? {} : { version: { N: String(version) } }),
      },
    });
  };
  await put('#policies', key, {
    site: key,
    fleet: `${file.name}/${key}`,
    directoryId: world.made.directoryId,
    identityStoreId: store.id,
    groupId: group.groupId,
    everyMinutes: 15,
    computeType: 'POWER',
    rootVolumeGib: 175,
    userVolumeGib: 100,
    ...policy,
  });
  writeFileSync(path, JSON.stringify(file));
  return { put: (item, value) => put(key, item, value), end: () => writeFileSync(path, before) };
}
