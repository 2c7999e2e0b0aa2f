/** The one issue or work item of a pipeline: opened where something needs a look, brought up to date, closed when all is well. */
import { present } from '../../../domain/present.js';
import type { JobHost } from '../../clouds/job-hosts/job-host.js';

/** What a host takes at most, with room for the last line. Source: GitHub, 65,536 characters in a body. */
const longest = 60_000;

/** What became of it. */
export type Told =
  { readonly did: 'opened' | 'updated' | 'closed' | 'left'; readonly address?: string } | { readonly did: 'nothing' };

/** What a run found. */
export interface Found {
  /** Markdown; nothing where all is well. */
  readonly text?: string;
  /** Rules that it speaks of. */
  readonly rules: readonly string[];
  /** Rules that could not look: what they found before is not known to be gone. */
  readonly unseen: readonly string[];
}

/**
 * Brings the issue of this title to what was found. One that says the same already is left alone: nobody gets a message
 * without news. One is closed only where each rule that it speaks of could look.
 * @throws Failure when the host takes none
 */
export async function tell(
  host: JobHost,
  title: string,
  { text, rules, unseen }: Found,
  env: NodeJS.ProcessEnv,
): Promise<Told> {
  const { notices } = host;
  const run = host.address(env);
  const signed = (words: string): string => `${words}\n${run === undefined ? '' : `\n${seen}${run}`}`;
  const open = await notices.find(title, env);
  const at = present({ address: open?.address });
  if (text === undefined) {
    if (open === undefined) return { did: 'nothing' };
    if (rulesOf(open.text).some((rule) => unseen.includes(rule))) return { did: 'left', ...at };
    await notices.close({ ...open, text: signed('All is well again.') }, env);
    return { did: 'closed', ...at };
  }
  const cut = text.length > longest ? `${text.slice(0, longest)}\n\n… and more: see the run.` : text;
  const now = signed(rules.length === 0 ? cut : `${cut}\n${mark} ${rules.join(' ')} -->`);
  if (open === undefined) {
    const { address: made } = await notices.open({ title, text: now }, env);
    return { did: 'opened', ...present({ address: made }) };
  }
  if (withoutRun(open.text) === withoutRun(now)) return { did: 'left', ...at };
  await notices.update({ ...open, text: now }, env);
  return { did: 'updated', ...at };
}

/** Not shown: the rules that an issue speaks of. */
const mark = '<!-- entra-workspaces rules:';

function rulesOf(text: string): string[] {
  const [, names = ''] = /<!-- entra-workspaces rules: ([\w .-]*) -->/.exec(text) ?? [];
  return names.split(' ').filter((name) => name !== '');
}

const seen = 'Seen by ';

/** Hosts keep line ends and spaces at the end in their own way. */
function withoutRun(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n');
  return (lines.at(-1)?.startsWith(seen) === true ? lines.slice(0, -1) : lines).join('\n').trimEnd();
}
