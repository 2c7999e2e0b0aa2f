import { generatedData } from '../generated-data.js';
import { completeSchemas, type FactTable } from './overrides.js';
import type { DerivedSchemas, ProviderSchema } from './schema.js';

/** The schemas of a provider, derived from its bindings at build time. */
export function derivedSchemas(provider: 'aws' | 'azuread' | 'azurerm' | 'time'): DerivedSchemas {
  return generatedData(`providers/${provider}`) as DerivedSchemas;
}

const known = new WeakMap<FactTable, ProviderSchema>();

/** The same with what only the provider's source tells. Made once: tests start hundreds of twins. */
export function schemasOf(provider: Parameters<typeof derivedSchemas>[0], facts: FactTable): ProviderSchema {
  const schemas = known.get(facts) ?? completeSchemas(derivedSchemas(provider), facts);
  known.set(facts, schemas);
  return schemas;
}
