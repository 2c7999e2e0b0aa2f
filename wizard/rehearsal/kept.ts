/** A sandbox: clouds that stay up after a rehearsal, and the way into them from another shell. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { openSandbox } from '../../twin/consoles/sandbox.js';
import type { Twin } from '../../twin/twin.js';
import { awsEndpointVariable, cloudsVariable, sandboxVariable } from '../clouds/addresses.js';
import type { Kept } from './steps.js';
import { programsOnPath, shellFiles, type ShellName } from './sandbox-files.js';

/** The way in from another shell. */
export interface WayIn {
  /** First page of the consoles, for a browser on this machine. */
  readonly page: string;
  /** What is typed to point a shell at the sandbox. */
  readonly reads: Readonly<Record<ShellName, string>>;
  /** Commands that are worth a try now, with what they do. */
  readonly commands: readonly (readonly [command: string, what: string])[];
  close(): Promise<void>;
}

interface Place {
  /** Where the files are put. */
  readonly folder: string;
  /** Where the deployment lies, or is to lie. */
  readonly repository: string;
  /** Where the desktops are. */
  readonly region: string;
  readonly kept: Kept;
  /** Program and first arguments of `entra-workspaces`. @default this very program */
  readonly program?: readonly string[];
}

/** Opens the sandbox and writes what points a shell at it. Everything is for its owner alone. */
export async function wayInto(
  twin: Twin,
  { folder, repository, region, kept, program = thisProgram() }: Place,
): Promise<WayIn> {
  const sandbox = await openSandbox(twin);
  const bin = join(folder, 'bin');
  const nobody = join(folder, 'no-profiles');
  const { AWS_ENDPOINT_URL: endpoint = '', ...ofTerraform } = twin.terraform.env;
  const variables = {
    ...Object.fromEntries(Object.entries(ofTerraform).filter(isSet)),
    [awsEndpointVariable]: endpoint,
    [cloudsVariable]: sandbox.cloudsAt,
    [sandboxVariable]: sandbox.id,
    // The aws CLI 1 reads one of the two, everything else the other.
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // A profile of the person could name a real account, or an endpoint for one service alone.
    AWS_CONFIG_FILE: nobody,
    AWS_SHARED_CREDENTIALS_FILE: nobody,
  };
  makeFolder(bin, 0o700);
  makeFolder(repository);
  await writeFile(nobody, '', { mode: 0o600 });
  for (const [name, text] of Object.entries(programsOnPath(program))) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o700);
  }
  const files = shellFiles({ variables, bin, program });
  for (const { name, text } of files) await writeFile(join(folder, name), text, { mode: 0o600 });
  return {
    page: sandbox.page,
    reads: Object.fromEntries(
      files.map(({ shell, name, read }) => [shell, read(join(folder, name))]),
    ) as WayIn['reads'],
    commands: commandsFor[kept],
    close: () => sandbox.close(),
  };
}

/** What a person can go on with, by how far the sandbox was set up. */
const commandsFor: Readonly<Record<Kept, WayIn['commands']>> = {
  empty: [
    ['entra-workspaces', 'a few questions, and this folder is a repository'],
    ['entra-workspaces apply', 'the foundation'],
    ['entra-workspaces connect', 'the handshake, with the consoles as pages'],
  ],
  foundation: [
    ['entra-workspaces connect', 'the handshake, with the consoles as pages'],
    ['entra-workspaces apply', 'everything else'],
    ['entra-workspaces doctor', 'what is wrong, if anything is'],
  ],
  connected: [
    ['entra-workspaces plan', 'nothing, until you change something'],
    ['entra-workspaces users add linus@contoso.com', 'then apply'],
    ['entra-workspaces doctor --user ada@contoso.com', 'one person from account to desktop'],
    ['entra-workspaces connect --renew-token', 'the handshake again, with the consoles as pages'],
    ['entra-workspaces destroy', 'everything is taken away'],
  ],
};

function thisProgram(): readonly string[] {
  return [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)];
}

function isSet(entry: [string, string | undefined]): entry is [string, string] {
  const [name, value] = entry;
  return value !== undefined && name !== 'PWD';
}
