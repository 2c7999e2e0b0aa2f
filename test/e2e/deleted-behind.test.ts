import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { findTerraform } from '../../wizard/terraform/find.js';
import { Terraform } from '../../wizard/terraform/run.js';
import { TerraformFailure } from '../../wizard/terraform/terraform-failure.js';
import { deletedBehind, invokedOutcomes, outcomeOf, shownResources } from './deleted-behind.js';
import { withEverything } from './everything.js';
import { Scenario } from './harness.js';
import { setUpWhole } from './handshake.js';
import { whoWorks } from './people.js';
import { onOneLine } from './terraform.js';

// What somebody deletes in a console, each on its own: one apply makes it again and everybody works, or a plan says by name
// what to do. By default those that once went wrong or stand for a kind; ENTRA_WORKSPACES_EVERY_RESOURCE=1 tries every
// resource of the state.

const region = 'eu-central-1';
const people = ['ada@contoso.com', 'grace@contoso.com'];
/** Tried with all that there is, and skipped by name without. */
const whole = process.env['ENTRA_WORKSPACES_EVERY_RESOURCE'] === '1' ? test : test.skip;

const sample = [
  'azuread_group.federation_desktop-users',
  'azuread_app_role_assignment.federation_desktop-users_assignment',
  'azuread_group.site-berlin_autopilot-group',
  'azuread_synchronization_job.federation_provisioning',
  'azuread_synchronization_secret.federation_provisioning',
  'azuread_service_principal.federation_registration-app',
  'msgraph_resource.site-berlin_autopilot-profile_assignment-berlin',
  'msgraph_resource.site-berlin_autopilot-profile_BB053BD5',
  'azurerm_monitor_aad_diagnostic_setting.',
  'aws_ssoadmin_application_assignment.site-berlin_access_group',
] as const;

let scenario: Scenario;
beforeAll(async () => {
  scenario = await Scenario.start({ seed: { users: people } });
  await setUpWhole(scenario, withEverything(scenario.twin));
  whoWorks(scenario.twin, ...people);
});
afterAll(async () => scenario.stop());

/** A cycle of provisioning, and of dynamic groups. */
const settle = async (): Promise<void> => scenario.twin.advance(90);

/** Applies once, lets the clouds settle, and gives what a plan still would do and who cannot work. */
async function afterOneApply(): Promise<object> {
  await scenario.apply();
  await settle();
  return { planned: await scenario.plan(), people: whoWorks(scenario.twin, ...people) };
}
const allIsWell = { planned: [], people: people.map(() => 'works') };

const addressOf = async (start: string): Promise<string> =>
  (await scenario.addresses()).find((each) => each.startsWith(start)) ?? start;

describe('one apply repairs what somebody deleted', () => {
  test.each(sample)('%s', async (start) => {
    await deletedBehind(scenario, await addressOf(start));
    await settle();
    expect(await afterOneApply()).toEqual(allIsWell);
  });

  whole('every other resource of the state', async () => {
    const wrong: object[] = [];
    const all = (await shownResources(scenario)).filter(
      (each) => outcomeOf(each) === 'repaired' && !sample.some((one) => each.address.startsWith(one)),
    );
    for (const { address } of all) {
      const found = await deletedBehind(scenario, address)
        .then(settle)
        .then(afterOneApply)
        .catch((error: unknown) => ({ failed: String(error).slice(-1000) }));
      if (JSON.stringify(found) !== JSON.stringify(allIsWell)) wrong.push({ address, ...found });
    }
    expect(wrong).toEqual([]);
  });
});

test('every type in the state, and every kind that the control plane makes, has its row', async () => {
  const resources = await shownResources(scenario);
  expect(resources.filter((each) => outcomeOf(each) === undefined).map(({ type }) => type)).toEqual([]);
  const invocations = resources.filter(({ type }) => type === 'aws_lambda_invocation');
  const kinds = invocations.map(({ values }) => (JSON.parse(String(values['input'])) as { kind?: string }).kind);
  expect(kinds.filter((kind) => kind !== undefined && !(kind in invokedOutcomes))).toEqual([]);
});

