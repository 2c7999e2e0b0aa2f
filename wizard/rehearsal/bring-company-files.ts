import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { companyFileNames } from '../../deployment/company-files/names.js';
import type { DeploymentFile } from '../../deployment/schema.js';

/** Files that the deployment names are read from beside it: it is played out of another folder. */
export async function bringCompanyFiles(
  deployment: Pick<DeploymentFile, 'intune'>,
  from: string,
  to: string,
): Promise<void> {
  for (const name of companyFileNames(deployment)) {
    const [source, target] = [resolve(from, name), resolve(to, name)];
    if (source === target) continue;
    makeFolder(dirname(target));
    // Not copied: what may only be read could not be brought again into a folder that was kept.
    await writeFile(target, await readFile(source));
  }
}
