/** Whether a folder may take a new repository. */
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipelineHosts } from '../../deployment/pipeline-hosts/index.js';

/** What may lie in a folder that is otherwise empty, besides what hosts of pipelines read. */
const harmless = [
  /^\.git$/,
  /^\.gitattributes$/,
  /^\.gitignore$/,
  /^\.editorconfig$/,
  /^\.vscode$/,
  /^\.idea$/,
  /^\.DS_Store$/,
  /^Thumbs\.db$/,
  /^readme(\.\w+)?$/i,
  /^licen[cs]e(\.\w+)?$/i,
  /^notice(\.\w+)?$/i,
  /^docs$/,
  /^(intune|policies|certificates)$/,
  /^.*\.csv$/i,
  /^.*\.log$/i,
  /^.*\.tgz$/i,
];

/** Names in a folder that speak against writing into it; empty for a folder that does not exist. */
export async function obstacles(target: string): Promise<string[]> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const ofHosts = new Set(Object.values(pipelineHosts).map(({ home }) => home));
  return names
    .filter((name) => !ofHosts.has(basename(name)) && !harmless.some((each) => each.test(basename(name))))
    .sort();
}
