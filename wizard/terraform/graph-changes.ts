/** What of an object of Microsoft Graph changes, for whoever approves the plan: `body` alone says nothing. Pure. */
import type { Values } from '../resources/values.js';
import { hasTrue } from './plan-json.js';

/** Settings that are named; of more there is a number. */
const mostNamed = 3;

/**
 * The fields of a body that differ, numbers and switches with both values, settings by their names. Undefined: one of both is
 * no body that is known.
 * @param unknown what of it is known after the apply alone, in the form of a plan
 */
export function changedInBody(before: unknown, after: unknown, unknown?: unknown): readonly string[] | undefined {
  if (unknown === true || !isValues(before) || !isValues(after)) return undefined;
  const later = isValues(unknown) ? unknown : {};
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (hasTrue(later[name])) return [name];
    if (same(was, is)) return [];
    if (isPlain(was) && isPlain(is)) return [`${name} ${String(was)} to ${String(is)}`];
    if (!Array.isArray(was) || !Array.isArray(is)) return [name];
    if (name === 'settings') return [settingsThatDiffer(was, is)];
    return [was.length === is.length ? name : `${name} (${was.length} to ${is.length})`];
  });
}

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** By their ids: where they stand in the list says nothing. */
function settingsThatDiffer(was: readonly unknown[], is: readonly unknown[]): string {
  const [before, after] = [byId(was), byId(is)];
  const named = [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => !same(before.get(id), after.get(id)))
    .map(shortly);
  // Only their order, or what has no id.
  if (named.length === 0) return 'settings';
  const more = named.length - mostNamed;
  return `settings (${named.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

function byId(settings: readonly unknown[]): ReadonlyMap<string, unknown> {
  return new Map(
    settings.flatMap((each): [string, unknown][] => {
      const instance = isValues(each) ? each['settingInstance'] : undefined;
      const id = isValues(instance) ? instance['settingDefinitionId'] : undefined;
      return typeof id === 'string' ? [[id, instance]] : [];
    }),
  );
}

/** `device_vendor_msft_policy_config_onedrivengscv2~policy~onedrivengsc_kfmblockoptout` is `kfmblockoptout` to people. */
const shortly = (id: string): string => id.split(/[_~]/).at(-1) || id;
