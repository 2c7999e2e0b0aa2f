/**
 * `npm run pages` writes every generated page of the repository; `npm run pages -- --check` writes nothing and fails,
 * naming each page that is stale or missing. A page more is an entry more in the list.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsPage } from './pages/commands-page.js';
import { allowPage, deploymentPage } from './pages/deployment-page.js';
import { endpointsPage } from './pages/endpoints-page.js';
import { failureModesPage } from './pages/failure-modes.js';
import { allowJsonSchema, deploymentJsonSchema } from './pages/json-schema.js';
import { pageText, type Page } from './pages/page.js';
import { permissionsPage } from './pages/permissions-page.js';
import { questionsPage } from './pages/questions-page.js';
import { troubleshootingPage } from './pages/troubleshooting-page.js';

/** Every generated page. */
const pages: readonly Page[] = [
  { path: 'schema/deployment.schema.json', from: 'deployment/schema.ts', text: deploymentJsonSchema },
  { path: 'schema/allow.schema.json', from: 'wizard/repository/allow-file.ts', text: allowJsonSchema },
  { path: 'docs/reference/commands.md', from: 'wizard/commands/table.ts', text: commandsPage },
  { path: 'docs/reference/questions.md', from: 'wizard/questions/topics/', text: questionsPage },
  { path: 'docs/reference/deployment.md', from: 'deployment/sections/', text: deploymentPage },
  { path: 'docs/reference/allow.md', from: 'wizard/repository/allow-file.ts', text: allowPage },
  {
    path: 'docs/troubleshooting.md',
    from: 'the error sentences, the provider errors and the check rules',
    text: troubleshootingPage,
  },
  { path: 'docs/failure-modes.md', from: 'wizard/checks', text: failureModesPage },
  { path: 'docs/reference/endpoints.md', from: 'domain/endpoints.ts', text: endpointsPage },
  { path: 'docs/permissions.md', from: 'wizard/permissions', text: permissionsPage },
];

const check = process.argv.includes('--check');
let stale = 0;
for (const page of pages) {
  const file = fileURLToPath(new URL(`../${page.path}`, import.meta.url));
  const wanted = await pageText(page);
  const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (found === wanted) continue;
  if (check) {
    stale += 1;
    console.error(`${page.path} is ${found === undefined ? 'missing' : 'stale'}: it is made from ${page.from}`);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
    console.error(`${page.path} written`);
  }
}
if (stale > 0) {
  console.error('To renew: npm run pages, then commit what it wrote.');
  process.exitCode = 1;
} else if (check) console.error(`${pages.length} generated pages are as their sources say`);
