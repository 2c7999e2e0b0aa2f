import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorSentences, sentenceFor } from '../../domain/control-plane/error-sentences.js';
import { deploymentFileSchema } from '../../deployment/schema.js';
import { schemaFields } from '../../deployment/schema-walk.js';
import { callsOf, handler } from '../modules/control-plane/calls.js';
import { codeOf, explained, isPassing, mayBecomeAllowed } from '../../function/errors.js';

/** An error as the SDK throws it. */
function awsError(name: string, operation: string, message = 'words of AWS', status = 400): Error {
  return Object.assign(new Error(message), {
    name,
    operation,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: '1-2-3' },
  });
}

/** Of mobile push and of session policies: the function uses neither. */
const notOurs = new Set([
  ...['EndpointDisabled', 'PlatformApplicationDisabled', 'InvalidSecurity'],
  ...['MalformedPolicyDocument', 'PackedPolicyTooLarge'],
]);

/** What the API of each call of the function may answer, out of the SDK's own description of it. */
function documentedErrors(): [operation: string, code: string][] {
  const clients: Readonly<Record<string, string>> = {
    sso: 'client-sso-admin',
    secretsmanager: 'client-secrets-manager',
  };
  const root = join(import.meta.dirname, '../../node_modules/@aws-sdk');
  return [...callsOf(join(handler, 'index.ts'))].flatMap((operation) => {
    const [service, command] = operation.split(':') as [string, string];
    const folder = join(root, clients[service] ?? `client-${service}`, 'dist-types/commands');
    const text = readFileSync(join(folder, `${command}Command.d.ts`), 'utf8');
    return [...text.matchAll(/@throws \{@link (\w+)Exception\}/g)]
      .map(([, code]) => code!)
      .filter((code) => !code.endsWith('Service') && !notOurs.has(code))
      .map((code): [string, string] => [operation, code]);
  });
}

