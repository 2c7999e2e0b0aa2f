import { generatedData } from '../generated-data.js';
import type { DerivedSchemas } from './schema.js';

/** The schemas of a provider, derived from its bindings at build time. */
export function derivedSchemas(provider: 'aws' | 'azuread' | 'azurerm' | 'time'): DerivedSchemas {
  return generatedData(`providers/${provider}`) as DerivedSchemas;
}
