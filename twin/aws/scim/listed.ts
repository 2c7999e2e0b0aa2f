import { json, type CloudResponse } from '../../network.js';
import type { ScimCall } from './call.js';
import { conditionsOf, ScimRefusal } from './refusal.js';

/**
 * What fits the filter, 50 at most.
 * @param fits By the attribute that a filter may name
 * @param described How one is shown
 */
export function listed<T>(
  call: ScimCall,
  all: Iterable<T>,
  fits: ReadonlyMap<string, (each: T, value: string) => boolean>,
  described: (each: T) => object,
): CloudResponse {
  const conditions = call.filter === undefined ? new Map<string, string>() : conditionsOf(call.filter);
  const found = [...all].filter((each) =>
    [...conditions].every(([name, value]) => {
      const fit = fits.get(name);
      if (fit) return fit(each, value);
      throw new ScimRefusal(400, 'ValidationException', `Filter is not supported: ${call.filter ?? ''}`);
    }),
  );
  const shown = found.slice(0, 50).map(described);
  return json(200, {
    totalResults: found.length,
    itemsPerPage: shown.length,
    startIndex: 1,
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    Resources: shown,
  });
}
