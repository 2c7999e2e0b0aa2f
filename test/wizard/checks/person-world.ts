/** A person who works: both clouds finished, signed in to, enrolled. Links are broken from here, through the twin. */
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';
import type { Twin } from '../../../twin/twin.js';
import type { Clouds } from '../../../wizard/clouds/lookup.js';
import { examinePerson, type PersonQuestion } from '../../../wizard/checks/person/doctor.js';
import type { JudgedLink, Path } from '../../../wizard/checks/person/path.js';
import type { Place } from '../../../wizard/checks/person/place.js';
import {
  administrator,
  directoryName,
  firstSignIn,
  prepare,
  prepareTokenSecret,
  region,
  type Prepared,
} from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';
import { day } from '../../../domain/day.js';

export interface PersonWorld {
  readonly started: TwinClouds;
  readonly twin: Twin;
  readonly made: Prepared;
  /** Graph as the tenant's administrator. */
  readonly graph: ReturnType<typeof administrator>;
  /** Calls AWS as the administrator of the account. */
  aws(service: Parameters<Twin['aws']['inside']>[0], operation: string, input: object): Promise<unknown>;
  /** What `doctor --user` says of somebody, at the twin's time. */
  examine(user?: string, more?: Partial<PersonQuestion>, clouds?: Clouds): Promise<Path>;
}

/** The directory by flags alone: nothing is known of a deployment. */
export const place: Place = { region, directory: directoryName };

/** `enrolled: false`: the desktop is up and nobody has signed in to it yet. */
export async function personWorld({ enrolled = true } = {}): Promise<PersonWorld> {
  // The twin's time runs as the machine's: what is "12 minutes ago" does not change while a test looks.
  const started = await startTwinClouds({ speed: 1 });
  const { twin } = started;
  const graph = administrator(twin);
  const made = await prepare(twin);
  await prepareTokenSecret(twin, new Date(twin.world.clock.now().getTime() + 300 * day).toISOString());
  await requireAssignment(twin, made);
  await twin.advance(60);
  if (enrolled) await firstSignIn(twin);
  const helpdesk = started.holding({
    aws: [
      'workspaces:Describe*',
      'sso:*',
      'organizations:Describe*',
      'identitystore:*',
      'iam:*',
      'account:*',
      'secretsmanager:*',
      'kms:*',
    ],
    graph: everythingReadable,
    delegatedOnly: true,
  });
  return {
    started,
    twin,
    made,
    graph,
    aws: (service, operation, input) => twin.aws.inside(service, operation, region, input),
    examine: (user = 'ada@contoso.com', more = {}, clouds = helpdesk) =>
      // A busy machine takes longer than a person would wait: no link is unknown for that.
      examinePerson(clouds, { user, places: [place], now: twin.world.clock.now(), ...more }, { patience: 20 }),
  };
}

export const everythingReadable: readonly string[] = [
  ...['Application.Read.All', 'AuditLog.Read.All', 'Group.Read.All', 'GroupMember.Read.All', 'User.Read.All'],
  ...['DeviceManagementManagedDevices.Read.All', 'DeviceManagementServiceConfig.Read.All'],
  ...['DeviceManagementConfiguration.Read.All', 'Policy.Read.All', 'Policy.Read.DeviceConfiguration'],
  ...['DeviceManagementApps.Read.All'],
  ...['ProvisioningLog.Read.All', 'Synchronization.Read.All'],
];

/** The group of desktop users, and nobody else, may open the directory. */
async function requireAssignment(twin: Twin, { applicationArn, identityStoreId }: Prepared): Promise<void> {
  const call = (operation: string, input: object) => twin.aws.inside('sso-admin', operation, region, input);
  await call('PutApplicationAssignmentConfiguration', { ApplicationArn: applicationArn, AssignmentRequired: true });
  const store = twin.aws.identityCenter.instances[0]?.store;
  if (store?.id !== identityStoreId) throw new Error('the instance has another store');
  const PrincipalId = store.groupByName('Desktop users')?.groupId;
  await call('CreateApplicationAssignment', { ApplicationArn: applicationArn, PrincipalId, PrincipalType: 'GROUP' });
}

/** States of links by id. */
export function statesOf(path: Path): Readonly<Record<string, JudgedLink['verdict']['state']>> {
  return Object.fromEntries(path.links.map(({ id, verdict }) => [id, verdict.state]));
}

/** What was seen at one link. */
export function seenAt(path: Path, id: string): string {
  const link = path.links.find((each) => each.id === id);
  if (!link) throw new Error(`there is no link ${id}`);
  return link.verdict.seen;
}

/**
 * The command line in this process against both clouds of the world, with nobody to answer. Its words are on one line.
 * @param onScreen what it writes goes to a screen, not into a pipe
 */
export async function callIn(
  { started }: PersonWorld,
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  onScreen = false,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const stdout = keptStream(onScreen);
  const stderr = keptStream(onScreen, 100);
  const exitCode = await run(words, {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout,
    stderr: stderr as never,
    env: { ...started.env, NO_COLOR: '1', ...more },
    cwd,
    interrupts: new Interrupts(),
    prompts: scriptedPrompts([]),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text.replace(/\s+/g, ' ') };
}
