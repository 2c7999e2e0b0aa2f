/**
 * The repository that this version writes, of the deployment of the golden one of an earlier version. `npm run kept` writes it to
 * test/inputs/golden-repository-now.json, and a release keeps a copy (build/keep-version.ts).
 */
import { readFileSync } from 'node:fs';
import { readDeployment } from '../deployment/load.js';
import { repositoryFiles } from '../wizard/repository/files.js';
import { presentForm } from '../wizard/repository/present-form.js';

export const goldenPath = 'test/inputs/golden-repository-now.json';
const earlierPath = 'test/inputs/versions/before-0.1.0/repository.json';

/** Files by path, as one text. What npm noted of the running package differs between machines: one content stands for it. */
export function goldenRepository(): string {
  const earlier = JSON.parse(readFileSync(earlierPath, 'utf8')) as Readonly<Record<string, string>>;
  const text = earlier['deployment.json'] ?? '';
  const files = repositoryFiles({
    input: presentForm(text),
    deployment: readDeployment('deployment.json', () => text).deployment,
    exists: () => false,
    packageIntegrity: `sha512-${Buffer.alloc(64, 7).toString('base64')}`,
  });
  return `${JSON.stringify(Object.fromEntries(files.map((each) => [each.path, each.text])), undefined, 2)}\n`;
}
