import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Clock } from '../../twin/clock.js';
import type { World } from '../../twin/clouds.js';
import { Faults } from '../../twin/faults.js';
import { Network } from '../../twin/network.js';
import { notEmpty, oneOf } from '../../twin/providers/checks.js';
import { completeSchemas } from '../../twin/providers/overrides.js';
import { ProviderError, type Provider, type ResourceType } from '../../twin/providers/provider.js';
import type { Attribute, DerivedSchemas } from '../../twin/providers/schema.js';
import { serveProviders, type RunningProviders } from '../../twin/providers/server.js';
import { Dynamic, needText, text, unknown, type Values } from '../../twin/providers/value.js';
import { RuleBook } from '../../twin/rules.js';
import { Workspace } from './terraform.js';

// A provider of boxes: small enough to show each behaviour of the engine under real terraform.

const required: Attribute = { type: 'string', required: true };
const optional: Attribute = { type: 'string', optional: true };
const derived: DerivedSchemas = {
  version: '1.0.0',
  provider: { attributes: { shelf: optional }, blocks: {} },
  resources: {
    box_box: {
      attributes: {
        id: { type: 'string', computed: true },
        name: required,
        color: optional,
        note: optional,
        size: { type: 'number', optional: true },
        labels: { type: ['set', 'string'], optional: true },
        revision: { type: 'number', computed: true },
        shelf: { type: 'string', computed: true },
        content: { type: 'dynamic', optional: true },
      },
      blocks: {
        lid: {
          nesting: 'set',
          min: 0,
          max: 0,
          block: {
            attributes: { kind: required, key: { type: 'string', computed: true, optional: true } },
            blocks: {},
          },
        },
      },
    },
  },
  dataSources: { box_box: { attributes: { id: required, name: { type: 'string', computed: true } }, blocks: {} } },
};
const schema = completeSchemas(derived, {
  box_box: {
    source: 'this test',
    forceNew: ['name'],
    defaults: { color: 'brown' },
    sensitive: ['note'],
    checks: { name: notEmpty, color: oneOf('brown', 'red', 'green') },
  },
});

interface Shelf {
  readonly name: string;
}

const store = new Map<string, Values>();
let made = 0;
const calls: string[] = [];

function answer(values: Values, id: string, revision: number, shelf: string): Values {
  const lids = (values['lid'] as Values[]).map((lid) => ({ ...lid, key: `key-of-${text(lid, 'kind')}` }));
  return { ...values, id, revision, shelf, lid: lids };
}

const boxes: ResourceType<Shelf> = {
  create: async ({ client }, planned) => {
    const id = `box-${++made}`;
    const box = answer(planned, id, 1, client.name);
    calls.push(`create ${needText(planned, 'name')}`);
    if (text(planned, 'note') === 'burst') throw new ProviderError('the box burst', { at: ['note'] });
    store.set(id, box);
    if (text(planned, 'note') === 'slow') throw new ProviderError('the box is not ready yet', { state: box });
    return box;
  },
  read: async (_call, state) => store.get(needText(state, 'id')),
  update: async ({ client }, planned, prior) => {
    calls.push(`update ${needText(planned, 'name')}`);
    if (text(planned, 'note') === 'stuck') throw new ProviderError('the box is stuck');
    const box = answer(planned, needText(prior, 'id'), (prior['revision'] as number) + 1, client.name);
    store.set(needText(prior, 'id'), box);
    return box;
  },
  delete: async (_call, state) => {
    calls.push(`delete ${needText(state, 'name')}`);
    store.delete(needText(state, 'id'));
  },
  importState: async (_call, id) => ({ id }),
  modifyPlan: (_call, change) => {
    if (change.prior && change.changed()) change.planned['revision'] = unknown;
  },
};

