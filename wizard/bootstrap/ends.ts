/** The end of a bootstrap: the deployment names what was made, and the files of its repository follow. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { present } from '../../domain/present.js';
import { readTextFile } from '../../deployment/text-file.js';
import { deploymentFileName } from '../../deployment/file-name.js';
import { repositoryFiles } from '../repository/files.js';
import { jsonTextLike } from '../repository/json-text.js';
import { packedFile, layPackedFile } from '../repository/packed-file.js';
import { replaceFiles } from '../repository/replace-file.js';
import { planFiles, writeFiles } from '../repository/write.js';
import type { HandOver } from './hand-over.js';
import type { Hosted, HostSession, Unused } from './hosts/host.js';

/** Names of the variables of the repository, with where their value stands. */
function variables({ aws, azure, entra }: HandOver) {
  return {
    ENTRA_WORKSPACES_AWS_MAIN_PLAN: aws?.roles.mainPlan,
    ENTRA_WORKSPACES_AWS_APPLY: aws?.roles.apply,
    ENTRA_WORKSPACES_STATE_BUCKET: aws?.bucket,
    ENTRA_WORKSPACES_STATE_ACCOUNT: azure?.account,
    ENTRA_WORKSPACES_ENTRA_TENANT: entra?.tenantId,
    ENTRA_WORKSPACES_ENTRA_MAIN_PLAN: entra?.clients.mainPlan,
    ENTRA_WORKSPACES_ENTRA_APPLY: entra?.clients.apply,
  };
}

/** Sets them; ids alone. What is used no more goes: variables of an identity that is not there, another environment of ours. @returns what changed, in words */
export async function setVariables(
  session: Pick<HostSession, 'setVariables' | 'dropUnused'>,
  hosted: Hosted,
  made: HandOver,
  of: Omit<Unused, 'variables'>,
): Promise<string[]> {
  const all = variables(made);
  const set = await session.setVariables(hosted, present(all));
  const over = Object.entries(all).flatMap(([name, value]) =>
    value === undefined && name.endsWith('_APPLY') ? [name] : [],
  );
  const gone = await session.dropUnused(hosted, { ...of, variables: over });
  return [...set.map((name) => `the variable ${name}`), ...gone.map((what) => `${what}, taken away`)];
}

/** Writes what follows from the deployment as it is now. @returns the paths that were written */
export async function writeRepository(
  file: string,
  {
    input,
    deployment,
    owners,
  }: {
    readonly input: DeploymentInput;
    readonly deployment: Deployment;
    /** Who owns the code, where the host has a file for it. */
    readonly owners?: { readonly path: string; readonly text: string };
  },
): Promise<string[]> {
  const target = dirname(file);
  const before = readTextFile(file);
  const text = jsonTextLike(before, input);
  const written: string[] = [];
  if (basename(file) !== deploymentFileName || !existsSync(join(target, 'package.json'))) {
    // Not a repository of ours: the file alone.
    if (text !== before) {
      replaceFiles([{ path: file, bytes: Buffer.from(text), before: Buffer.from(before) }]);
      written.push(basename(file));
    }
  } else {
    const packed = packedFile();
    if (packed && layPackedFile(packed, target)) written.push(packed.name);
    const files = repositoryFiles({
      input,
      before,
      deployment,
      exists: (path) => existsSync(join(target, path)),
      ...(packed ? { packageSource: `file:./${packed.name}`, packageIntegrity: packed.integrity } : {}),
    });
    written.push(...(await writeFiles(target, await planFiles(target, files, { edits: [deploymentFileName] }))));
  }
  if (owners !== undefined && !existsSync(join(target, owners.path))) {
    replaceFiles([{ path: join(target, owners.path), bytes: Buffer.from(owners.text), before: undefined }]);
    written.push(owners.path);
  }
  return written;
}
