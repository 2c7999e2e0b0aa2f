import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kind } from '../../../domain/control-plane/contract.js';

/** How the service of a client is written in a policy. */
const prefixes: Readonly<Record<string, string>> = {
  workspaces: 'workspaces',
  'sso-admin': 'sso',
  identitystore: 'identitystore',
  'secrets-manager': 'secretsmanager',
  sns: 'sns',
  sts: 'sts',
};
export const handler = join(import.meta.dirname, '../../../function');
/** The file of a kind. */
export const fileOf = (kind: Kind): string => join(handler, 'kinds', `${kind}.ts`);

/** The actions that a file of the function can call, with all that it imports of ours. */
export function callsOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const service = new Map<string, string>();
  for (const [, names, client] of text.matchAll(/import\s*\{([^}]*)\}\s*from '@aws-sdk\/client-([a-z-]+)'/g)) {
    for (const name of names!.split(',')) service.set(name.trim(), prefixes[client!]!);
  }
  const calls = new Set<string>();
  for (const [, command] of text.matchAll(/new (\w+Command)\(/g)) {
    calls.add(`${service.get(command!)}:${command!.replace(/Command$/, '')}`);
  }
  // A paginator of the SDK asks what its name says.
  for (const [, paginator] of text.matchAll(/\b(paginate\w+)\(/g)) {
    if (service.has(paginator!)) calls.add(`${service.get(paginator!)}:${paginator!.replace(/^paginate/, '')}`);
  }
  for (const [, path] of text.matchAll(/^import (?!type )[^;]*?from '(\.[^']*)\.js'/gm)) {
    for (const call of callsOf(join(dirname(file), `${path}.ts`), seen)) calls.add(call);
  }
  return calls;
}