const provider: Provider<Shelf> = {
  address: 'example/box',
  protocol: 5,
  pluginSdk: true,
  schema,
  configure: async (_world, config, environment) => ({ name: text(config, 'shelf') ?? environment['SHELF'] ?? 'none' }),
  resources: { box_box: boxes },
  dataSources: {
    box_box: {
      read: async (_call, config) => {
        const box = store.get(needText(config, 'id'));
        if (!box)
          throw new ProviderError(`no box ${needText(config, 'id')}`, { detail: 'It was never made.', at: ['id'] });
        return { name: box['name'] ?? null };
      },
    },
  },
};

const world: World = { network: new Network(), clock: new Clock(), faults: new Faults(), rules: new RuleBook() };

describe.each([5, 6] as const)('a stand-in provider under real terraform, protocol %i', (protocol) => {
  let running: RunningProviders;
  let workspace: Workspace;

  beforeAll(async () => {
    running = await serveProviders([{ ...provider, protocol }], world, { environment: () => ({ SHELF: 'top' }) });
  });
  afterAll(async () => running.stop());

  beforeEach(async () => {
    store.clear();
    calls.length = 0;
    made = 0;
    workspace = await Workspace.create({ TF_REATTACH_PROVIDERS: running.reattach });
  });
  afterEach(async () => workspace.remove());

  async function configuration(resource: object, more: object = {}): Promise<void> {
    await workspace.write('main.tf.json', {
      terraform: { required_providers: { box: { source: 'example/box', version: '1.0.0' } } },
      provider: { box: [{}, { alias: 'cellar', shelf: 'cellar' }] },
      resource: { box_box: resource },
      ...more,
    });
  }
  const apply = async (): Promise<string> => {
    await workspace.must('init', '-no-color');
    return workspace.must('apply', '-no-color', '-auto-approve');
  };
  const plan = async (): Promise<string> => workspace.must('plan', '-no-color');

  test('create, no change, update in place, replacement, destroy', async () => {
    await configuration({ one: { name: 'one', size: 0.1, labels: ['b', 'a'], lid: [{ kind: 'x' }, { kind: 'y' }] } });
    await apply();
    expect(store.get('box-1')).toMatchObject({ color: 'brown', size: 0.1, shelf: 'top', revision: 1 });
    expect(await plan()).toContain('No changes');

    await configuration({
      one: { name: 'one', size: 0.1, labels: ['a', 'b', 'c'], lid: [{ kind: 'y' }, { kind: 'x' }] },
    });
    expect(await plan()).toMatch(/revision\s+= 1 -> \(known after apply\)/);
    expect(await apply()).toContain('0 added, 1 changed, 0 destroyed');
    expect(await plan()).toContain('No changes');

    await configuration({ one: { name: 'uno' } });
    expect(await plan()).toMatch(/name\s+= "one" -> "uno" # forces replacement/);
    expect(await apply()).toContain('1 added, 0 changed, 1 destroyed');
    await workspace.must('destroy', '-no-color', '-auto-approve');
    expect(store.size).toBe(0);
    expect(calls).toEqual(['create one', 'update one', 'delete one', 'create uno', 'delete uno']);
  });

  test('each alias has the client of its own provider block', async () => {
    await configuration({ one: { name: 'one' }, two: { name: 'two', provider: 'box.cellar' } });
    await apply();
    expect([...store.values()].map((box) => [box['name'], box['shelf']]).sort()).toEqual([
      ['one', 'top'],
      ['two', 'cellar'],
    ]);
  });

  test('an argument that an unknown value feeds replaces, as with a real provider', async () => {
    await configuration({ one: { name: 'one' }, two: { name: '${box_box.one.revision}' } });
    await apply();
    await configuration({ one: { name: 'one', color: 'red' }, two: { name: '${box_box.one.revision}' } });
    expect(await plan()).toMatch(/name\s+= "1" -> \(known after apply\) # forces replacement/);
  });

  test('drift and disappearance show in the next plan', async () => {
    await configuration({ one: { name: 'one' }, two: { name: 'two' } });
    await apply();
    const [first = '', second = ''] = [...store.keys()];
    store.set(first, { ...store.get(first), color: 'green' });
    store.delete(second);
    const said = await plan();
    expect(said).toMatch(/color\s+= "green" -> "brown"/);
    expect(said).toContain('1 to add, 1 to change, 0 to destroy');
  });

  test('a wrong value, an unknown argument, a missing one and a wrong type are refused with the place', async () => {
    await configuration({ one: { name: 'one', color: 'pink' } });
    await workspace.must('init', '-no-color');
    expect((await workspace.terraform('validate', '-no-color')).output).toMatch(
      /expected to be one of \["brown" "red" "green"\], got "pink"[\s\S]*main\.tf\.json line \d+[\s\S]*"color": "pink"/,
    );
    await configuration({ one: { colour: 'red', size: 'tall' } });
    const { output } = await workspace.terraform('validate', '-no-color');
    expect(output).toContain('The argument "name" is required');
    expect(output).toMatch(/No argument or block type is named "colour"/);
  });

  test('a failed create leaves nothing, one that failed after the object was made is tainted', async () => {
    await configuration({ one: { name: 'one', note: 'burst' } });
    await workspace.must('init', '-no-color');
    const failed = await workspace.terraform('apply', '-no-color', '-auto-approve');
    expect(failed.output).toContain('the box burst');
    expect(await workspace.must('show', '-no-color')).toContain('The state file is empty');

    await configuration({ one: { name: 'one', note: 'slow' } });
    expect((await workspace.terraform('apply', '-no-color', '-auto-approve')).code).toBe(1);
    expect(await plan()).toContain('is tainted, so must be replaced');
  });

  test('a failed update is saved as done, as the plugin SDK does, and found at the next refresh', async () => {
    await configuration({ one: { name: 'one' } });
    await apply();
    await configuration({ one: { name: 'one', note: 'stuck' } });
    expect((await workspace.terraform('apply', '-no-color', '-auto-approve')).output).toContain('the box is stuck');
    expect(await workspace.must('plan', '-no-color', '-refresh=false')).toContain('No changes');
    expect(await plan()).toContain('1 to change');
  });

  test('a value of any type keeps its shape, with unknown parts', async () => {
    const content = { n: 1.5, list: [{ id: '${box_box.one.id}' }, null, true], nothing: null };
    await configuration({ one: { name: 'one' }, two: { name: 'two', content } });
    await apply();
    const held = [...store.values()].find((box) => box['name'] === 'two')?.['content'];
    expect(held).toBeInstanceOf(Dynamic);
    expect((held as Dynamic).value).toEqual({
      n: 1.5,
      list: [{ id: expect.stringMatching(/^box-\d$/) }, null, true],
      nothing: null,
    });
    expect(await plan()).toContain('No changes');
  });

  test('import reads the object, and a data source that finds nothing says where', async () => {
    await configuration({ one: { name: 'one' } });
    await apply();
    await workspace.must('state', 'rm', 'box_box.one');
    await workspace.must('import', '-no-color', 'box_box.one', 'box-1');
    expect(await plan()).toContain('No changes');
    await configuration({ one: { name: 'one' } }, { data: { box_box: { none: { id: 'box-99' } } } });
    const { output } = await workspace.terraform('plan', '-no-color');
    expect(output).toMatch(/no box box-99[\s\S]*It was never made/);
  });

  test('a fault of the handler itself is shown as a fault of the twin', async () => {
    await configuration({ one: { name: 'one' } });
    await apply();
    const read = jest.spyOn(boxes, 'read').mockRejectedValue(new TypeError('a slip'));
    const { output } = await workspace.terraform('plan', '-no-color');
    read.mockRestore();
    expect(output).toMatch(/Fault of the twin, not of the configuration[\s\S]*a slip/);
  });
});
