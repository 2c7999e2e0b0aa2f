/** A pipeline whose file no host would read: its check never reports, and the rules of main would wait for it without an end. */
import { realpath } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { pipelineHosts } from '../../deployment/pipeline-hosts/index.js';
import { outerRepository } from '../repository/outer-folders.js';
import { pipelines } from '../repository/pipelines/index.js';
import { hostFiles } from '../repository/pipelines/others-code.js';
import { Failure } from '../terminal/failure.js';
import { repositoryOfOrigin } from './asked.js';
import type { BootstrapHost, Hosted } from './hosts/host.js';

/**
 * Refuses a deployment below the top of the repository that bootstrap is for, unless a pipeline at the top names this program or
 * takes in the file here: then somebody has led it here.
 * @param file The deployment
 * @param lettingGo Where an identity is taken away, which waits for nothing: takes what is said then
 * @throws Failure with both folders
 */
export async function refuseBelowTop(
  host: Pick<BootstrapHost, 'ofRemote' | 'section' | 'words'>,
  file: string,
  { name, url }: Pick<Hosted, 'name' | 'url'>,
  lettingGo?: (said: string) => void,
): Promise<void> {
  const folder = dirname(file);
  const top = await outerRepository(folder);
  if (top === undefined) return;
  // Of another repository that happens to lie around it (a home that is one) nothing is made here.
  const origin = await repositoryOfOrigin(host, file, url);
  if (origin?.name.toLowerCase() !== name.toLowerCase()) return;
  const { home } = pipelineHosts[host.section];
  const below = `${relative(await realpath(top), await realpath(folder)).replaceAll(sep, '/')}/${home}`;
  // Not who owns the code, which lies beside the workflows of GitHub and names folders.
  const { others } = pipelines[host.section];
  const files = await hostFiles(top, others);
  if (files.some(({ path, text }) => path === below || text.includes('entra-workspaces'))) return;
  const refused = new Failure(
    `${host.words.host} would never run this pipeline: the deployment lies below the top of ${name}.`,
    [
      `${home} must lie in ${top}, where ${host.words.host} reads it, got: ${folder}`,
      'The rules of main would wait for its check for ever, for everybody who works there. Make the folder a repository of its own (git init in it, and a new one on the host), or move its files to the top.',
      `If a pipeline of your own at the top leads to it (${others.at}): it has to call entra-workspaces, or to take in ${below}.`,
    ],
  );
  if (lettingGo === undefined) throw refused;
  lettingGo([refused.message, ...refused.fix].join(' '));
}
