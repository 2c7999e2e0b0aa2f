/** Pieces of generated Markdown. */

/** A table; what Markdown would read in a cell is kept from it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Words in the type of code. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replace(/</g, '&lt;')
    .replace(/`[^`]*`/g, (quoted) => quoted.replaceAll('&lt;', '<'));
}
