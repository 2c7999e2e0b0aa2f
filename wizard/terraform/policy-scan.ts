/**
 * The policy scan of a proposed change: checkov over what was synthesized, where the repository asks for it by `.checkov.yaml`, the
 * file that checkov reads itself. Which rules count, which fail and which are left out stands there, and has an owner like any
 * code. It needs no token and asks nobody on the network. Sources:
 * https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html, https://www.checkov.io/7.Scan%20Examples/Terraform.html,
 * https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode (and "Do not use setuptools directly": what builds a source
 * archive is not checked).
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { counted } from '../../domain/counted.js';
import { Failure } from '../terminal/failure.js';
import { inMarkdown } from './markdown.js';
import { capture, type ProcessEnd } from './process.js';
import { configurationName } from './synth.js';

/** By which a repository asks for it. */
export const scanSettings = '.checkov.yaml';
/** Which checkov runs, each package by its hash, where none is on the PATH: as `pip-compile --generate-hashes` writes it. */
export const scanProgram = '.checkov.requirements.txt';

export interface ScanRequest {
  /** Folder of the deployment file. */
  readonly home: string;
  /** Output folder of a synthesis. */
  readonly out: string;
  /** An empty folder, outside of the repository. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface ScanFinding {
  readonly check: string;
  readonly about: string;
  readonly address: string;
}

export interface PolicyScan {
  /** How many times a rule met a resource. */
  readonly checks: number;
  readonly findings: readonly ScanFinding[];
  /** By the settings of the repository. */
  readonly fails: boolean;
}

interface Report {
  readonly summary?: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
  readonly results?: {
    readonly failed_checks?: readonly {
      readonly check_id: string;
      readonly check_name?: string | null;
      readonly resource: string;
    }[];
  };
}

/**
 * Scans, where the repository asks for it.
 * @returns undefined where it does not
 * @throws Failure where it asks and nothing could scan, or the scanner read nothing: that is no scan without findings
 */
export async function policyScan(request: ScanRequest): Promise<PolicyScan | undefined> {
  const settings = join(request.home, scanSettings);
  if (!existsSync(settings)) return undefined;
  const files = await copied(request);
  const { exitCode, stdout, stderr } = await checkov(request, [
    ...['--config-file', settings, '--framework', 'terraform_json', '--output', 'json', '--skip-download'],
    ...files.flatMap((file) => ['--file', file]),
  ]);
  const reports = readReports(stdout);
  const sum = (key: 'passed' | 'failed' | 'parsing_errors'): number =>
    reports.reduce((all, { summary }) => all + (summary?.[key] ?? 0), 0);
  const checks = sum('passed') + sum('failed');
  if (checks === 0 || sum('parsing_errors') > 0) {
    throw new Failure('The policy scan read nothing, so it says nothing.', [
      `checkov ended with ${exitCode}: ${stderr.trim().split('\n').at(-1) || 'without a word'}`,
      `${scanSettings} asks for a scan: look at its rules, or take it away and say so in the change.`,
    ]);
  }
  const findings = reports.flatMap(({ results }) =>
    (results?.failed_checks ?? []).map(({ check_id: check, check_name: about, resource: address }) => ({
      ...{ check, address },
      about: about ?? '',
    })),
  );
  return { checks, findings, fails: exitCode !== 0 };
}

/** What is shown with the run. */
export function scanMarkdown(scan: PolicyScan | undefined): string {
  const title = '\n## Policy scan\n\n';
  if (scan === undefined)
    return `${title}None: the repository asks for none (\`${scanSettings}\`, which checkov reads).\n`;
  const lines = scan.findings.map(
    ({ check, about, address }) => `- ${inMarkdown(check)} ${inMarkdown(about)}: ${inMarkdown(address)}`,
  );
  return [`${title}checkov, ${counted(scan.checks, 'check')}: ${foundOf(scan)}.`, ...lines, ''].join('\n');
}

/** In words. */
export const foundOf = ({ findings, fails }: PolicyScan): string =>
  findings.length === 0
    ? 'nothing was found'
    : `${counted(findings.length, 'finding')}${fails ? '' : ', which fail nothing by the settings of the repository'}`;

/**
 * The stacks as checkov reads them: of a list, as the providers of several Regions are, it reads nothing in the whole file and
 * ends well (3.3.30).
 */
async function copied({ out, scratch }: ScanRequest): Promise<string[]> {
  const stacks = join(out, 'stacks');
  const files: string[] = [];
  for (const name of await readdir(stacks)) {
    const { resource, data, locals, variable } = JSON.parse(
      await readFile(join(stacks, name, configurationName), 'utf8'),
    ) as Record<string, unknown>;
    const folder = join(scratch, 'stacks', name);
    makeFolder(folder);
    files.push(join(folder, configurationName));
    await writeFile(files.at(-1)!, JSON.stringify({ resource, data, locals, variable }, undefined, 2));
  }
  return files;
}

async function checkov(request: ScanRequest, args: readonly string[]): Promise<ProcessEnd> {
  const { home, scratch, env } = request;
  const program = existsSync(join(home, scanProgram)) ? await installed(request) : 'checkov';
  // Elsewhere than in the repository, where other settings could lie.
  return capture(program, args, { cwd: scratch, env: { ...env, LOG_LEVEL: 'ERROR' } }).catch((error: unknown) => {
    throw new Failure(`The repository asks for a policy scan (${scanSettings}), and there is no checkov here.`, [
      (error as Error).message,
      `Commit ${scanProgram}, which names it and what it needs by hash: ${howToName}`,
      'Or let the runner or the image of the check have checkov on its PATH.',
    ]);
  });
}

/** By the Python of the job: another one may need other packages, which have no hash then. */
const howToName = `echo checkov==3.3.30 | pip-compile --generate-hashes --output-file ${scanProgram} -, with the minor version of Python that the job has`;

/** @returns the program */
async function installed({ home, scratch, env }: ScanRequest): Promise<string> {
  const place = join(scratch, 'python');
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['python3', '-m', 'venv', place],
    [
      join(place, 'bin/python'),
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'],
      // A source archive is built by packages that no hash names: pip looks at those of requirements alone.
      ...['--only-binary', ':all:'],
      ...['--requirement', join(home, scanProgram)],
    ],
  ];
  for (const [program, ...args] of steps) {
    const end = await capture(program, args, { cwd: scratch, env }).catch((error: unknown) => ({
      ...{ exitCode: 127, stdout: '', stderr: (error as Error).message },
    }));
    if (end.exitCode === 0) continue;
    throw new Failure(`The checkov of ${scanProgram} could not be installed.`, [
      `${program} ${args.slice(0, 3).join(' ')} ended with ${end.exitCode}`,
      ...(end.stderr.trim() || end.stdout.trim()).split('\n').slice(-5),
      'It takes python3 with venv and pip on the runner or in the image of the check, and each package by its hash.',
    ]);
  }
  const program = join(place, 'bin/checkov');
  if (existsSync(program)) return program;
  throw new Failure(`${scanProgram} names no checkov.`, [`must name it, and what it needs, by hash: ${howToName}`]);
}

/** One report, or a list of one a framework; a bare summary where nothing was read. */
function readReports(text: string): Report[] {
  try {
    const read = JSON.parse(text) as Report | Report[];
    return Array.isArray(read) ? read : [read];
  } catch {
    return [];
  }
}
