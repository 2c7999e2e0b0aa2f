/**
 * Files of elsewhere that a pipeline of GitLab includes: whoever may change them writes jobs of main.
 * Source: https://docs.gitlab.com/ci/yaml/#include (`remote` with `integrity`, `project` with `ref`, `component` with a version).
 */
import { linesOf, type OthersLine } from './others-code.js';

const commit = /\b[0-9a-f]{40}\b/;

/** Each include of elsewhere that is not bound to its content. */
export function includesOfOthers(text: string): OthersLine[] {
  const found: (OthersLine & { readonly indent: number; bound: boolean })[] = [];
  let inInclude = false;
  for (const [line, words] of linesOf(text)) {
    if (/^\S/.test(words)) inInclude = /^['"]?include['"]?\s*:/.test(words);
    if (!inInclude) continue;
    const [, kind, address = ''] = /(?:^|[-{,\s])(remote|project|component)\s*:\s*(.+)$/.exec(words) ?? [];
    const plain = kind === undefined ? /^(?:include\s*:|\s*-)\s*['"]?(https:\/\/[^'"\s]+)/.exec(words)?.[1] : undefined;
    const last = found.at(-1);
    // What binds it stands beside it.
    if (last && (kind === undefined || /[,{]/.test(words)) && /\b(integrity|ref)\s*:/.test(words))
      last.bound ||= /\bintegrity\s*:/.test(words) || commit.test(words);
    const named = kind === undefined ? plain : address;
    if (named === undefined) continue;
    found.push({
      line,
      indent: words.search(/\S/),
      bound: commit.test(words) || /\bintegrity\s*:/.test(words),
      got: 'includes a file of elsewhere that is not bound to its content: whoever may change that writes jobs of main, which both clouds let in',
    });
  }
  return found.filter(({ bound }) => !bound).map(({ line, got }) => ({ line, got }));
}
