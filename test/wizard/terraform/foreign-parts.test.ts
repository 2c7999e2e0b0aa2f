import { describe, expect, test } from '@jest/globals';
import type { StackJson } from '../../../wizard/terraform/contents.js';
import { foreignParts } from '../../../wizard/terraform/foreign-parts.js';
import type { ConfiguredResource, PlanJson, ResourceChange } from '../../../wizard/terraform/plan-json.js';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import { planMarkdown, summaryRows } from '../../../wizard/terraform/plan-report.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, plan } from './plans.js';

const aws = { source: 'hashicorp/aws' };
const own: StackJson = {
  terraform: { required_providers: { aws } },
  provider: { aws: [{ region: 'eu-central-1' }] },
  resource: { aws_vpc: { network: { cidr_block: '10.0.0.0/16' } } },
};
/** As the owner's main.ts leaves it. */
const with_ = (more: Partial<StackJson>): { json: StackJson; own: StackJson } => ({ json: { ...own, ...more }, own });

const of = (each: ResourceChange, provider: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  ...each,
  provider_name: provider.includes('/') ? provider : `registry.terraform.io/hashicorp/${provider}`,
  ...more,
});
const program = of(change('terraform_data', 'x', ['create']), 'terraform.io/builtin/terraform');
const provisioned: ConfiguredResource = {
  address: 'aws_vpc.network',
  mode: 'managed',
  type: 'aws_vpc',
  name: 'network',
  provider_config_key: 'aws',
  provisioners: [{ type: 'local-exec' }],
};
const external: ConfiguredResource = {
  address: 'data.external.x',
  mode: 'data',
  type: 'external',
  name: 'x',
  provider_config_key: 'external',
};

const foreign: readonly [string, PlanJson][] = [
  ['terraform_data', plan([program])],
  ['null_resource', plan([of(change('null_resource', 'x', ['create']), 'null')])],
  ['local_file', plan([of(change('local_file', 'x', ['update']), 'local')])],
  ['a resource of a provider nobody heard of', plan([of(change('marker_thing', 'x', ['create']), 'evil/x/marker')])],
  [
    'a data source that is read at the apply',
    plan([{ ...of(change('external', 'x', ['read']), 'external'), mode: 'data' }]),
  ],
  [
    'a data source that was read already',
    {
      ...plan([]),
      configuration: {
        provider_config: { external: { name: 'external', full_name: 'registry.terraform.io/hashicorp/external' } },
        root_module: { resources: [external] },
      },
    },
  ],
  ['a module', { ...plan([]), configuration: { root_module: { module_calls: { evil: {} } } } }],
  [
    'a resource in a module',
    plan([of(change('aws_vpc', 'network', ['create']), 'aws', { module_address: 'module.evil' })]),
  ],
  [
    'a provisioner at a resource of ours',
    {
      ...plan([of(change('aws_vpc', 'network', ['create']), 'aws')]),
      configuration: { root_module: { resources: [provisioned] } },
    },
  ],
];

describe.each(foreign)('%s that the stack does not make', (_what, planned) => {
  const summary = summarizePlan(planned, { json: own, own });
  const [part] = foreignParts(planned, { json: own, own });

  test('is a line of its own with the highest risk, first and by address', () => {
    expect(summary.lines[0]).toMatchObject({
      address: part?.address,
      risk: 'destroys-data',
      foreign: expect.any(String),
    });
    expect(summary.risk).toBe('destroys-data');
    expect(summaryRows(summary)[0]).toEqual([
      'RUNS A PROGRAM',
      expect.any(String),
      'Terraform',
      expect.stringContaining(part?.address ?? 'nothing found'),
    ]);
  });
});

describe.each(foreign)('%s that no JSON has', (_what, planned) => {
  test('is refused by name, and nothing allows it', () => {
    const summary = summarizePlan(planned, { json: own, own });
    const [first] = refusalsOf(summary, { ...noAllowances, maxRemovals: 1000 });
    expect(first?.reason).toContain(foreignParts(planned, { json: own, own })[0]?.address);
    expect(first?.flags).toBeUndefined();
  });
});

describe('what the owner added to main.ts', () => {
  const data = { terraform_data: { x: { provisioner: [{ 'local-exec': { command: 'id' } }] } } };
  const made = with_({ resource: { ...own.resource, ...data } });

  test('is said with the highest risk each time it does something, and applied', () => {
    const summary = summarizePlan(plan([program]), made);
    expect(summary.lines).toEqual([expect.objectContaining({ address: 'terraform_data.x', risk: 'destroys-data' })]);
    expect(refusalsOf(summary, noAllowances)).toEqual([]);
    expect(planMarkdown(summary, [])).toContain('| RUNS A PROGRAM | make 1 terraform\\_data | Terraform |');
  });

  test('is not said while nothing happens to it', () => {
    expect(
      foreignParts(plan([of(change('terraform_data', 'x', ['no-op']), 'terraform.io/builtin/terraform')]), made),
    ).toEqual([]);
  });

  test('is said where it changes where credentials go', () => {
    const parts = foreignParts(plan([]), with_({ provider: { aws: [{ region: 'eu-central-1', endpoints: [{}] }] } }));
    expect(parts).toEqual([expect.objectContaining({ address: 'provider.aws', unmade: false })]);
  });
});

describe('what the stack makes itself', () => {
  const resource = { terraform_data: { x: { input: '1' } } };

  test('is an inner step, byte for byte', () => {
    const json = { ...own, resource };
    expect(foreignParts(plan([program]), { json, own: json })).toEqual([]);
    expect(summarizePlan(plan([program]), { json, own: json })).toMatchObject({ lines: [], inner: 1, unmade: [] });
    const edited = { ...own, resource: { terraform_data: { x: { input: '1', provisioner: [] } } } };
    expect(foreignParts(plan([program]), { json: edited, own: json })).toHaveLength(1);
  });

  test('of ordinary types is as it was', () => {
    const vpc = of(change('aws_vpc', 'network', ['create']), 'aws');
    expect(foreignParts(plan([vpc]), { json: own, own })).toEqual([]);
  });

  test('and is taken away by a newer version is no reason to refuse', () => {
    const gone = of(change('terraform_data', 'old', ['delete']), 'terraform.io/builtin/terraform');
    const summary = summarizePlan(plan([gone]), { json: own, own });
    expect(refusalsOf(summary, noAllowances)).toEqual([]);
    // No line either: an app taken out of the file would be announced as a program that runs.
    expect(summary).toMatchObject({ lines: [], inner: 1, risk: 'none' });
  });

  test('but one that goes while its provisioner stands in the configuration is told', () => {
    const gone = of(change('terraform_data', 'old', ['delete']), 'terraform.io/builtin/terraform');
    const provisioners = [{ type: 'local-exec' }];
    const resource = {
      address: 'terraform_data.old',
      mode: 'managed',
      type: 'terraform_data',
      name: 'old',
      provisioners,
    };
    const planned = { ...plan([gone]), configuration: { root_module: { resources: [resource] } } } as never;
    expect(foreignParts(planned, { json: own, own })).toMatchObject([{ what: expect.stringContaining('local-exec') }]);
  });
});
