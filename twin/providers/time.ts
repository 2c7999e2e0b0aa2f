import type { World } from '../clouds.js';
import { matching, rfc3339, atLeastOneOf } from './checks.js';
import { schemasOf } from './derived.js';
import type { FactTable } from './overrides.js';
import { durationSeconds, pause } from './patience.js';
import { ProviderError, type Provider, type ResourceType } from './provider.js';
import { count, needText, text, unknown, type Value, type Values } from './value.js';

const source = 'https://registry.terraform.io/providers/hashicorp/time/0.13.1/docs';
const duration = matching(
  /^(\d+(\.\d+)?(ms|s|m|h))+$/,
  'must be a number immediately followed by a unit of time (ms, s, m, h)',
);
const units = ['years', 'months', 'days', 'hours', 'minutes', 'seconds'] as const;

const facts: FactTable = {
  time_sleep: {
    source,
    checks: { create_duration: duration, destroy_duration: duration },
    forceNew: ['triggers'],
    rules: [atLeastOneOf('create_duration', 'destroy_duration')],
  },
  time_static: { source, checks: { rfc3339 }, forceNew: ['rfc3339', 'triggers'] },
  time_rotating: {
    source,
    checks: { rfc3339, rotation_rfc3339: rfc3339 },
    forceNew: ['rfc3339', 'triggers'],
    rules: [
      atLeastOneOf(
        'rotation_days',
        'rotation_hours',
        'rotation_minutes',
        'rotation_months',
        'rotation_rfc3339',
        'rotation_years',
      ),
    ],
  },
  time_offset: {
    source,
    checks: { base_rfc3339: rfc3339 },
    forceNew: ['base_rfc3339', 'triggers'],
    rules: [atLeastOneOf(...units.map((unit) => `offset_${unit}`))],
  },
};

/** Stand-in for hashicorp/time 0.13.1 on the twin's clock: half a year goes by with `advance`. */
export function timeProvider(): Provider<World> {
  return {
    address: 'hashicorp/time',
    protocol: 5,
    pluginSdk: false,
    schema: schemasOf('time', facts),
    configure: async (world) => world,
    resources: { time_sleep: sleep, time_static: still, time_rotating: rotating, time_offset: offset },
    dataSources: {},
  };
}

const sleep: ResourceType<World> = {
  async create({ world }, planned) {
    await pause(world.clock, durationSeconds(text(planned, 'create_duration') ?? '') ?? 0);
    return { id: stamp(world.clock.now()) };
  },
  read: async () => ({}),
  update: async () => ({}),
  async delete({ world }, state) {
    await pause(world.clock, durationSeconds(text(state, 'destroy_duration') ?? '') ?? 0);
  },
};

const still: ResourceType<World> = {
  async create({ world }, planned) {
    const at = text(planned, 'rfc3339') ?? stamp(world.clock.now());
    return { id: at, rfc3339: at, ...parts(at) };
  },
  read: async () => ({}),
  delete: async () => undefined,
  importState: async (_call, id) => ({ id, rfc3339: id, ...parts(id) }),
};

/** After its time it is gone from the state at the next refresh, so that whatever it triggers is made anew. */
const rotating: ResourceType<World> = {
  async create({ world }, planned) {
    const at = text(planned, 'rfc3339') ?? stamp(world.clock.now());
    return { id: at, rfc3339: at, rotation_rfc3339: rotationOf(at, planned), ...parts(at) };
  },
  async read({ world }, state) {
    return world.clock.now() >= new Date(needText(state, 'rotation_rfc3339')) ? undefined : {};
  },
  async update(_call, planned, prior) {
    const at = needText(prior, 'rfc3339');
    return { id: at, rotation_rfc3339: rotationOf(at, planned) };
  },
  delete: async () => undefined,
  modifyPlan(_call, { prior, planned, config, changed }) {
    const names = ['days', 'hours', 'minutes', 'months', 'years'].map((unit) => `rotation_${unit}`);
    if (prior && names.some((name) => changed(name)) && config['rotation_rfc3339'] === null)
      planned['rotation_rfc3339'] = unknown;
  },
};

function rotationOf(at: string, planned: Values): string {
  const given = planned['rotation_rfc3339'];
  const lengths = ['years', 'months', 'days', 'hours', 'minutes'].map(
    (unit) => [unit, count(planned, `rotation_${unit}`)] as const,
  );
  if (lengths.every(([, length]) => length === undefined) && typeof given === 'string') return given;
  return lengths.reduce((time, [unit, length]) => shifted(time, unit, length ?? 0), at);
}

const offset: ResourceType<World> = {
  async create({ world }, planned) {
    const base = text(planned, 'base_rfc3339') ?? stamp(world.clock.now());
    return { id: base, base_rfc3339: base, ...offsetOf(base, planned) };
  },
  read: async () => ({}),
  async update(_call, planned, prior) {
    return offsetOf(needText(prior, 'base_rfc3339'), planned);
  },
  delete: async () => undefined,
  modifyPlan(_call, { prior, planned, changed }) {
    if (!prior || !units.some((unit) => changed(`offset_${unit}`))) return;
    for (const name of ['rfc3339', 'unix', 'year', 'month', 'day', 'hour', 'minute', 'second']) planned[name] = unknown;
  },
};

function offsetOf(base: string, planned: Values): Values {
  const at = units.reduce((time, unit) => shifted(time, unit, count(planned, `offset_${unit}`) ?? 0), base);
  return { rfc3339: at, ...parts(at) };
}

function shifted(time: string, unit: string, amount: number): string {
  const at = new Date(time);
  if (unit === 'years') at.setUTCFullYear(at.getUTCFullYear() + amount);
  if (unit === 'months') at.setUTCMonth(at.getUTCMonth() + amount);
  if (unit === 'days') at.setUTCDate(at.getUTCDate() + amount);
  if (unit === 'hours') at.setUTCHours(at.getUTCHours() + amount);
  if (unit === 'minutes') at.setUTCMinutes(at.getUTCMinutes() + amount);
  if (unit === 'seconds') at.setUTCSeconds(at.getUTCSeconds() + amount);
  return stamp(at);
}

/** RFC 3339 in UTC without fractions. */
function stamp(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

function parts(time: string): Record<string, Value> {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw new ProviderError(`cannot parse ${JSON.stringify(time)} as RFC 3339`);
  return {
    unix: Math.floor(at.getTime() / 1000),
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
}
