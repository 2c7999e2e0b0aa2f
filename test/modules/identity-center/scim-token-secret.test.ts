import { describe, expect, test } from '@jest/globals';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import { ScimTokenSecret } from '../../../modules/identity-center/scim-token-secret.js';
import { all, only, synthesized } from '../aws-stack.js';

const own = { name: 'contoso', accountId: '111122223333', partition: 'aws', protection: true } as const;
const secret = (read: boolean, protection = true) =>
  synthesized((stack, provider) => {
    const made = new ScimTokenSecret(stack, 'secret', { provider, ...own, protection, read });
    if (made.token) new TerraformOutput(stack, 'token', { value: made.token, sensitive: true });
  });

describe('the secret of the SCIM token', () => {
  test('is empty and unread before the handshake', () => {
    const json = secret(false);
    expect(only(json, 'aws_secretsmanager_secret')).toMatchObject({
      provider: 'aws.eu-central-1',
      name_prefix: 'contoso-scim-token-',
    });
    expect(all(json, 'aws_secretsmanager_secret_version')).toEqual([]);
    expect(json.data).toEqual({});
  });

  test('is the same resource after it', () => {
    expect(only(secret(true), 'aws_secretsmanager_secret')).toEqual(only(secret(false), 'aws_secretsmanager_secret'));
  });

  test('has a key of its own, which IAM gives access to, by an alias that begins as the secret does', () => {
    const json = secret(false);
    const key = only(json, 'aws_kms_key');
    const [keyId] = Object.keys(json.resource.aws_kms_key!);
    expect(only(json, 'aws_secretsmanager_secret').kms_key_id).toBe(`\${aws_kms_key.${keyId}.arn}`);
    expect(key).toMatchObject({
      provider: 'aws.eu-central-1',
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      // Nobody needs the right to change key policies to make it; for a key that exists this is no change.
      bypass_policy_lockout_safety_check: true,
      lifecycle: { prevent_destroy: true, ignore_changes: ['bypass_policy_lockout_safety_check'] },
    });
    expect(JSON.parse(key.policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Administration',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    });
    expect(only(json, 'aws_kms_alias')).toMatchObject({
      provider: 'aws.eu-central-1',
      name_prefix: 'alias/contoso-scim-token-',
      target_key_id: `\${aws_kms_key.${keyId}.key_id}`,
    });
    expect(only(secret(false, false), 'aws_kms_key').lifecycle).not.toHaveProperty('prevent_destroy');
  });

  test('keeps the tag in which `connect` notes when the token expires', () => {
    // With `default_tags` the provider compares both.
    expect(only(secret(true), 'aws_secretsmanager_secret').lifecycle.ignore_changes).toEqual([
      'tags["entra-workspaces:expires-at"]',
      'tags_all["entra-workspaces:expires-at"]',
    ]);
  });

  test('is read only when it holds something, so that an empty one fails a plan by name and no destroy', () => {
    const json = secret(true);
    const [list] = Object.keys(json.data.aws_secretsmanager_secret_versions!);
    const [version] = Object.values(json.data.aws_secretsmanager_secret_version!);
    const count = `try(min(1, length(data.aws_secretsmanager_secret_versions.${list}.versions)), 0)`;
    expect(version.count).toBe(`\${${count}}`);
    expect(only(json, 'terraform_data').lifecycle.precondition).toEqual([
      {
        condition: `\${(${count} >= 1)}`,
        error_message: expect.stringMatching(
          /^The secret contoso-scim-token-… holds no SCIM token\. Run `entra-workspaces connect`/,
        ),
      },
    ]);
  });

  test('is not looked at when a variable says so, for a destroy that has removed it already', () => {
    const json = synthesized((stack, provider) => {
      const look = new TerraformVariable(stack, 'read_scim_token', { type: 'bool' }).booleanValue;
      new ScimTokenSecret(stack, 'secret', { provider, ...own, read: true, look });
    });
    const [version] = Object.values(json.data.aws_secretsmanager_secret_version!);
    expect(version.count).toMatch(/^\$\{max\(var\.read_scim_token \? try\(min\(1, length\(.*\)\), 0\) : 0\)\}$/);
  });

  test('is listed without conditions, with which Terraform puts the reading off when a tag changes', () => {
    const [versions] = Object.values(secret(true).data.aws_secretsmanager_secret_versions!);
    expect(versions).not.toHaveProperty('lifecycle');
  });

  test('is read through a local, so that a pending change of the secret does not put the reading off', () => {
    const json = secret(true);
    for (const type of ['aws_secretsmanager_secret_versions', 'aws_secretsmanager_secret_version']) {
      for (const data of Object.values(json.data[type]!)) expect(data.secret_id).toMatch(/^\$\{local\./);
    }
  });

  test('gives its token by reference only, and some text where it is not read: null is refused by azuread', () => {
    const json = secret(true);
    const [id] = Object.keys(json.data.aws_secretsmanager_secret_version!);
    expect(JSON.parse(json.text).output.token.value).toBe(
      `\${coalesce(one(data.aws_secretsmanager_secret_version.${id}[*].secret_string), "not read")}`,
    );
  });
});
