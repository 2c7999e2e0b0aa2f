import { describe, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import { RegistrationSecret, type CreatedRegistrationSecret } from '../../../modules/workspaces/registration-secret.js';
import { accountId, only, synthesized, type Block } from '../aws-stack.js';
import { jsonWithReferences } from '../json-with-references.js';

const created = (more: Partial<CreatedRegistrationSecret> = {}) =>
  synthesized((stack, provider) => {
    const password = new TerraformVariable(stack, 'password', { sensitive: true });
    const secret = new RegistrationSecret(stack, 'secret', {
      provider,
      secret: {
        create: {
          name: 'contoso-berlin',
          accountId,
          partition: 'aws',
          applicationId: '0b8a2d2e-2f7d-4b55-9d1d-0d9a1f6f3c11',
          applicationPassword: password.stringValue,
          protection: true,
          ...more,
        },
      },
    });
    expect(secret.ready).toHaveLength(3);
  });

describe('a registration secret of our own', () => {
  test('holds the JSON keys that WorkSpaces reads, and the password by reference only', () => {
    const { secret_string } = only(created(), 'aws_secretsmanager_secret_version');
    expect(jsonWithReferences(secret_string as string)).toEqual({
      application_id: '0b8a2d2e-2f7d-4b55-9d1d-0d9a1f6f3c11',
      application_password: '${var.password}',
    });
  });

  test('is encrypted with a customer key that WorkSpaces may use', () => {
    const json = created();
    const [keyId] = Object.keys(json.resource.aws_kms_key!);
    expect(only(json, 'aws_secretsmanager_secret').kms_key_id).toBe(`\${aws_kms_key.${keyId}.arn}`);
    expect(JSON.parse(only(json, 'aws_kms_key').policy as string).Statement).toEqual([
      {
        Sid: 'Administration',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'WorkSpaces',
        Effect: 'Allow',
        Principal: { Service: ['workspaces.amazonaws.com'] },
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Resource: '*',
      },
    ]);
  });

  test('may be read for one account alone, where that is asked: secret and key, and nobody else is bound by it', () => {
    const json = created({ onlyForAccount: true });
    const ours = { StringEquals: { 'aws:SourceAccount': accountId } };
    const statements = (type: string) => JSON.parse(only(json, type).policy as string).Statement as Block[];
    expect(statements('aws_secretsmanager_secret_policy').map(({ Condition }) => Condition)).toEqual([ours]);
    expect(statements('aws_kms_key').map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ['Administration', undefined],
      ['WorkSpaces', ours],
    ]);
  });

  test('has the resource policy of the guide', () => {
    expect(JSON.parse(only(created(), 'aws_secretsmanager_secret_policy').policy as string)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['workspaces.amazonaws.com'] },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        },
      ],
    });
  });

  test('has a name that is free again after a destroy, and can be brought back for a month', () => {
    expect(only(created(), 'aws_secretsmanager_secret')).toMatchObject({
      name_prefix: 'contoso-berlin-',
      recovery_window_in_days: 30,
    });
    expect(only(created(), 'aws_secretsmanager_secret')).not.toHaveProperty('name');
  });

  test('keeps its key from being destroyed by mistake, unless protection is off', () => {
    expect(only(created(), 'aws_kms_key').lifecycle).toMatchObject({ prevent_destroy: true });
    expect(only(created({ protection: false }), 'aws_kms_key').lifecycle).not.toHaveProperty('prevent_destroy');
  });

  test.each(['contoso+berlin', 'contoso=berlin', 'contoso@berlin'])(
    'refuses the name %s, which WorkSpaces would',
    (name) => {
      expect(() => created({ name })).toThrow(`got: ${name}`);
    },
  );
});

describe('an existing registration secret', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:desktops/registration-AbCdEf';
  const json = synthesized((stack, provider) => {
    const secret = new RegistrationSecret(stack, 'secret', { provider, secret: { existing: { arn } } });
    expect(secret.secretArn).toBe(arn);
  });

  test('is only looked at, and its content not even that', () => {
    expect(json.resource).toEqual({});
    expect(json.text).not.toContain('secret_version');
  });

  test('is refused by name with the wrong key or without the right to read it', () => {
    const [data] = Object.values(json.data.aws_secretsmanager_secret!);
    expect(data.lifecycle.postcondition.map((each: Block) => each.error_message)).toEqual([
      `The secret ${arn} is encrypted with the key aws/secretsmanager, which WorkSpaces cannot use. Encrypt it with a customer managed key that lets workspaces.amazonaws.com decrypt.`,
      `The resource policy of the secret ${arn} does not let workspaces.amazonaws.com read it. Allow that service secretsmanager:GetSecretValue in the resource policy of the secret.`,
    ]);
  });
});
