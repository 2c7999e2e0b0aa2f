/** This package as a job gets it, and the programs that stand in for what a runner fetches. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** In place of npm's registry: this package as it is built here. As npm 11 does, `npm ci` runs what `git=` names. */
export function packageAndPrograms(folder: string, tarball: string): string {
  const packed = join(folder, 'packed', 'package', 'bin');
  mkdirSync(packed, { recursive: true });
  writeFileSync(
    join(packed, 'entra-workspaces.cjs'),
    `require(${JSON.stringify(resolve('bin/entra-workspaces.cjs'))});\n`,
  );
  execFileSync('tar', ['--create', '--gzip', '--file', tarball, 'package'], {
    cwd: join(folder, 'packed'),
  });
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(
    join(programs, 'npm'),
    [
      '#!/bin/sh',
      `if [ "$1" = pack ]; then cp ${tarball} entra-workspaces.tgz && echo entra-workspaces.tgz; exit; fi`,
      '[ "$1" = ci ] || exit 1',
      'program=$(sed -n "s/^git=//p" .npmrc 2>/dev/null)',
      'if [ -n "$program" ]; then sh "$program"; fi',
      '',
    ].join('\n'),
  );
  chmodSync(join(programs, 'npm'), 0o755);
  return programs;
}
