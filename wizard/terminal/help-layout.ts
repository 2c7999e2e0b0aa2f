/** How help stands on a terminal. commander itself breaks no line of fewer than 40 columns, and none of usage. */
import type { Help } from 'commander';
import { displayWidth, padTo, wrap } from './width.js';

const indent = 2;
const gap = 2;
/** A description in fewer columns reads worse than one below its term. */
const leastBeside = 24;

/** What commander is told of its help, for a terminal of `width` columns. */
export function helpLayout(width: number): Partial<Help> {
  return {
    helpWidth: width,
    showGlobalOptions: false,
    boxWrap: (text, columns) => wrap(text, columns).join('\n'),
    styleUsage: (usage) => {
      const title = 'Usage: ';
      if (displayWidth(title + usage) <= width) return usage;
      return wrap(title + usage, width - indent)
        .join(`\n${' '.repeat(indent)}`)
        .slice(title.length);
    },
    formatItem: (term, termWidth, description) => {
      const room = width - indent - termWidth - gap;
      if (description !== '' && room >= leastBeside) {
        const [first = '', ...rest] = wrap(description, room);
        const below = rest.map((line) => ' '.repeat(indent + termWidth + gap) + line);
        return [`${' '.repeat(indent)}${padTo(term, termWidth + gap)}${first}`, ...below].join('\n');
      }
      return [
        ...wrap(term, width - indent).map((line) => ' '.repeat(indent) + line),
        ...(description === ''
          ? []
          : wrap(description, width - 3 * indent).map((line) => ' '.repeat(3 * indent) + line)),
      ].join('\n');
    },
  };
}
