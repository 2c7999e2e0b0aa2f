import { afterAll, describe, expect, test } from '@jest/globals';
import type { Block } from '../../twin/providers/schema.js';
import { standInProviders } from '../../twin/providers/stand-ins.js';
import { startTwin } from '../../twin/twin.js';
import { findAwsProvider } from './aws-mirror.js';
import { Workspace } from './terraform.js';
import { writeTerraformConfig } from '../../twin/terraform-environment.js';

// The schemas of the stand-in for aws come from bindings of 6.25.0. A real provider on this machine says whether the
// derivation is right: whatever both versions have must agree.

interface RealBlock {
  attributes?: Record<
    string,
    { type?: unknown; required?: boolean; optional?: boolean; computed?: boolean; sensitive?: boolean }
  >;
  block_types?: Record<string, { nesting_mode: string; min_items?: number; max_items?: number; block: RealBlock }>;
}

/** What changed between 5.100.0 and 6.25.0. */
const changedIn6 = [
  ...['aws_nat_gateway.secondary_allocation_ids', 'aws_nat_gateway.subnet_id'],
  // A firewall may be attached to a transit gateway in place of a network.
  ...['vpc_id', 'firewall_status', 'subnet_mapping'].map((name) => `aws_networkfirewall_firewall.${name}`),
];

function compare(at: string, mine: Block, real: RealBlock): string[] {
  const found: string[] = [];
  for (const [name, attribute] of Object.entries(mine.attributes)) {
    const other = real.attributes?.[name];
    if (!other) continue;
    const place = `${at}.${name}`;
    const flags = (of: { required?: boolean; optional?: boolean; computed?: boolean }): string =>
      ['required', 'optional', 'computed'].filter((flag) => of[flag as keyof typeof of]).join(' ');
    if (JSON.stringify(sorted(attribute.type)) !== JSON.stringify(sorted(other.type))) found.push(`${place}: type`);
    if (flags(attribute) !== flags(other)) found.push(`${place}: ${flags(attribute)}, really ${flags(other)}`);
    if (other.sensitive && !attribute.sensitive) found.push(`${place}: not sensitive`);
  }
  for (const [name, nested] of Object.entries(mine.blocks)) {
    const other = real.block_types?.[name];
    if (!other) continue;
    if (nested.nesting !== other.nesting_mode) found.push(`${at}.${name}: nesting`);
    if (nested.min !== (other.min_items ?? 0)) found.push(`${at}.${name}: at least ${nested.min}`);
    // The bindings tell one from many, and no other limit.
    if ((nested.max === 1) !== (other.max_items === 1)) found.push(`${at}.${name}: at most ${nested.max}`);
    found.push(...compare(`${at}.${name}`, nested.block, other.block));
  }
  return found;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, each]) => [name, sorted(each)]),
  );
}

const real = findAwsProvider();

(real ? describe : describe.skip)('the stand-in for aws has the schemas of the real provider', () => {
  const closing: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of closing) await close();
  });

  test('types, flags and nesting of every type in use', async () => {
    const config = await writeTerraformConfig(real ? { aws: real } : {});
    closing.push(() => config.remove());
    const workspace = await Workspace.create({ TF_CLI_CONFIG_FILE: config.path });
    closing.push(() => workspace.remove());
    await workspace.write('main.tf.json', {
      terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: real?.version } } },
    });
    await workspace.must('init', '-no-color');
    const printed = JSON.parse(await workspace.must('providers', 'schema', '-json')) as {
      provider_schemas: Record<string, Record<string, Record<string, { block: RealBlock }>>>;
    };
    const schemas = printed.provider_schemas['registry.terraform.io/hashicorp/aws'] ?? {};
    const twin = await startTwin();
    closing.push(() => twin.stop());
    const [standIn] = standInProviders({ account: twin.aws, subscription: twin.subscription }, {});
    const { resources = {}, dataSources = {} } = standIn?.schema ?? {};
    const differences = [
      ...Object.entries(resources).flatMap(([name, mine]) =>
        compare(name, mine, schemas['resource_schemas']?.[name]?.block ?? {}),
      ),
      ...Object.entries(dataSources).flatMap(([name, mine]) =>
        compare(`data.${name}`, mine, schemas['data_source_schemas']?.[name]?.block ?? {}),
      ),
    ];
    expect(Object.keys(resources).length).toBeGreaterThan(25);
    expect(differences.filter((each) => !changedIn6.some((known) => each.startsWith(known)))).toEqual([]);
  });
});