describe('the sentences', () => {
  test('cover every error that the API of a call documents', () => {
    const errors = documentedErrors();
    expect(errors.length).toBeGreaterThan(60);
    const without = errors.filter(([operation, code]) => !sentenceFor(`${code}Exception`, operation, ''));
    expect(without).toEqual([]);
  });

  test.each([
    // facts of RegisterWorkspaceDirectory: each of its errors has a sentence of its own.
    ['WorkspacesDefaultRoleNotFound', /workspaces_DefaultRole/],
    ['UnsupportedNetworkConfiguration', /management CIDR/],
    ['OperationNotSupported', /availability zone/],
    ['ResourceLimitExceeded', /50, a fixed quota/],
    ['InvalidResourceState', /being changed or removed/],
    ['ResourceAlreadyExists', /name exists/],
    ['AccessDenied', /sso:CreateApplication/],
    ['InvalidParameterValues', /\+ = @/],
    ['ResourceNotFound', /registration secret/],
  ])('explain %s of a registration', (code, words) => {
    const sentence = sentenceFor(`${code}Exception`, 'workspaces:RegisterWorkspaceDirectory', '');
    expect(`${sentence?.means} ${sentence?.fix}`).toMatch(words);
  });

  test.each([
    [
      'a DirectoryId that Entra directories do not have (hashicorp/terraform-provider-aws#46088)',
      'ValidationException',
      'The following arguments are required - DirectoryId',
      /#46088/,
    ],
    ['an account without BYOL', 'InvalidParameterValuesException', 'Tenancy DEDICATED is not allowed', /BYOL/],
    [
      'a service control policy',
      'AccessDeniedException',
      'with an explicit deny in a service control policy',
      /organization/,
    ],
    [
      'a permissions boundary',
      'AccessDeniedException',
      'because no permissions boundary allows the action',
      /boundary/,
    ],
    ['a key of Identity Center', 'AccessDeniedException', 'not authorized to perform: kms:Decrypt', /kms:Decrypt/],
  ])('read the words of AWS: %s', (_what, code, message, words) => {
    const sentence = sentenceFor(code, 'workspaces:RegisterWorkspaceDirectory', message);
    expect(`${sentence?.means} ${sentence?.fix}`).toMatch(words);
  });

  test('name fields of the deployment that there are, with values that they take', () => {
    const named = errorSentences.flatMap(({ means, fix }) => [
      ...`${means} ${fix}`.matchAll(/`([a-z]\w*\.\w+)(?:: ([^`]+))?`/gi),
    ]);
    expect(named.length).toBeGreaterThan(5);
    for (const [, path, value] of named) {
      const field = schemaFields(deploymentFileSchema).find((each) => each.path === path);
      expect({ path, known: field !== undefined }).toEqual({ path, known: true });
      if (value === undefined) continue;
      const example: unknown = JSON.parse(value.replace('…', 'null'));
      if (typeof example === 'string') expect(field!.schema.safeParse(example).success).toBe(true);
      else expect(field!.meta.choice).toEqual(expect.arrayContaining(Object.keys(example as object)));
    }
  });

  test('say what it means and what to do, each once, in whole sentences', () => {
    for (const { code, means, fix } of errorSentences) {
      expect({ code, means, fix }).toEqual({
        code,
        means: expect.stringMatching(/^[A-Z].*\.$/s),
        // An address to copy has no full stop behind it.
        fix: expect.stringMatching(/^[A-Z].*(?:[.)]|https:\/\/\S+\w)$/s),
      });
    }
    const texts = errorSentences.map(({ means, fix }) => `${means} ${fix}`);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('an error', () => {
  test('says what was done, what AWS answered, what it means, what to do and the request id', () => {
    const told = explained(
      awsError('ResourceLimitExceededException', 'workspaces:CreateWorkspaceBundle', 'Too many.'),
      'make the bundle a',
    );
    expect(told.message).toBe(
      'FAILED: make the bundle a: AWS answered ResourceLimitExceeded to workspaces:CreateWorkspaceBundle ("Too many"). ' +
        'The account has as many own bundles in this Region as AWS allows: 50, a fixed quota. ' +
        'Delete a bundle that is no longer used. Request id: 1-2-3.',
    );
  });

  test('brings no stack trace to Terraform', () => {
    expect(explained(awsError('AccessDeniedException', 'workspaces:CreateTags'), 'x').stack).toBe('');
  });

  test('that nobody knows is shown as AWS says it', () => {
    expect(explained(awsError('NewlyInventedException', 'workspaces:CreateTags'), 'do it').message).toMatch(
      /NewlyInvented to workspaces:CreateTags \("words of AWS"\).*look it up/,
    );
  });

  test('of the network names the endpoint and the way out', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
      code: 'ENOTFOUND',
      operation: 'workspaces:DescribeTags',
    });
    expect(explained(error, 'do it').message).toMatch(
      /no answer to workspaces:DescribeTags \(ENOTFOUND\).*aws\.functionVpc/,
    );
  });

  test('of our own code is called what it is', () => {
    expect(explained(new TypeError('x is undefined'), 'do it').message).toMatch(/mistake of the control plane/);
  });

  test.each([
    ['ThrottlingException', 400, true],
    ['InternalServerException', 500, true],
    ['ServiceUnavailable', 503, true],
    ['InvalidParameterValuesException', 400, false],
    ['ResourceAlreadyExistsException', 400, false],
  ])('%s (%d) may pass by itself: %s', (name, status, expected) => {
    expect(isPassing(awsError(name, 'workspaces:CreateTags', 'words', status))).toBe(expected);
  });

  test('of a connection that was cut may pass by itself', () => {
    expect(isPassing(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))).toBe(true);
  });

  test('of a role that is not effective yet is told from a policy that denies', () => {
    expect(mayBecomeAllowed(awsError('AccessDeniedException', 'x', 'because no identity-based policy allows it'))).toBe(
      true,
    );
    expect(
      mayBecomeAllowed(awsError('AccessDeniedException', 'x', 'with an explicit deny in a service control policy')),
    ).toBe(false);
    expect(mayBecomeAllowed(awsError('ThrottlingException', 'x'))).toBe(false);
  });

  test('has its code without suffix', () => {
    expect(codeOf(awsError('ConflictException', 'x'))).toBe('Conflict');
    expect(codeOf('a string')).toBeUndefined();
  });
});
