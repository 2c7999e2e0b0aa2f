/** A fleet with a policy and a table, without functions: what its commands read and write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import type { PersonWorld } from '../checks/person-world.js';
import { directoryName } from '../clouds/prepared.js';

export interface SmallFleet {
  /** Lays an item into the table: `person#ID` with a row, `request#ID`, `pause`. */
  readonly put: (item: string, value: object) => Promise<void>;
  /** The name of the fleet: DEPLOYMENT/SITE. */
  readonly name: string;
  /** A desktop of somebody as AWS would make it at once; its id. */
  readonly makeDesktop: (upn: string) => Promise<string>;
  /** Nobody has a row any more. */
  readonly forget: () => void;
  /** Puts the deployment of the list back. */
  readonly end: () => void;
}

/** An example as the deployment of this world, for a test to change. */
// The fields of an example, which tests change at will.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function deploymentOf({ twin, made }: PersonWorld): any {
  const file = JSON.parse(readFileSync('examples/existing-federation.json', 'utf8'));
  file.entra.tenantId = twin.entra.id;
  file.aws.accountId = twin.aws.accountId;
  file.identityCenter.instance.existing.arn = made.instanceArn;
  file.sites[0].directoryName = directoryName;
  return file;
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
    const json = JSON.stringify(value);
    await inside('PutItem', {
      TableName,
      Item: {
        fleet: { S: fleet },
        item: { S: item },
        ...(item.startsWith('wave#') ? { packed: { B: gzipSync(json).toString('base64') } } : { json: { S: json } }),
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
  const { tables } = account.foundation as FoundationStore;
  return {
    put: (item, value) => put(key, item, value),
    name: `${file.name}/${key}`,
    makeDesktop: async (UserName) => {
      const { directoryId: DirectoryId, bundleId: BundleId } = world.made;
      const Workspaces = [{ DirectoryId, BundleId, UserName }];
      const { PendingRequests } = await account.inside('workspaces', 'CreateWorkspaces', region, { Workspaces });
      const id = String((PendingRequests as { WorkspaceId: string }[])[0]?.WorkspaceId);
      const desktop = account.workspaces.region(region).desktops.get(id);
      if (desktop) desktop.state = 'AVAILABLE';
      return id;
    },
    forget: () => {
      const items = tables.find(region, TableName)?.items;
      for (const [at, item] of items ?? []) if (String(item['item']?.['S']).startsWith('person#')) items?.delete(at);
    },
    end: () => writeFileSync(path, before),
  };
}
