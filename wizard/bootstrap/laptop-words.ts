/** What is said before the place of a state is made for a laptop, wherever it lies, and of a pipeline that only checks beside it. */
import type { Deployment } from '../../deployment/schema.js';
import type { Terminal } from '../terminal/terminal.js';
import type { BootstrapHost, Hosted } from './hosts/host.js';
import type { StateHome } from './state-home.js';

/** A repository that protects nothing, so that its pipeline only checks. */
export interface ChecksOnly {
  readonly host: BootstrapHost;
  readonly repository: Pick<Hosted, 'name' | 'url' | 'private'>;
  /** Why its main branch cannot be protected, and what follows. */
  readonly why: string;
}

/** The same as it is made. */
export interface ChecksMade extends ChecksOnly {
  /** Once it was agreed to, before anything is made: nobody stays trusted. @param future The deployment as it will be */
  readonly first: (home: StateHome, future: Deployment) => Promise<void>;
}

interface Thing {
  readonly what: string;
  readonly why: string;
}

/**
 * Says it as a table, and the level with why where a pipeline only checks.
 * @returns all that will be made and the level, for machines
 */
export function sayForLaptop(
  terminal: Terminal,
  { name }: Pick<Deployment, 'name'>,
  { cloud, things }: { readonly cloud: string; readonly things: readonly Thing[] },
  checks: ChecksOnly | undefined,
): { readonly things: readonly Thing[] } & Partial<Record<'level' | 'repository' | 'why', string>> {
  terminal.heading(
    `What bootstrap makes for ${name}, ${checks ? 'with a pipeline that only checks' : 'without a pipeline'}`,
  );
  const rows = things.map((each) => ({ cloud, ...each }));
  const { words } = checks?.host ?? {};
  const pipeline = words && {
    what: 'the pipeline, a file of this folder',
    why: `each ${words.change} is checked: schema, synthesis, the difference in words, policy scan; no token, no cloud`,
  };
  const all = pipeline ? [...rows, { cloud: words.host, ...pipeline }] : rows;
  terminal.table(
    ['Where', 'What', 'Why'],
    all.map(({ cloud: where, what, why }) => [where, what, why]),
  );
  if (checks === undefined || words === undefined) return { things };
  const { repository, why } = checks;
  terminal.heading('Level: refused');
  terminal.say(`${repository.name} cannot protect its main branch. ${why}`);
  if (!repository.private)
    terminal.warn(`The ${words.repository} is public: the difference in words names people, and everybody reads it.`);
  return { things: [...things, ...(pipeline ? [pipeline] : [])], level: 'refused', repository: repository.name, why };
}

/** What comes next for a pipeline that only checks. */
export function sayChecksNext(terminal: Terminal, { host: { words } }: ChecksOnly): void {
  terminal.say(
    `Commit this folder on a branch, push it, and open a ${words.change}: it is checked as nobody. A person plans and applies, on a laptop. Once the main branch can be protected, entra-workspaces bootstrap makes the rules and the identities; the state stays.`,
  );
}
