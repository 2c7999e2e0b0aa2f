import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DerivedSchemas } from './schema.js';

/** The derived schemas of a provider: beside the sources, or beside the bundle. */
export function derivedSchemas(provider: 'aws' | 'azuread' | 'azurerm' | 'time'): DerivedSchemas {
  const places = ['../data/providers/', './data/providers/', '../twin/data/providers/', './twin/data/providers/'];
  const files = places.map((place) => fileURLToPath(new URL(`${place}${provider}.json`, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error(`twin: the schemas of ${provider} are missing; looked at: ${files.join(', ')}`);
  return JSON.parse(readFileSync(found, 'utf8')) as DerivedSchemas;
}
