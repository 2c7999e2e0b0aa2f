/**
 * Installs the moto server (pinned in test/requirements.txt) into a virtual environment of the project's own under
 * `.cache/`: `npx tsx build/moto.ts`. Needs Python 3 with venv. Prints where the server's program is.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { takeLock } from '../deployment/file-lock.js';

const root = path.resolve(import.meta.dirname, '..');
const requirements = path.join(root, 'test/requirements.txt');

/**
 * Path of `moto_server`. Installs it into the folder `home` when it is not there, or when the requirements have changed. Of
 * several processes at once one installs, the others wait for it.
 */
export function installMoto(home = path.join(root, '.cache', 'moto')): string {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = path.join(home, 'requirements.sha256');
  const program = path.join(home, 'bin', 'moto_server');
  // The mark is written last: what was begun and not finished is done again.
  const isThere = (): boolean => existsSync(program) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted;
  if (isThere()) return program;
  mkdirSync(path.dirname(home), { recursive: true });
  // Beside it, not in it: the folder is removed, and what is in a virtual environment cannot be moved to another one.
  const lock = `${home}.lock`;
  if (!takeLock(lock, patience)) throw new Error(`Another process holds ${lock}. If none installs moto, delete it.`);
  try {
    if (!isThere()) {
      rmSync(home, { recursive: true, force: true });
      execFileSync('python3', ['-m', 'venv', home], { stdio: 'inherit' });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
      execFileSync(path.join(home, 'bin', 'python'), pip, { stdio: 'inherit' });
      writeFileSync(mark, wanted);
    }
  } finally {
    rmSync(lock, { force: true });
  }
  return program;
}

/** No installation takes ten minutes. */
const patience = { pause: 100, looks: 6000 };

if (process.argv[1] === import.meta.filename) console.log(installMoto());
