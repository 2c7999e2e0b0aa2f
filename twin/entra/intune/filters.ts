import { rule } from '../../rules.js';
import type { TenantContext } from '../context.js';
import type { IntunePolicy } from '../intune-policies.js';
import type { Reached } from './reached.js';

const filterRule = rule(
  'intune-filter-rule',
  'https://learn.microsoft.com/intune/intune-service/fundamentals/filters-device-properties',
  'The rule of a filter compares properties of a device such as enrollmentProfileName, deviceName and model.',
);

/** Of what the twin knows of a device. */
const properties: Readonly<Record<string, (reached: Reached) => string>> = {
  enrollmentProfileName: ({ device }) => device?.enrollmentProfileName ?? '',
  deviceName: ({ managed }) => managed.deviceName,
  model: () => 'WorkSpace',
  manufacturer: () => 'Amazon EC2',
};
const comparison = /^\(device\.(\w+) -(eq|ne|startsWith|contains|in) ("[^"]*"|\["[^\]]*\])\)$/;

type Test = (reached: Reached) => boolean;

/** `(device.X -eq "Y") or (…)`: a chain of one operator, or nothing that the twin knows. */
function parse(text: string): Test | undefined {
  const operator = / and /.test(text) ? ' and ' : ' or ';
  const parts = text.trim().split(operator).map(parseOne);
  if (parts.some((part) => part === undefined)) return undefined;
  const tests = parts as Test[];
  return (reached) =>
    operator === ' and ' ? tests.every((test) => test(reached)) : tests.some((test) => test(reached));
}

function parseOne(text: string): Test | undefined {
  const [, name = '', operator, value = ''] = comparison.exec(text.trim()) ?? [];
  const property = properties[name];
  if (!property) return undefined;
  const wanted = [...value.matchAll(/"([^"]*)"/g)].map(([, each = '']) => each.toLowerCase());
  const first = wanted[0] ?? '';
  return (reached) => {
    const have = property(reached).toLowerCase();
    if (operator === 'startsWith') return have.startsWith(first);
    if (operator === 'contains') return have.includes(first);
    return wanted.includes(have) === (operator !== 'ne');
  };
}

/** Whether a device matches a filter. */
export function filterMatches(context: TenantContext, filter: IntunePolicy, reached: Reached): boolean {
  context.world.rules.leanOn(filterRule);
  return parse(String(filter.body['rule']))?.(reached) ?? false;
}

/** Whether the twin understands the rule of a filter. */
export function isFilterRule(text: string): boolean {
  return parse(text) !== undefined;
}
