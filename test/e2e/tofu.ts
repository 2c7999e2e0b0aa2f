import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** OpenTofu, or what plays it. */
export interface Tofu {
  /** Absolute path, for ENTRA_WORKSPACES_TERRAFORM. */
  readonly path: string;
  readonly played: boolean;
}

/**
 * The tofu on PATH. Where there is none it is played by the terraform on PATH: a copy of the program in which the default
 * registry has the name of OpenTofu's (both names are of one length, so the copy stays whole), behind a script that answers
 * `version` as OpenTofu does.
 *
 * Played: every provider without a registry is one of registry.opentofu.org, in configuration, attached providers, mirrors,
 * lock file, state and plan. Not played: OpenTofu's own words and features, its state encryption, and that it takes a state
 * and a lock file that name terraform's registry for its own.
 * @param folder Where the copy is written, 90 MB; the caller removes it
 * @returns undefined where terraform is no program that can be copied so: then there is nothing to run
 */
export async function findOrPlayTofu(folder: string): Promise<Tofu | undefined> {
  const real = onPath('tofu');
  if (real !== undefined) return { path: real, played: false };
  const terraform = onPath('terraform');
  if (terraform === undefined) return undefined;
  const program = await readFile(terraform);
  const names = ['registry.terraform.io', 'registry.opentofu.org'].map((name) => Buffer.from(name)) as [Buffer, Buffer];
  let found = 0;
  for (let at = program.indexOf(names[0]); at !== -1; at = program.indexOf(names[0], at + 1), found += 1) {
    names[1].copy(program, at);
  }
  if (found === 0) return undefined;
  const copy = join(folder, 'terraform-of-another-registry');
  const path = join(folder, 'tofu');
  await writeFile(copy, program);
  await writeFile(
    path,
    ['#!/bin/sh', 'if [ "$1" = version ]; then echo "OpenTofu v1.11.4"; exit 0; fi', `exec '${copy}' "$@"`, ''].join(
      '\n',
    ),
  );
  for (const each of [copy, path]) await chmod(each, 0o755);
  try {
    // A system that checks the signatures of programs (macOS) does not start the copy.
    execFileSync(copy, ['version'], { stdio: 'ignore', env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  } catch {
    return undefined;
  }
  return { path, played: true };
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not there: the next folder.
    }
  }
  return undefined;
}
