import { findTerraform } from '../terraform/find.js';
import { Failure } from '../terminal/failure.js';
import type { Run } from './table.js';

/** `version`: what runs here, to put into a report. Nothing is asked of a network. */
export const run: Run<'version'> = async (options, _args, { terminal, env, version }) => {
  const node = process.versions.node;
  const platform = `${process.platform} ${process.arch}`;
  const terraform = await findTerraform(env).catch((error: unknown) => {
    if (error instanceof Failure) return { problem: error.message };
    throw error;
  });
  if (options.json) return terminal.result({ version, node, platform, terraform });
  const found =
    'problem' in terraform ? terraform.problem : `${terraform.product} ${terraform.version} (${terraform.path})`;
  terminal.output([`entra-workspaces ${version}`, `Node.js ${node}`, platform, found].join('\n'));
};
