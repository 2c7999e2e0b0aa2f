import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindingsInUse, render, twinData } from '../../../build/twin-data.js';
import type { Account } from '../../../twin/aws/account.js';
import { awsProvider } from '../../../twin/providers/aws.js';
import { azureadProvider } from '../../../twin/providers/azuread.js';
import { azurermProvider } from '../../../twin/providers/azurerm.js';
import { Subscription } from '../../../twin/providers/azurerm/subscription.js';
import { exactlyOneOf, oneOf, uuid } from '../../../twin/providers/checks.js';
import { derivedSchemas } from '../../../twin/providers/derived.js';
import { msgraphProvider } from '../../../twin/providers/msgraph.js';
import { completeSchemas } from '../../../twin/providers/overrides.js';
import { timeProvider } from '../../../twin/providers/time.js';
import { unknown } from '../../../twin/providers/value.js';
import { RuleBook } from '../../../twin/rules.js';

const folder = join(import.meta.dirname, '../../../twin/data/providers');

describe('schemas derived from the bindings', () => {
  test.each(['aws', 'azuread', 'azurerm', 'time'])(
    'the committed file of %s is what the bindings give for the types in use (stale: `npm run pages`)',
    (name) => {
      const committed = readFileSync(join(folder, `${name}.json`), 'utf8');
      expect(committed === render(twinData()[name]!)).toBe(true);
    },
  );

  test('versions are those that the bindings were made from', () => {
    expect([derivedSchemas('azuread').version, derivedSchemas('time').version]).toEqual(['3.7.0', '0.13.1']);
  });

  test('required, optional, computed and nesting are told apart', () => {
    const { attributes, blocks } = derivedSchemas('azuread').resources['azuread_group'] ?? {
      attributes: {},
      blocks: {},
    };
    expect(attributes['display_name']).toEqual({ type: 'string', required: true });
    expect(attributes['members']).toEqual({ type: ['set', 'string'], optional: true, computed: true });
    expect(attributes['object_id']).toEqual({ type: 'string', computed: true });
    expect(blocks['dynamic_membership']).toMatchObject({ nesting: 'list', max: 1 });
    expect(blocks['timeouts']).toMatchObject({ nesting: 'single' });
  });
});

describe('every type that modules and stacks use has a stand-in', () => {
  const providers = {
    // Its table is looked at, and no call made.
    aws: awsProvider({} as Account),
    azuread: azureadProvider(),
    azurerm: azurermProvider(new Subscription('s', new RuleBook())),
    time: timeProvider(),
  };
  test.each(Object.entries(providers))('%s', (name, provider) => {
    const used = [...(bindingsInUse()[name] ?? [])].filter((binding) => binding !== 'provider');
    const derived = derivedSchemas(name as keyof typeof providers);
    expect(used.length).toBeGreaterThan(0);
    const without = [
      ...Object.keys(derived.resources).filter((type) => !(type in provider.resources)),
      ...Object.keys(derived.dataSources).filter((type) => !(type in provider.dataSources)),
    ];
    expect(without.map((type) => `${type}: add its stand-in to twin/providers/${name}.ts`)).toEqual([]);
  });

  test('msgraph: each type of its schema', () => {
    const { schema, resources, dataSources } = msgraphProvider();
    expect(Object.keys(resources).sort()).toEqual(Object.keys(schema.resources).sort());
    expect(Object.keys(dataSources).sort()).toEqual(Object.keys(schema.dataSources).sort());
  });
});

describe('facts that the bindings do not tell', () => {
  const derived = derivedSchemas('azuread');

  test('a type without update in its timeouts is ForceNew throughout', () => {
    const { azuread_group_member: member } = completeSchemas(derived, {}).resources;
    expect(member?.attributes['group_object_id']?.forceNew).toBe(true);
    expect(member?.attributes['id']?.forceNew).toBeUndefined();
  });

  test('a fact about an attribute that is not there is refused', () => {
    const facts = { azuread_group: { source: 'this test', sensitive: ['display_nmae'] } };
    expect(() => completeSchemas(derived, facts)).toThrow('azuread_group name display_nmae');
  });

  test('secrets are sensitive', () => {
    const { resources } = azureadProvider().schema;
    expect(resources['azuread_application_password']?.attributes['value']?.sensitive).toBe(true);
    expect(
      resources['azuread_synchronization_secret']?.blocks['credential']?.block.attributes['value']?.sensitive,
    ).toBe(true);
  });
});

describe('checks speak like the plugin SDK', () => {
  test('one of several values', () => {
    expect(oneOf('Role', 'Scope')('Roll')).toBe('expected to be one of ["Role" "Scope"], got "Roll"');
    expect(oneOf('Role', 'Scope')('Role')).toBeUndefined();
    expect(uuid('00000003-0000-0000-c000-000000000000')).toBeUndefined();
    expect(uuid('contoso')).toContain('valid UUID');
  });

  test('exactly one of several arguments; silent while one is unknown', () => {
    const rule = exactlyOneOf('a', 'b');
    expect(rule({ a: '1', b: null })).toEqual([]);
    expect(rule({ a: '1', b: unknown })).toEqual([]);
    expect(rule({ a: null, b: null })[0]?.detail).toContain('one of `a,b` must be specified');
    expect(rule({ a: '1', b: '2' })[0]?.detail).toContain('only one of `a,b` can be specified');
  });
});
