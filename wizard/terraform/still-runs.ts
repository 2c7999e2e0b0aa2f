/** Whether a process that an earlier command started is still there. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { capture } from './process.js';

/** The beginning of a process, where the system shows it. */
export function bornOf(pid: number): string | undefined {
  try {
    // Field 22, counted after the name in parentheses, which may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended.
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** @param born what `bornOf` said of it: another process of the same number is not it */
export function lives(pid: number, born: string | undefined): boolean {
  if (born !== undefined) return bornOf(pid) === born;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Which process has a file open. A command line that was killed between starting terraform and noting its number leaves one
 * that nobody knows by number; it is known by the file that it writes into. Linux shows it in /proc, others by `lsof`
 * (part of macOS); where neither is there, nobody is found.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html.
 */
export async function holderOf(file: string): Promise<number | undefined> {
  let real: string;
  try {
    real = realpathSync(file);
  } catch {
    return undefined;
  }
  const inProc = namesIn('/proc').filter((name) => /^\d+$/.test(name));
  const found = inProc.length > 0 ? inProc.find((pid) => holds(pid, real)) : await shownByLsof(real);
  return found === undefined ? undefined : Number(found);
}

function holds(pid: string, file: string): boolean {
  if (pid === String(process.pid)) return false;
  const handles = `/proc/${pid}/fd`;
  return namesIn(handles).some((handle) => {
    try {
      return readlinkSync(`${handles}/${handle}`) === file;
    } catch {
      // Closed in this moment.
      return false;
    }
  });
}

async function shownByLsof(file: string): Promise<string | undefined> {
  const { stdout } = await capture('lsof', ['-t', '--', file]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').find((pid) => /^\d+$/.test(pid) && pid !== String(process.pid));
}

/** Of processes of others nothing is shown. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
