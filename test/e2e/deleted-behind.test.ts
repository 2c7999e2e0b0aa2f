import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { findTerraform } from '../../wizard/terraform/find.js';
import { Terraform } from '../../wizard/terraform/run.js';
import { TerraformFailure } from '../../wizard/terraform/terraform-failure.js';
import { deletedBehind } from './deleted-behind.js';
import { greenfield, Scenario } from './harness.js';
import { setUpWhole } from './handshake.js';
import { whoWorks } from './people.js';
import { onOneLine } from './terraform.js';

// What somebody deletes in a console, each on its own: one apply makes it again and everybody works, or a plan says by name
// what to do. By default those that once went wrong or stand for a kind; ENTRA_WORKSPACES_EVERY_RESOURCE=1 tries every
// resource of the state.

const people = ['ada@contoso.com', 'grace@contoso.com'];
const everyOne = process.env['ENTRA_WORKSPACES_EVERY_RESOURCE'] === '1';

/** Terraform's own, and steps of the control plane: nothing of them lies in a cloud. */
const nowhere = /^(data\.|time_|terraform_data|aws_lambda_invocation|azuread_synchronization_job_provision_on_demand)/;
/** What the clouds do not let anybody delete while it is in use: a default security group, networks, roles with policies. */
const heldBack = /^aws_(default_security_group|vpc|subnet|eip|iam_role\.|route_table\.|cloudwatch_event_rule)/;
/** A plan says what to do: below. */
const onlySaid = /^aws_secretsmanager_secret(_policy)?\./;

const sample = [
  'azuread_group.federation_desktop-users',
  'azuread_group.site-berlin_autopilot-group',
  'azuread_synchronization_job.federation_provisioning',
  'msgraph_resource.site-berlin_autopilot-profile_assignment-berlin',
  'aws_ssoadmin_application_assignment.site-berlin_access_group',
] as const;

let scenario: Scenario;
beforeAll(async () => {
  scenario = await Scenario.start({ seed: { users: people } });
  await setUpWhole(scenario, greenfield(scenario.twin));
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

  (everyOne ? test : test.skip)('every other resource of the state', async () => {
    const wrong: object[] = [];
    const all = (await scenario.addresses()).filter(
      (each) =>
        ![nowhere, heldBack, onlySaid].some((kind) => kind.test(each)) && !sample.some((one) => each.startsWith(one)),
    );
    for (const address of all) {
      await deletedBehind(scenario, address);
      const found = await afterOneApply().catch((error: unknown) => ({ failed: String(error).slice(-1000) }));
      if (JSON.stringify(found) !== JSON.stringify(allIsWell)) wrong.push({ address, ...found });
    }
    expect(wrong).toEqual([]);
  });
});

describe('a plan says by name what to do', () => {
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

  test('the group that SCIM brought was deleted in Identity Center, and SCIM brought another', async () => {
    const { instances } = scenario.twin.aws.identityCenter;
    const groups = [...instances.values()].flatMap(({ store }) =>
      [...store.groups.values()].map((group) => ({ store, group })),
    );
    for (const { store, group } of groups) {
      store.groups.delete(group.groupId);
      store.addGroup({ displayName: group.displayName, externalId: group.externalId ?? '' });
    }
    const { said } = await planned();
    const replace = /terraform apply (-replace=terraform_data\.\S+_origin_\w+)/.exec(said)?.[1];
    expect(said).toContain('Identity Center no longer has the group of desktop users that was given access');
    const replaced = (await scenario.plan(replace ?? '')).map(({ type }) => type);
    expect(replaced).toEqual(expect.arrayContaining(['terraform_data', 'aws_ssoadmin_application_assignment']));
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
