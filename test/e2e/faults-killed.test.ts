import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { explain } from '../../wizard/terraform/provider-errors.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { Orphans } from './left-behind.js';
import { desktopIds, whoWorks } from './people.js';
import { say } from './worlds.js';

// Scenario 5, terraform killed (SIGKILL) at the moment at which a call has taken effect and terraform has not learned of
// it: again and again, in the same deployment. What it loses sight of is named each time. Applied again, all desktops are
// there; destroyed, both clouds are empty but for what was named.

const region = 'eu-central-1';
const users = ['ada@contoso.com', 'grace@contoso.com'];
const adaInBerlin = 'ada@contoso.com in contoso-berlin';

/** How often a command may be refused by what was left before it. */
const mostRefusals = 12;
/** Dozens of runs of terraform in a test: on a busy machine they take their time. */
const patience = 1_200_000;

/** Calls after which terraform is killed, each once, in whatever order they come. */
const whileMaking = {
  foundation: [
    /^aws (iam:CreateRole|lambda:CreateFunction|kms:CreateKey|secretsmanager:CreateSecret|ec2:CreateNatGateway)$/,
    /^graph POST .*(instantiate|\/groups|\/applications|appRoleAssignedTo|windowsAutopilotDeploymentProfiles)$/,
  ],
  connected: [
    /^aws (workspaces:\w*(Register|Create)\w+|sso-admin:CreateApplicationAssignment)$/,
    /^lambda entra-directory (wait|ids)$/,
    /^graph (POST|PUT) .*synchronization\/\w+$/,
  ],
};
const whileRemoving = [
  /^aws (workspaces:(Terminate|Deregister)\w+|lambda:DeleteFunction|secretsmanager:DeleteSecret)$/,
  /^lambda entra-directory gone$/,
  /^graph DELETE .*applications\/[^/]+$/,
];

const tokenVersion = 'data.aws_secretsmanager_secret_version.federation_scim-token_version_9521ABD8';
const errorsIn = (output: string): string => output.slice(output.indexOf('\nError: '));

describe('terraform is killed', () => {
  let scenario: Scenario;
  let deployment: DeploymentFile;
  let orphans: Orphans;
  /** Orphans that have been named. */
  const known = new Set<string>();

  /** Runs the command until it comes through, killed on the way wherever it may be. Gives what was in the way. */
  async function killedAgainAndAgain(command: 'apply' | 'destroy', places: readonly RegExp[]): Promise<string[]> {
    const inTheWay: string[] = [];
    const options: string[] = [];
    let refusals = 0;
    scenario.killAt(places);
    for (;;) {
      // One thing at a time, so that each kill shows what it leaves.
      const ended = await scenario.terraform(command, '-no-color', '-auto-approve', '-parallelism=1', ...options);
      await scenario.twin.terraform.quiet();
      const left = (await orphans.names()).filter((name) => !known.has(name));
      left.forEach((name) => known.add(name));
      if (ended.code === 0) return inTheWay;
      if (ended.signal === 'SIGKILL') {
        say(`${command} killed at ${lastFault()}: ${left.join(', ') || 'nothing'} left`);
        continue;
      }
      // Names that only one thing can have: a person removes what was left, or imports it.
      const removed = await orphans.takeAway(ended.output);
      refusals += 1;
      if (refusals > mostRefusals) throw new Error(`${command} never comes through:\n${errorsIn(ended.output)}`);
      inTheWay.push(...removed);
      if (removed.length > 0) continue;
      if (options.length > 0 || !ended.output.includes('Invalid count argument'))
        throw new Error(`${command} ended with ${ended.code}:\n${errorsIn(ended.output)}`);
      // The secret of the token has left the state: it must not be read any more, as `entra-workspaces destroy` never does.
      const way = explain({ summary: ended.output, detail: '', address: tokenVersion })?.fix;
      expect(way).toContain('-var read_scim_token=false');
      options.push('-var', 'read_scim_token=false');
    }
  }
  const lastFault = (): string => scenario.twin.faults.met.at(-1)?.where.replace(/[0-9a-f-]{36}/g, 'ID') ?? '';

  beforeAll(async () => {
    // What a killed terraform knew is in the file.
    scenario = await Scenario.start({}, 'file');
    deployment = greenfield(scenario.twin);
    orphans = await Orphans.from(scenario, [region]);
  });
  afterAll(async () => scenario.stop());

  test(
    'while the foundation is made',
    async () => {
      await scenario.write(deployment);
      const inTheWay = await killedAgainAndAgain('apply', whileMaking.foundation);
      say(`in the way of the next apply: ${inTheWay.join(', ')}`);
      expect(await scenario.plan()).toEqual([]);
    },
    patience,
  );

  test(
    'while all else is made: what the control plane makes is never lost, and everybody works',
    async () => {
      const lost = await orphans.names();
      deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
      await scenario.write(deployment);
      const inTheWay = await killedAgainAndAgain('apply', whileMaking.connected);
      say(`in the way of the next apply: ${inTheWay.join(', ')}`);
      expect(await scenario.plan()).toEqual([]);
      await scenario.twin.advance(60);
      expect(whoWorks(scenario.twin, ...users)).toEqual(['works', 'works']);
      // A directory or a bundle would be an orphan that costs money.
      expect((await orphans.names()).filter((name) => !lost.includes(name))).toEqual([]);
    },
    patience,
  );

  test('a desktop that the state does not know stands in the way by name, and an import keeps it', async () => {
    const ids = desktopIds(scenario.twin);
    const [address] = (await scenario.addresses()).filter((each) =>
      /workspaces_workspace\.desktop_berlin_ada/.test(each),
    );
    await scenario.must('state', 'rm', address!);
    const { code, output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
    expect(code).toBe(1);
    expect(output).toContain('ResourceExists.WorkSpace');
    expect(explain({ summary: output, detail: '', address: address! })?.fix).toContain('terraform import');
    await scenario.must('import', '-no-color', address!, ids[adaInBerlin]!);
    await scenario.apply();
    expect(await scenario.plan()).toEqual([]);
    expect(desktopIds(scenario.twin)).toEqual(ids);
  });

  test(
    'while it is destroyed: both clouds are empty but for what was named',
    async () => {
      const lost = await orphans.names();
      await killedAgainAndAgain('destroy', whileRemoving);
      // The state is empty: all that there is in both clouds, and was not there before.
      const left = await orphans.names();
      expect(lost).toEqual(expect.arrayContaining(left));
      say(`left for a person to remove: ${left.join(', ')}`);
    },
    patience,
  );
});
