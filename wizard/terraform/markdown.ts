/** Text of others in Markdown: names out of clouds, files and branches. */

/** Of one text. */
const longest = 300;

/**
 * The text as plain text of a table cell or a list: nothing in it is formatting, a link, a mention or HTML, nothing is
 * invisible or turns the direction, and it is cut after 300 characters.
 * Source: https://github.github.com/gfm/ (backslash escapes, autolinks, tables, raw HTML).
 */
export function inMarkdown(text: string): string {
  const plain = text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  const letters = [...plain];
  const cut = letters.length > longest ? `${letters.slice(0, longest).join('')}…` : plain;
  return (
    cut
      .replaceAll('&', '&amp;')
      .replace(/([\\`*_{}[\]|~#!$])/g, '\\$1')
      .replaceAll('<', '\\<')
      .replaceAll('>', '\\>')
      // A bare address becomes a link, a name after @ a message to somebody.
      .replaceAll('://', ':\\//')
      .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}&#46;`)
      .replace(/(^|[^\w.-])@(?=\w)/g, '$1@\u200b')
  );
}
