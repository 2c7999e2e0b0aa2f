/** The repository of a deployment, in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploymentFileName } from '../../deployment/file-name.js';
import { present } from '../../domain/present.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { packageRoot, packageVersion } from '../terraform/package-root.js';
import { jsonText, jsonTextLike } from './json-text.js';
import { companions, installedIntegrity, lockFileOf, type Manifest } from './lock-file.js';
import { cdktfJson, mainProgram } from './main-program.js';
import { marked } from '../terraform/marker.js';
import type { PackagePin } from './pipelines/parts.js';
import { pipelineFiles } from './pipelines/pipeline-hosts.js';
import { readme } from './readme.js';

/** One file of the repository. */
export interface RepositoryFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly text: string;
  /** `generated`: renewed while unchanged. `owned`: the owner's from the first day; written new or edited in place. */
  readonly kind: 'generated' | 'owned';
  /** What it is, in a few words. */
  readonly about: string;
}

export interface RepositoryRequest {
  /** As it will be written. */
  readonly input: DeploymentInput;
  /** The text of the deployment that is edited: the new one is written in its manner. */
  readonly before?: string;
  /** The same, checked. */
  readonly deployment: Deployment;
  /** Where npm gets this package from. @default this version, from the registry */
  readonly packageSource?: string;
  /** What npm calls the content of the running package, `sha512-…`. @default as npm noted it when it installed it */
  readonly packageIntegrity?: string;
  /** Users files that exist are not written. */
  readonly exists: (path: string) => boolean;
}

/** Every file, in the order in which a person should look at them. */
export function repositoryFiles(request: RepositoryRequest): readonly RepositoryFile[] {
  const { deployment } = request;
  const generated = (path: string, about: string, text: string): RepositoryFile => ({
    path,
    about,
    text: marked(path, text),
    kind: 'generated',
  });
  const manifest = packageJson(deployment.name, request.packageSource);
  const { packageIntegrity: integrity } = request;
  const lockFile = lockFileOf(manifest, present({ integrity }));
  return [
    { path: deploymentFileName, about: 'every choice; yours to edit', text: deploymentText(request), kind: 'owned' },
    ...usersFiles(request),
    generated('README.md', 'what to do next, who does it, how to undo it', readme(deployment)),
    generated('main.ts', 'the stack, with room for resources of your own', mainProgram),
    generated('package.json', 'the exact versions', jsonText(manifest)),
    ...(lockFile === undefined
      ? []
      : [generated('package-lock.json', 'what npm ci installs', `${JSON.stringify(lockFile, undefined, 2)}\n`)]),
    generated('cdktf.json', 'for cdktf and for main.ts', jsonText(cdktfJson(deployment.name))),
    generated('tsconfig.json', 'for your editor', jsonText(tsconfig)),
    ...pipelineFiles(deployment, pinOf(request)).map(({ path, about, text }) => generated(path, about, text)),
    generated('.gitignore', 'keeps secrets and build output out of git', gitignore),
  ];
}

/** The package as a pipeline gets it: not from the lock file of the repository, which a branch may change. */
function pinOf({ packageSource, packageIntegrity = installedIntegrity() }: RepositoryRequest): PackagePin {
  const source = packageSource?.replace(/^file:/, '') ?? packageVersion();
  return {
    source: /^\d+\.\d+\.\d+/.test(source) ? `entra-workspaces@${source}` : source,
    ...present({ integrity: packageIntegrity }),
  };
}

function deploymentText({ input, before }: RepositoryRequest): string {
  return before === undefined ? jsonText(input) : jsonTextLike(before, input);
}

/** A users file that the deployment names and that is not there yet begins with its header. */
function usersFiles({ input, exists }: RepositoryRequest): RepositoryFile[] {
  return input.sites.flatMap(({ desktops: { users } }) => {
    if (!('file' in users) || exists(users.file)) return [];
    const text = usersFileHeader;
    return [{ path: users.file, about: 'one user a line; yours to edit', text, kind: 'owned' as const }];
  });
}

/** A users file without users. */
export const usersFileHeader =
  '# One user a line. Only upn is needed; see the README for the other columns.\nupn,state,holdUntil\n';

const gitignore = ['node_modules/', 'cdktf.out/', '.terraform/', '*.tfplan', '*.tfstate', '*.tfstate.*', ''].join('\n');

const tsconfig = {
  compilerOptions: { target: 'ES2023', module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true },
  include: ['main.ts'],
};

function packageJson(name: string, source: string | undefined): Manifest {
  const { devDependencies, engines } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
    engines: Record<string, string>;
  };
  const version = (dependency: string): string => devDependencies[dependency] ?? 'latest';
  const commands = ['synth', 'plan', 'apply', 'destroy', 'users', 'connect', 'preflight', 'doctor'];
  return {
    name,
    private: true,
    type: 'module',
    engines,
    scripts: Object.fromEntries(commands.map((command) => [command, `entra-workspaces ${command}`])),
    dependencies: {
      'entra-workspaces': source ?? packageVersion(),
      ...Object.fromEntries(companions.map((name) => [name, version(name)])),
    },
  };
}
