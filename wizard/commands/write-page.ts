/** `--html FILE` of `preflight` and `doctor`: one file that shows what was found, to look at without us. */
import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Deployment } from '../../deployment/schema.js';
import type { Facts } from '../checks/facts.js';
import type { Report } from '../checks/report/model.js';
import { pageOf } from '../checks/page/page.js';
import { peopleOf } from '../checks/report/people.js';
import { UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import type { Shared } from './shared-options.js';

/** Where the page goes; undefined: none was asked for. Told before anything is looked at. */
export async function pageFile(options: Shared<'html'>, { cwd }: CommandContext): Promise<string | undefined> {
  const given = options.html;
  if (given === undefined) return undefined;
  const file = resolve(cwd, given);
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new UsageError(`--html must be in a folder that there is, got: ${given}`);
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new UsageError(`--html must be a file, got a folder: ${given}`);
  return file;
}

/** Writes the page, whole or not at all. */
export async function writePage(
  file: string,
  { deployment, report, facts, site }: { deployment: Deployment; report: Report; facts: Facts; site?: string },
  { terminal, version }: CommandContext,
): Promise<void> {
  const people = await peopleOf(deployment, facts, report, site === undefined ? {} : { site });
  const sites = deployment.sites
    .filter(({ key }) => site === undefined || key === site)
    .map(({ key, region, directoryName, desktops }) => ({
      key,
      region,
      directory: directoryName,
      desktops: desktops.users.length,
    }));
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, pageOf({ report, people, sites, version }));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  terminal.good(`The page: ${file}`);
}
