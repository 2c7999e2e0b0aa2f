import { describe, expect, test } from '@jest/globals';
import { TerraformOutput } from 'cdktf';
import { AccountInstance } from '../../../modules/identity-center/account-instance.js';
import { DirectoryAccess } from '../../../modules/identity-center/directory-access.js';
import { IdentityCenterInstance } from '../../../modules/identity-center/identity-center-instance.js';
import { SyncedGroup } from '../../../modules/identity-center/synced-group.js';
import { accountId, all, controlPlane, invocations, only, region, synthesized, type Block } from '../aws-stack.js';

const arn = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';

describe('an existing instance', () => {
  const instance = (given: string) =>
    synthesized((stack, provider) => {
      const made = new IdentityCenterInstance(stack, 'instance', { provider, region, arn: given });
      new TerraformOutput(stack, 'store', { value: made.identityStoreId });
      expect(made.instanceArn).toBe(given);
    });

  test('is read in its own Region, and its identity store found by its ARN', () => {
    const json = instance(arn);
    const [[id, data]] = Object.entries(json.data.aws_ssoadmin_instances!) as [[string, Block]];
    expect(data.provider).toBe('aws.eu-central-1');
    expect(JSON.parse(json.text).output.store.value).toBe(
      `\${try(element(data.aws_ssoadmin_instances.${id}.identity_store_ids, index(data.aws_ssoadmin_instances.${id}.arns, "${arn}")), "")}`,
    );
  });

  test('that is not visible is refused by name, with what to check', () => {
    const [data] = Object.values(instance(arn).data.aws_ssoadmin_instances!);
    expect(data.lifecycle.postcondition).toEqual([
      {
        condition: `\${contains(self.arns, "${arn}")}`,
        error_message: expect.stringMatching(
          /ssoins-1234567890abcdef is not to be seen in eu-central-1 .*`identityCenter.region`.*`identityCenter.roleArn`/,
        ),
      },
    ]);
  });

  test('is refused when the ARN is none', () => {
    expect(() => instance('ssoins-1234567890abcdef')).toThrow(
      /`arn` of an instance must be like .*got: ssoins-1234567890abcdef/,
    );
  });
});

test('an account instance is asked for by name and account, with its tags', () => {
  const json = synthesized((stack, provider) => {
    new AccountInstance(stack, 'instance', {
      controlPlane: controlPlane(stack, provider),
      name: 'contoso',
      accountId,
      tags: { team: 'design' },
    });
  });
  const ensure = Object.values(invocations(json)).find((input) => input.step === 'ensure');
  expect(ensure).toMatchObject({
    kind: 'account-instance',
    identity: { name: 'contoso', accountId },
    properties: { tags: { team: 'design' } },
  });
});

test('the id of a synced group comes from the control plane, and waits for what brings the group', () => {
  const json = synthesized((stack, provider) => {
    const group = new SyncedGroup(stack, 'group', {
      controlPlane: controlPlane(stack, provider),
      identityStore: { identityStoreId: 'd-1234567890' },
      displayName: 'Contoso desktops',
      entraObjectId: '${azuread_group.users.object_id}',
      provider,
      lookForDrift: true,
      dependsOn: [{ fqn: 'azuread_synchronization_job.job' }],
    });
    new TerraformOutput(stack, 'id', { value: group.groupId });
  });
  expect(JSON.parse(json.text).output.id.value).toMatch(
    /^\$\{jsondecode\(aws_lambda_invocation\.group_ids_\w+\.result\)\.groupId\}$/,
  );
  const first = all(json, 'aws_lambda_invocation').find(([id]) => id.startsWith('group_wait-1_'));
  expect(first![1].depends_on).toContain('azuread_synchronization_job.job');
  expect(only(json, 'terraform_data').triggers_replace).toEqual(['${azuread_group.users.object_id}']);
  const ids = all(json, 'aws_lambda_invocation').find(([id]) => id.startsWith('group_ids_'));
  expect(ids![1].lifecycle.replace_triggered_by).toEqual([expect.stringMatching(/^terraform_data\.group_origin_/)]);
});

describe('access to a directory', () => {
  const access = (requireAssignment: boolean) =>
    synthesized((stack, provider) => {
      new DirectoryAccess(stack, 'access', {
        provider,
        applicationArn: 'arn:aws:sso::111122223333:application/a/b',
        groupId: 'group-id',
        requireAssignment,
      });
    });

  test('is given to the group', () => {
    expect(only(access(true), 'aws_ssoadmin_application_assignment')).toMatchObject({
      provider: 'aws.eu-central-1',
      principal_id: 'group-id',
      principal_type: 'GROUP',
    });
  });

  test.each([true, false])('says whether an assignment is required, also when not: %s', (required) => {
    expect(only(access(required), 'aws_ssoadmin_application_assignment_configuration').assignment_required).toBe(
      required,
    );
  });

  test('is required only once the group is assigned', () => {
    const json = access(true);
    const [[id]] = all(json, 'aws_ssoadmin_application_assignment') as [[string, Block]];
    expect(only(json, 'aws_ssoadmin_application_assignment_configuration').depends_on).toEqual([
      `aws_ssoadmin_application_assignment.${id}`,
    ]);
  });
});
