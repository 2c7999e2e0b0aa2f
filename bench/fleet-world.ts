/** A fleet's engine on the twin without Terraform: its roles, functions as they are shipped, table, state machine, schedule. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { statementsOf } from '../domain/control-plane/role-statements.js';
import { fleetParts, fleetPermissions } from '../domain/fleet/permissions.js';
import type { FleetSettings } from '../domain/fleet/settings.js';
import { gunzipSync } from 'node:zlib';
import type { Decision, FleetRow } from '../domain/fleet/types.js';
import { fleetDefinition } from '../modules/fleet/definition.js';
import type { FoundationStore } from '../twin/aws/foundation-store.js';
import { readyForDesktops, region, startAccount, accountId } from '../test/twin/aws/account-in-test.js';
import { makeRole, trustOf } from '../test/twin/aws/function-in-test.js';

const name = 'contoso';
const table = `${name}-fleet`;
const site = 'berlin';

export type FleetBench = Awaited<ReturnType<typeof startFleet>>;

/**
 * An account with a group of so many people and an engine that keeps a desktop for each.
 * @param speed how much faster than the machine's the twin's time runs
 * @param zip the functions' code; that of the last build by default
 */
export async function startFleet(people: number, speed: number, policy: Partial<FleetSettings> = {}, zip?: Uint8Array) {
  const started = await startAccount({}, speed);
  const { account, world } = started;
  const upns = Array.from({ length: people }, (_, each) => `person${each}@contoso.com`);
  const ready = await readyForDesktops(started, upns);
  account.workspaces.region(region).desktopQuota = people;
  const { store } = ready.instance;
  const group = store.addGroup({ displayName: 'Desktop users' });
  for (const user of ready.users) store.addMember(group, user.userId);

  const inside = (service: Parameters<typeof account.inside>[0], operation: string, input: object) =>
    account.inside(service, operation, region, input);
  await inside('dynamodb', 'CreateTable', {
    TableName: table,
    KeySchema: [
      { AttributeName: 'fleet', KeyType: 'HASH' },
      { AttributeName: 'item', KeyType: 'RANGE' },
    ],
  });
  const ZipFile = zip ?? (await readFile(join(import.meta.dirname, '../dist/handler.zip')));
  for (const part of fleetParts) {
    const statements = JSON.parse(
      JSON.stringify(statementsOf(fleetPermissions[part]))
        .replaceAll('{partition}', 'aws')
        .replaceAll('{region}', region)
        .replaceAll('{account}', accountId)
        .replaceAll('{name}', name)
        .replaceAll('{table}', table),
    ) as object[];
    const Role = await makeRole(started, `${table}-${part}-${region}`, statements);
    await inside('lambda', 'CreateFunction', {
      FunctionName: `${table}-${part}`,
      Role,
      Runtime: 'nodejs22.x',
      Handler: `fleet.${part}`,
      Timeout: part === 'observe' ? 840 : 720,
      MemorySize: 512,
      Environment: { Variables: { FLEET_TABLE: table } },
      Code: { ZipFile },
    });
  }
  await world.clock.advance(1);
  const roleArn = await makeRole(
    started,
    `${table}-passes-${region}`,
    [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }],
    undefined,
    trustOf('states.amazonaws.com', { StringEquals: { 'aws:SourceAccount': accountId } }),
  );
  const arn = (part: string): string => `arn:aws:lambda:${region}:${accountId}:function:${table}-${part}`;
  const { stateMachineArn } = (await inside('stepfunctions', 'CreateStateMachine', {
    name: table,
    definition: JSON.stringify(fleetDefinition({ observe: arn('observe'), act: arn('act'), remove: arn('remove') })),
    roleArn,
  })) as { stateMachineArn: string };

  const settings: FleetSettings = {
    schema: 1,
    fleet: `${name}/${site}`,
    site,
    mode: 'apply',
    everyMinutes: 60,
    holdDays: 7,
    lock: false,
    limits: { create: people, hold: people, remove: people, sharePercent: 100 },
    runningMode: 'AUTO_STOP',
    enforceRunningMode: true,
    autoStopMinutes: 60,
    directoryId: ready.directoryId,
    identityStoreId: store.id,
    groupId: group.groupId,
    bundleId: ready.bundleId,
    computeType: 'STANDARD',
    rootVolumeGib: 80,
    userVolumeGib: 50,
    tags: { owner: 'desktop-team' },
    ...policy,
  };
  const { tables } = account.foundation as FoundationStore;
  tables.find(region, table)?.items.set(JSON.stringify([{ S: '#policies' }, { S: site }]), {
    fleet: { S: '#policies' },
    item: { S: site },
    json: { S: JSON.stringify(settings) },
  });
  const rows = (): FleetRow[] =>
    [...(tables.find(region, table)?.items.values() ?? [])]
      .filter((item) => String(item['item']?.['S']).startsWith('person#'))
      .map((item) => JSON.parse(String(item['json']?.['S'])) as FleetRow);
  return {
    ...started,
    ...ready,
    group,
    store,
    settings,
    rows,
    table,
    stateMachineArn,
    /** The policy becomes another one, as by an apply. */
    setPolicy(next: Partial<FleetSettings>): void {
      tables.find(region, table)?.items.set(JSON.stringify([{ S: '#policies' }, { S: site }]), {
        fleet: { S: '#policies' },
        item: { S: site },
        json: { S: JSON.stringify({ ...settings, ...next }) },
      });
    },
    /** What the last pass wanted and said. */
    plan(): Pick<Decision, 'actions' | 'findings' | 'stopped'> {
      const item = tables.find(region, table)?.items.get(JSON.stringify([{ S: site }, { S: 'plan' }]));
      return JSON.parse(gunzipSync(item?.['packed']?.['B'] as Uint8Array).toString()) as Decision;
    },
    /** Runs one pass that compares everything, to its end. */
    async pass(): Promise<void> {
      const execution = await account.stateMachines.start(stateMachineArn, JSON.stringify({ more: true }));
      while (execution.status === 'RUNNING') {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await world.clock.settle();
      }
      if (execution.status !== 'SUCCEEDED')
        throw new Error(`the pass ended as ${execution.status}: ${execution.error ?? ''} ${execution.cause ?? ''}`);
    },
  };
}
