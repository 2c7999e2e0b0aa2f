import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** How long a lock is waited for. */
export interface LockWait {
  /** Milliseconds between two looks. */
  readonly pause: number;
  /** How often it is looked at. */
  readonly looks: number;
  /** Milliseconds that no holder takes: an older lock is nobody's. @default none, its holder may take any time */
  readonly oldest?: number;
}

/**
 * Makes the file `lock`, which holds the id of this process, and waits for the process that holds it. Everything is synchronous: a
 * signal cannot come in between. Whoever has it removes the file.
 * @returns whether it is ours; not where another process holds it all that time
 */
export function takeLock(lock: string, { pause, looks, oldest }: LockWait): boolean {
  for (let look = 0; ; look += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isLeft(lock, oldest)) rmSync(lock, { force: true });
    else if (look >= looks) return false;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
}

/** Its holder was killed: the process is gone, or the lock is too old. Not while its id is not written yet. */
function isLeft(lock: string, oldest = Infinity): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > oldest) return true;
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
