/**
 * Part of `npm run pages`: writes twin/data/providers/NAME.json, the schemas of the stand-in providers, derived from the
 * installed bindings for the types that modules/ and stacks/ import and those that the twin's own tests run. The files are
 * committed: the twin needs no bindings at run time. With `--check` it writes nothing and fails when stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DerivedSchemas } from '../twin/providers/schema.js';
import { deriveType } from './provider-schemas.js';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'twin/data/providers');

/** Bindings that are derived though no construct imports them: the recordings of the real azuread 3.7.0 name them. */
const always: Record<string, readonly string[]> = {
  aws: ['provider'],
  azuread: [
    ...['provider', 'app-role-assignment', 'application', 'application-federated-identity-credential'],
    ...['application-from-template', 'application-identifier-uri', 'application-password', 'application-redirect-uris'],
    ...['group', 'group-member', 'service-principal', 'service-principal-token-signing-certificate'],
    ...['synchronization-job', 'synchronization-job-provision-on-demand', 'synchronization-secret'],
    ...['data-azuread-application', 'data-azuread-application-published-app-ids', 'data-azuread-application-template'],
    ...['data-azuread-client-config', 'data-azuread-domains', 'data-azuread-group', 'data-azuread-service-principal'],
    ...['data-azuread-user', 'data-azuread-users'],
  ],
  azurerm: ['provider'],
  time: ['provider', 'offset', 'rotating', 'sleep', 'static-resource'],
};

/** Bindings that modules/ and stacks/ import, by provider. */
export function bindingsInUse(): Record<string, Set<string>> {
  const found: Record<string, Set<string>> = {};
  for (const room of ['modules', 'stacks']) {
    if (!existsSync(join(root, room))) continue;
    for (const file of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = readFileSync(join(root, room, file), 'utf8');
      for (const [, provider = '', binding = ''] of text.matchAll(
        /@cdktf\/provider-(\w+)\/lib\/([\w-]+)\/index\.js/g,
      )) {
        (found[provider] ??= new Set()).add(binding);
      }
    }
  }
  return found;
}

/** Content of each data file, by provider name. */
export function twinData(): Record<string, DerivedSchemas> {
  const used = bindingsInUse();
  return Object.fromEntries(
    Object.entries(always).map(([provider, names]) => {
      const derived: DerivedSchemas = {
        version: '',
        provider: { attributes: {}, blocks: {} },
        resources: {},
        dataSources: {},
      };
      for (const name of [...new Set([...names, ...(used[provider] ?? [])])].sort()) {
        const one = deriveType(join(root, `node_modules/@cdktf/provider-${provider}/lib/${name}/index.js`));
        derived.version = one.version;
        if (one.kind === 'provider') derived.provider = one.block;
        else derived[one.kind === 'data' ? 'dataSources' : 'resources'][one.type] = one.block;
      }
      return [provider, derived];
    }),
  );
}

/** As it is written: one type a line, so that a diff names the type. */
export function render(schemas: DerivedSchemas): string {
  const types = (all: Record<string, unknown>): string =>
    Object.entries(all)
      .map(([name, block]) => `    ${JSON.stringify(name)}: ${JSON.stringify(block)}`)
      .join(',\n');
  const section = (name: string, all: Record<string, unknown>): string =>
    Object.keys(all).length === 0 ? `  "${name}": {}` : `  "${name}": {\n${types(all)}\n  }`;
  return [
    '{',
    `  "version": ${JSON.stringify(schemas.version)},`,
    `  "provider": ${JSON.stringify(schemas.provider)},`,
    `${section('resources', schemas.resources)},`,
    section('dataSources', schemas.dataSources),
    '}',
    '',
  ].join('\n');
}

function main(check: boolean): void {
  mkdirSync(folder, { recursive: true });
  let stale = 0;
  for (const [provider, schemas] of Object.entries(twinData())) {
    const file = join(folder, `${provider}.json`);
    const name = `twin/data/providers/${provider}.json`;
    const text = render(schemas);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (check) {
      stale += 1;
      console.error(`${name} is stale: it is made from the bindings that modules/ and stacks/ import`);
    } else {
      writeFileSync(file, text);
      console.error(`${name} written`);
    }
  }
  if (stale > 0) {
    console.error('To renew: npm run pages, then commit what it wrote.');
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) main(process.argv.includes('--check'));
