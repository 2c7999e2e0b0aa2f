import type { Complaint } from '../schema.js';
import { isUnknown, type Values } from '../value.js';

/** What the stand-in does not play is refused, so that nobody takes its silence for the provider's consent. */
export function notPlayed(...names: readonly string[]) {
  return (config: Values): readonly Complaint[] =>
    names
      .filter((name) => {
        const value = config[name];
        return Array.isArray(value) ? value.length > 0 : (value ?? false) !== false && !isUnknown(value);
      })
      .map((name) => ({ summary: `The twin's stand-in for aws does not play ${name}`, at: [name] }));
}