/** What a plan says in terraform's words, and what the command line makes of its error. */
const planned = async (): Promise<{ readonly said: string; readonly fix: string }> => {
  const { output } = await scenario.terraform('plan', '-no-color');
  const env = { ...process.env, ...scenario.twin.terraform.env };
  const terraform = new Terraform({ program: await findTerraform(env), folder: scenario.stackFolder, env });
  const failure: unknown = await terraform
    .plan({ out: join(scenario.stackFolder, 'plan') })
    .catch((error: unknown) => error);
  return { said: onOneLine(output), fix: failure instanceof TerraformFailure ? failure.fix.join('\n') : '' };
};

describe('a plan says by name what to do', () => {
  test('the group that SCIM brought was deleted in Identity Center: after the command that a plan names everybody works', async () => {
    const { instances } = scenario.twin.aws.identityCenter;
    const groups = [...instances.values()].flatMap(({ store }) =>
      [...store.groups.values()].map((group) => ({ store, group })),
    );
    for (const { store, group } of groups) store.groups.delete(group.groupId);
    await settle();
    const { said } = await planned();
    expect(said).toContain('Identity Center no longer has the group of desktop users that was given access');
    const [, command = ''] = /in the stack folder: terraform apply ((?:-replace=\S+ ?)+)/.exec(said) ?? [];
    await scenario.must('apply', '-no-color', '-auto-approve', ...command.trim().split(' '));
    await settle();
    expect({ planned: await scenario.plan(), people: whoWorks(scenario.twin, ...people) }).toEqual(allIsWell);
    expect((await planned()).said).not.toContain('Warning');
  });

  test('the secret of the SCIM token was deleted: restored, everything goes on', async () => {
    const address = await addressOf('aws_secretsmanager_secret.federation_scim-token');
    const arn = (await scenario.outputs())['scim_token_secret_arn'];
    await deletedBehind(scenario, address);
    expect((await planned()).fix).toContain('aws secretsmanager restore-secret');
    await scenario.twin.aws.inside('secretsmanager', 'RestoreSecret', 'eu-central-1', { SecretId: arn });
    expect(await scenario.plan()).toEqual([]);
  });
});

/** Types what a fix says. */
const makeAnew = async (fix: string): Promise<void> => {
  const [, words = ''] = /in the stack folder: (?:terraform|tofu) apply (.*?-replace=[\w.-]+[^.\s])/.exec(fix) ?? [];
  expect(words).toContain('claim');
  await scenario.must('apply', '-no-color', '-auto-approve', ...words.split(' '));
};

test('a bundle was deleted: said by name, made anew, and no desktop with it', async () => {
  const { bundles, desktops } = scenario.twin.aws.workspaces.region(region);
  const before = [...desktops.keys()];
  for (const [id, { name }] of bundles) if (name.startsWith('contoso')) bundles.delete(id);
  const { said, fix } = await planned();
  expect(said).toContain('no matching WorkSpaces Bundle found');
  await makeAnew(fix);
  expect(await scenario.plan()).toEqual([]);
  expect([...desktops.keys()]).toEqual(before);
});

test('a directory was deregistered with its desktops: said by name, made anew, and everybody works', async () => {
  const { directories, desktops } = scenario.twin.aws.workspaces.region(region);
  const call = async (name: string, input: object): Promise<unknown> =>
    scenario.twin.aws.inside('workspaces', name, region, input);
  for (const WorkspaceId of desktops.keys())
    await call('TerminateWorkspaces', { TerminateWorkspaceRequests: [{ WorkspaceId }] });
  await settle();
  for (const DirectoryId of directories.keys()) await call('DeregisterWorkspaceDirectory', { DirectoryId });
  await settle();
  const { fix } = await planned();
  await makeAnew(fix);
  await settle();
  expect({ planned: await scenario.plan(), people: whoWorks(scenario.twin, ...people) }).toEqual(allIsWell);
});

test('the enterprise app was deleted and made again: each plan says that Identity Center must be told', async () => {
  await deletedBehind(scenario, await addressOf('azuread_application_from_template.federation_enterprise-app'));
  await scenario.apply();
  const { output } = await scenario.terraform('plan', '-no-color');
  expect(onOneLine(output)).toContain('Identity Center must import the certificate of the new one');
});

test('a destroy looks at nothing that is gone: the token is not read, and azuread takes no null for it', async () => {
  const unseen = ['-var=look_for_drift=false', '-var=read_scim_token=false'];
  await scenario.must('destroy', '-no-color', '-auto-approve', ...unseen);
  expect((await scenario.addresses()).filter((each) => !each.startsWith('data.'))).toEqual([]);
});
