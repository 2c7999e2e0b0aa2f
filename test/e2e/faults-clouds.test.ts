import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { usualDelays } from '../../twin/entra/consistency.js';
import type { Fault } from '../../twin/faults.js';
import { inventoryOf } from '../../twin/inventory.js';
import { explain } from '../../wizard/terraform/provider-errors.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { Orphans } from './left-behind.js';
import { tableOf } from './people.js';
import { say } from './worlds.js';

// Scenario 5, clouds that misbehave: the first call to every place where a fault can happen meets it, through a whole life
// from nothing to desktops and back. Each ends converged: applied again where it must be, everybody works and nothing is
// left to plan; destroyed, both clouds are empty but for what is named.

const region = 'eu-central-1';
const users = ['ada@contoso.com', 'grace@contoso.com'];
// azuread gives up at each write whose answer is lost: there are as many applies as places.
const mostTries = 30;
/** A dozen runs of terraform in a test: on a busy machine they take their time. */
const patience = 1_200_000;

/** The Graph as terraform calls it. WorkSpaces calls it for its devices: how it gets over a fault nobody outside knows. */
const graph = /^graph (?!\S+ .*(AutopilotDeviceIdentities|managedDevices|\/devices))/;

interface Case {
  readonly fault: string;
  readonly set: (scenario: Scenario) => void;
  /** That it really happened, and not at one place alone. */
  readonly met: (scenario: Scenario) => void;
  readonly ends: string;
  /** How often it has to be applied until it is through: foundation, connected. Undefined: until it is. */
  readonly applies?: readonly [number, number];
  /** What is better once an apply has failed. */
  readonly betterThen?: (scenario: Scenario) => Promise<void>;
}

const everywhere =
  (...faults: readonly (readonly [RegExp, Fault])[]) =>
  ({ twin }: Scenario): void => {
    for (const [where, fault] of faults) twin.faults.injectOnceAt(where, fault);
  };
/** Each of these was among the places. */
const metAt =
  (...places: readonly RegExp[]) =>
  ({ twin }: Scenario): void => {
    const met = twin.faults.met.map(({ where }) => where);
    expect(places.filter((place) => !met.some((where) => place.test(where)))).toEqual([]);
  };
const everyCloud = [
  /^graph POST .*\/groups$/,
  /^graph POST .*windowsAutopilotDeploymentProfiles$/,
  /^aws iam:CreateRole$/,
  /^aws workspaces:CreateWorkspaces$/,
  /^aws workspaces:RegisterWorkspaceDirectory$/,
  /^aws sso-admin:CreateApplicationAssignment$/,
  /^lambda entra-directory wait$/,
  /^scim POST \/Users$/,
];

/** By reads, not by minutes alone: a slow machine meets it too. */
const late = { reads: 2, minutes: 0.1 };
const lateButPrincipals = { application: late, group: late, synchronizationJob: late };

const cases: readonly Case[] = [
  {
    fault: 'throttled everywhere, and by WorkSpaces all the time',
    ends: 'nobody notices',
    applies: [1, 1],
    set: (scenario) => {
      everywhere(
        [graph, { status: 429, retryAfterSeconds: 5 }],
        [/^aws /, { status: 400, code: 'ThrottlingException' }],
        [/^lambda /, { status: 429 }],
        [/^scim /, { status: 429 }],
      )(scenario);
      scenario.twin.aws.settings.workspacesCallsPerSecond = 2;
    },
    met: metAt(...everyCloud),
  },
  {
    fault: 'errors of the servers everywhere',
    ends: 'nobody notices',
    applies: [1, 1],
    set: everywhere(
      [graph, { status: 503 }],
      [/^aws /, { status: 500 }],
      [/^lambda /, { status: 502 }],
      [/^scim /, { status: 503 }],
    ),
    met: metAt(...everyCloud),
  },
  {
    // azuread asks once for a service principal that it made: the only thing that another apply is needed for.
    fault: 'what was made is seen late in both clouds',
    ends: 'applied again it goes on',
    applies: [2, 1],
    betterThen: async ({ twin }) => {
      twin.entra.consistency.switchOn(lateButPrincipals);
      await twin.advance(1);
    },
    set: ({ twin }) => {
      twin.entra.consistency.switchOn({ ...usualDelays, ...lateButPrincipals });
      Object.assign(twin.aws.settings.timings, { roleEffective: 1, functionReady: 0.5 });
      const message = 'The role defined for the function cannot be assumed by Lambda.';
      const notYetAssumed = { status: 400, code: 'InvalidParameterValueException', message };
      twin.faults.inject('aws lambda:CreateFunction', notYetAssumed, 3);
      // What the function tries first is denied until its policies count.
      twin.faults.injectOnceAt(/^aws workspaces:Describe(WorkspaceDirectories|WorkspaceBundles)$/, {
        status: 400,
        code: 'AccessDeniedException',
      });
    },
    met: (scenario) => {
      metAt(/CreateFunction$/, /DescribeWorkspaceDirectories$/, /DescribeWorkspaceBundles$/)(scenario);
      expect(scenario.twin.world.rules.leanedOn('entra-late-visibility')).toBe(true);
    },
  },
  {
    fault: 'the function runs into its timeout at every action',
    ends: 'applied again it goes on',
    set: everywhere([/^lambda /, { delayMinutes: 60 }]),
    met: metAt(
      ...['entra-directory', 'bundle', 'synced-group', 'user-presence'].map((each) => RegExp(`^lambda ${each} `)),
    ),
  },
  {
    fault: 'answers are lost everywhere',
    ends: 'applied again it goes on',
    set: everywhere(
      [/^aws \S+:(?!Get|List|Describe|Invoke)/, { lose: true }],
      [/^graph (POST|PATCH|PUT|DELETE) (?!\S*(AutopilotDeviceIdentities|managedDevices|\/devices))/, { lose: true }],
      [/^lambda /, { lose: true }],
      [/^scim /, { lose: true }],
    ),
    met: metAt(...everyCloud),
  },
];

