/**
 * Installs the moto server (pinned in test/requirements.txt) into a virtual environment of the project's own under
 * `.cache/`: `npx tsx build/moto.ts`. Needs Python 3 with venv. Prints where the server's program is.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const requirements = path.join(root, 'test/requirements.txt');

/** Path of `moto_server`. Installs it when it is not there, or when the requirements have changed. */
export function installMoto(): string {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const home = path.join(root, '.cache', 'moto');
  const mark = path.join(home, 'requirements.sha256');
  const program = path.join(home, 'bin', 'moto_server');
  // The mark is written last: what was begun and not finished is done again.
  if (existsSync(program) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return program;
  rmSync(home, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', home], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
  execFileSync(path.join(home, 'bin', 'python'), pip, { stdio: 'inherit' });
  writeFileSync(mark, wanted);
  return program;
}

if (process.argv[1] === import.meta.filename) console.log(installMoto());
