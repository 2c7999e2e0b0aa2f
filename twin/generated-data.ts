import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/**
 * A file of generated data by its name, e.g. `aws-api/workspaces`: plain beside the sources, compressed beside the
 * bundle.
 */
export function generatedData(name: string): unknown {
  const places = [`./data/${name}.json`, `./data/${name}.json.gz`];
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((each) => existsSync(each));
  if (!file) throw new Error(`twin: the data ${name} is missing; looked for: ${places.join(', ')}`);
  const content = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8'));
}