describe.each(cases)('$fault', ({ fault, ends, set, met, applies, betterThen }) => {
  let scenario: Scenario;
  let deployment: DeploymentFile;
  let orphans: Orphans;
  let before: { aws: string[]; entra: unknown };

  /** Until it comes through: every error on the way is one that a person is told about. Gives how often it took. */
  const untilThrough = async (command: 'apply' | 'destroy'): Promise<number> => {
    // As `entra-workspaces destroy` does it: the secret of the token may have left the state before all else has.
    const options = command === 'destroy' ? ['-var', 'read_scim_token=false'] : [];
    for (let tries = 1; ; tries += 1) {
      const { code, output } = await scenario.terraform(command, '-no-color', '-auto-approve', ...options);
      if (code === 0) return tries;
      const errors = errorsIn(output);
      if (tries === mostTries) {
        const left = (await orphans.names()).join(', ');
        throw new Error(`${command} ended with ${code} again and again, left: ${left}:\n${errors.join('\n')}`);
      }
      expect(
        errors.filter((error) => explain({ summary: error, detail: '', ...addressIn(error) }) === undefined),
      ).toEqual([]);
      await betterThen?.(scenario);
      const removed = await orphans.takeAway(output);
      if (removed.length > 0) say(`${fault}: in the way of the next ${command}: ${removed.join(', ')}`);
    }
  };

  beforeAll(async () => {
    scenario = await Scenario.start();
    before = { aws: await inventoryOf(scenario.twin.aws, [region]), entra: scenario.twin.entra.snapshot() };
    orphans = await Orphans.from(scenario, [region]);
    deployment = greenfield(scenario.twin);
    set(scenario);
  });
  afterAll(async () => scenario.stop());

  test(
    `${ends}; everybody works, every desktop enrols, and nothing is left to plan`,
    async () => {
      await scenario.write(deployment);
      const foundation = await untilThrough('apply');
      deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
      await scenario.write(deployment);
      const connected = await untilThrough('apply');
      expect(await scenario.plan()).toEqual([]);
      await scenario.twin.advance(60);
      const table = tableOf(scenario.twin, users);
      expect(table.users).toEqual(users.map((upn) => `${upn}: works`));
      expect(table.devices).toEqual(users.map(() => 'contoso-berlin: Contoso berlin: enrolled'));
      say(
        `${fault}: met ${scenario.twin.faults.met.length} times; foundation applied ${foundation} times, connected ${connected}`,
      );
      met(scenario);
      if (applies) expect([foundation, connected]).toEqual(applies);
    },
    patience,
  );

  test(
    'destroyed, both clouds are empty but for what is named',
    async () => {
      const tries = await untilThrough('destroy');
      const lost = await orphans.names();
      say(`${fault}: destroyed after ${tries}; left: ${lost.join(', ') || 'nothing'}`);
      if (applies) expect({ tries, lost }).toEqual({ tries: 1, lost: [] });
      await orphans.takeAway();
      expect(await inventoryOf(scenario.twin.aws, [region])).toEqual(before.aws);
      expect(scenario.twin.entra.snapshot()).toEqual(before.entra);
    },
    patience,
  );
});

/** Every error that terraform ended with, each with the address it stands at. */
function errorsIn(output: string): string[] {
  return output.split(/^Error: /m).slice(1);
}

function addressIn(error: string): { address?: string } {
  const [, address] = /^\s*with ([^\n]+),$/m.exec(error) ?? [];
  return address === undefined ? {} : { address };
}
