/** One search for a token in everything that outlives a command, and in what other processes see while it runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where it is looked for. */
export interface Places {
  /** Searched with everything below: repositories, home folders with the shell's history and npm's logs. */
  readonly folders: readonly string[];
  /** What was written to a screen or a pipe, escapes included. */
  readonly outputs?: readonly string[];
  /** What a `ProcessWatch` saw. */
  readonly seen?: readonly string[];
}

/** A run of the token of this length counts: half a token in a log is a token in a log. */
const run = 32;

/** Where the token, a run of it, or either of it in base64 stands. Empty: it is nowhere. */
export function tracesOf(token: string, { folders, outputs = [], seen = [] }: Places): string[] {
  const wanted = formsOf(token);
  const holds = (text: string): boolean => {
    const bare = plain(text);
    return wanted.some((form) => bare.includes(form));
  };
  return [
    ...folders.flatMap(filesBelow).filter((path) => holds(readFileSync(path, 'latin1'))),
    ...folders
      .filter((folder) => isRepository(folder) && holds(everyObject(folder)))
      .map((each) => `history of ${each}`),
    ...outputs.flatMap((text, at) => (holds(text) ? [`output ${at}`] : [])),
    ...seen.filter(holds).map((text) => `process ${text.slice(0, 40)}`),
  ];
}

/** With a working tree, or bare as on a server. */
const isRepository = (folder: string): boolean =>
  existsSync(join(folder, '.git')) || existsSync(join(folder, 'objects', 'pack'));

/** Without escapes, line breaks, blanks and the zero bytes of UTF-16: a screen wraps, a log indents. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- that is what an escape is
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]|[\s\u0000]/g, '');
}

function formsOf(token: string): string[] {
  const encoded = [0, 1, 2].map((start) => Buffer.from(token.slice(start)).toString('base64').replace(/.{4}$/, ''));
  return [token, ...encoded].flatMap(runsOf);
}

/** Runs that begin at every eighth letter: whatever holds 40 letters in a row holds one of them. */
function runsOf(text: string): string[] {
  const starts = Math.max(1, Math.floor((text.length - run) / 8) + 1);
  return Array.from({ length: starts }, (_, at) => text.slice(at * 8, at * 8 + run));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** Every object of a repository unpacked, also of commits that no branch has any more. */
function everyObject(folder: string): string {
  return execFileSync('git', ['cat-file', '--batch', '--batch-all-objects'], {
    cwd: folder,
    encoding: 'latin1',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** What any user of the machine, or the same user's other programs, can read of a process tree while it runs. */
export class ProcessWatch {
  private readonly found = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly root: number) {
    this.timer = setInterval(() => this.look(), 200);
    this.timer.unref();
    this.look();
  }

  /** Arguments and environments that were seen, each once. */
  get seen(): readonly string[] {
    return [...this.found];
  }

  /** Reads the tree as it is now: called at the moment that counts, while the command holds the token. */
  look(): void {
    for (const id of withDescendants(String(this.root))) {
      for (const what of ['cmdline', 'environ']) {
        const text = procFile(id, what);
        if (text) this.found.add(text.replaceAll('\u0000', ' '));
      }
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

function withDescendants(id: string): string[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${id}/task`);
  } catch {
    return [];
  }
  const children = threads.flatMap((thread) => (procFile(id, `task/${thread}/children`) ?? '').split(' '));
  return [id, ...children.filter((child) => child !== '').flatMap(withDescendants)];
}

/** Undefined: the process ended meanwhile. */
function procFile(id: string, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'latin1');
  } catch {
    return undefined;
  }
}
