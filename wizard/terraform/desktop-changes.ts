/** What of a desktop changes, in the words that the questions have for it. Pure. */
import { computeTypeWords, runningModeWords } from '../../domain/bundle-options.js';
import type { Values } from '../resources/values.js';

const properties = 'workspace_properties';

const worded =
  (words: Readonly<Record<string, string>>) =>
  (value: unknown): string =>
    words[String(value)] ?? String(value);
const gib = (value: unknown): string => `${String(value)} GiB`;

/** By attribute of the block: what it is called, and how a value reads. */
const said: Readonly<Record<string, readonly [what: string, reads: (value: unknown) => string]>> = {
  running_mode: ['running mode', worded(runningModeWords)],
  running_mode_auto_stop_timeout_in_minutes: ['AutoStop after', (value) => `${String(value)} min`],
  compute_type_name: ['size', worded(computeTypeWords)],
  root_volume_size_gib: ['system volume', gib],
  user_volume_size_gib: ['user volume', gib],
};

/** Attributes that the cloud would make a desktop anew for. */
const attributes: Readonly<Record<string, string>> = {
  bundle_id: 'bundle',
  directory_id: 'directory',
  user_name: 'user name',
  root_volume_encryption_enabled: 'encryption of the system volume',
  user_volume_encryption_enabled: 'encryption of the user volume',
  volume_encryption_key: 'encryption key',
};

/** Names of attributes that change, as people call them; of the properties each that differs, with both values. */
export function desktopChanges(names: readonly string[], before: Values | null, after: Values | null): string[] {
  return names.flatMap((name) => {
    if (name !== properties) return [attributes[name] ?? name];
    const [was, is] = [blockOf(before), blockOf(after)];
    const differing = Object.entries(said).flatMap(([attribute, [what, reads]]) => {
      const [from, to] = [was[attribute], is[attribute]];
      if (isNothing(to) || from === to) return [];
      return [isNothing(from) ? `${what} ${reads(to)}` : `${what} ${reads(from)} to ${reads(to)}`];
    });
    return differing.length === 0 ? [name] : differing;
  });
}

/** `user volume 100 GiB to 50 GiB`, each volume that would get smaller. */
export function smallerVolumes(before: Values | null, after: Values | null): string[] {
  const [was, is] = [blockOf(before), blockOf(after)];
  return ['root_volume_size_gib', 'user_volume_size_gib'].flatMap((attribute) => {
    const [from, to] = [was[attribute], is[attribute]];
    const [what = attribute, reads = String] = said[attribute] ?? [];
    return typeof from === 'number' && typeof to === 'number' && to > 0 && to < from
      ? [`${what} ${reads(from)} to ${reads(to)}`]
      : [];
  });
}

/** AWS has no time until AutoStop for a desktop that does not stop. */
const isNothing = (value: unknown): boolean => value === undefined || value === null || value === 0;

function blockOf(values: Values | null): Values {
  const block: unknown = values?.[properties];
  const first: unknown = Array.isArray(block) ? block[0] : block;
  return first !== null && typeof first === 'object' ? (first as Values) : {};
}
