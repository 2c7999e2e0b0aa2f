/** One record a Terraform type: complete against everything that the stacks make and read, and the only home of a type. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseInvocation } from '../../../domain/control-plane/invocation-text.js';
import { invocationType } from '../../../wizard/resources/aws/lambda.js';
import { notMade } from '../../../wizard/resources/not-made.js';
import { kindWordings } from '../../../wizard/resources/aws/kinds.js';
import { graphWordings } from '../../../wizard/resources/intune-content.js';
import { alertsKeyDescription } from '../../../domain/alerts-key.js';
import { countOf, dataSources, resources, serviceOf, wordingOf } from '../../../wizard/resources/table.js';
import type { Service } from '../../../wizard/resources/record.js';
import { parseStack, type StackJson } from '../../../wizard/terraform/contents.js';
import { exampleSubjects } from '../permissions/example-subjects.js';

let stacks: readonly StackJson[];

beforeAll(async () => {
  stacks = Object.values(await exampleSubjects()).map(({ stack }) => stack);
});

const typesIn = (mode: 'resource' | 'data'): string[] =>
  [...new Set(stacks.flatMap((stack) => Object.keys(stack[mode] ?? {})))].sort();

/** What to do about each type that has no record, and each record that has no type. */
function recordsWrong(recorded: readonly string[], used: readonly string[], part: keyof Service): string[] {
  return [
    ...used
      .filter((type) => !recorded.includes(type))
      .map((type) => `${type}: add its record to \`${part}\` of its service, in a file below wizard/resources`),
    ...recorded
      .filter((type) => !used.includes(type))
      .map((type) => `${type}: no example has it; take its record out, or give an example of examples/ one`),
  ];
}

describe('records', () => {
  test('there is one for every type that a stack makes, and none for another', () => {
    expect(recordsWrong(Object.keys(resources), typesIn('resource'), 'resources')).toEqual([]);
  });

  test('there is one for every type that a stack reads, and none for another', () => {
    expect(recordsWrong(Object.keys(dataSources), typesIn('data'), 'dataSources')).toEqual([]);
  });

  test('a part that does not apply says why', () => {
    const reasons = [...Object.values(resources), ...Object.values(dataSources)]
      .flatMap(({ rights, adopt }) => [rights, adopt])
      .filter((part) => typeof part === 'string');
    expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) expect(reason).toMatch(/^(not adopted|not looked up|no rights): .{20,}/);
  });

  test('what is looked for declares the rights to do so, what is made anew says what happens', () => {
    for (const [type, { adopt }] of [...Object.entries(resources), ...Object.entries(dataSources)]) {
      if (typeof adopt === 'string' || 'read' in adopt) continue;
      const said = 'madeAnew' in adopt ? [adopt.madeAnew] : [...(adopt.needs.aws ?? []), ...(adopt.needs.graph ?? [])];
      expect({ type, said: said.length }).toEqual({ type, said: expect.any(Number) });
      expect(said.join()).not.toBe('');
    }
  });

  test('a type is described once', () => {
    const twice = Object.keys(notMade).filter((type) => resources[type] !== undefined);
    expect(twice.map((type) => `${type}: take it out of wizard/resources/not-made.ts, it is made now`)).toEqual([]);
    expect(wordingOf('aws_kms_key').noun).toBe('encryption key');
    expect(wordingOf('aws_security_group').noun).toBe('security group');
    expect(wordingOf('azurerm_new_thing')).toMatchObject({
      cloud: 'Azure',
      noun: 'new thing',
      remove: 'destroys-data',
    });
  });

  test.each([
    ['Encrypts the volumes of the desktops of berlin', 'of the volumes of the desktops of berlin'],
    ['Encrypts the secret contoso, from which Amazon WorkSpaces reads how to register', 'of the secret contoso'],
    ['Encrypts the secret contoso…, which holds the SCIM access token', 'of the secret contoso…'],
    [alertsKeyDescription('contoso'), 'of the topic contoso-alerts'],
    ['somebody’s own', 'somebody’s own'],
  ])('a key described as "%s" is the encryption key %s', (description, name) => {
    expect(wordingOf('aws_kms_key').read?.(description)).toBe(name);
  });

  test('things are counted in their own plural', () => {
    expect(countOf('desktop', 1)).toBe('1 desktop');
    expect(countOf('public address', 2)).toBe('2 public addresses');
    expect(countOf('WorkSpaces directory', 3)).toBe('3 WorkSpaces directories');
    expect(countOf('new thing', 2)).toBe('2 new things');
    expect(countOf('s3 bucket policy', 2)).toBe('2 s3 bucket policies');
    expect(countOf('egress only address', 2)).toBe('2 egress only addresses');
    expect(countOf('gateway', 2)).toBe('2 gateways');
    expect(countOf('aws_s3_bucket that is read', 2)).toBe('2 aws_s3_buckets that are read');
    expect(countOf('rule on who may use the directory', 2)).toBe('2 rules on who may use the directory');
    expect([serviceOf('ec2')?.things, serviceOf('route53')]).toEqual(['parts of the network', undefined]);
  });
});

test('one and many of everything are English: no plural of a plural, and a rule is on what it is about', () => {
  const words = [...Object.values(resources).map((each) => each.words), ...Object.values(notMade)];
  const nouns = [...words, ...Object.values(kindWordings), ...graphWordings].map(({ noun }) => noun);
  const odd = /([^aeiou]y|s|x|z|ch|sh)s$|rules? who|Windows versions$/;
  expect(nouns.map((noun) => countOf(noun, 2)).filter((said) => odd.test(said))).toEqual([]);
});

test('the wizard names a type of a deployment in wizard/resources alone', () => {
  const known = [...Object.keys(resources), ...Object.keys(dataSources), ...Object.keys(notMade)].filter(
    (type) => wordingOf(type).cloud !== 'Terraform',
  );
  const root = join(import.meta.dirname, '../../../wizard');
  const elsewhere = readdirSync(root, { recursive: true, encoding: 'utf8' })
    // What bootstrap makes is a stack of its own, which people apply; it looks for what that makes, and for nothing else.
    .filter((file) => file.endsWith('.ts') && !/^(resources|bootstrap)\//.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return known
        .filter((type) => text.includes(`'${type}'`) || text.includes(`${type}:`))
        .map((type) => [file, type]);
    });
  expect(elsewhere).toEqual([]);
});

test('every step of the control plane is read back as the constructs wrote it', () => {
  const steps = stacks
    .map((stack) => parseStack(JSON.stringify(stack)))
    .flatMap((stack) => Object.entries(stack.resource?.[invocationType] ?? {}))
    // The engine of a fleet has steps of its own, which nothing is read back from.
    .filter(([name]) => !name.includes('role-effective') && !name.includes('_fleet_'))
    .map(([name, block]) => ({ name, written: parseInvocation((block as { input: string }).input) }));
  expect(steps.length).toBeGreaterThan(300);
  for (const { name, written } of steps) {
    expect({ name, kind: written?.kind, step: written?.step }).toEqual({
      name,
      kind: expect.stringMatching(/^(entra-directory|bundle|account-instance|synced-group|user-presence)$/),
      step: expect.stringMatching(/^(claim|ensure|wait|ids|gone|condition)$/),
    });
    const hasProperties = ['ensure', 'wait'].includes(written!.step);
    expect(Object.keys(written!.identity)).not.toEqual([]);
    if (hasProperties && written!.kind === 'entra-directory') {
      expect(Object.keys(written!.properties)).toEqual(expect.arrayContaining(['tenantId', 'secretArn', 'subnetIds']));
    }
  }
});
