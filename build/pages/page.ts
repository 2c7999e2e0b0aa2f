/** A page that a program writes, so that a fact is said in one place only. */
export interface Page {
  /** Below the root of the repository: in `docs/` or `schema/`. */
  readonly path: string;
  /** The file or folder to edit instead of the page. */
  readonly from: string;
  /** The whole text, without a mark. The same on every machine and every day. */
  readonly text: () => string | Promise<string>;
}

/** The text as it lies in the repository: Markdown says in its first line that it is generated, and from what. */
export async function pageText({ path, from, text }: Page): Promise<string> {
  const content = await text();
  const body = content.endsWith('\n') ? content : `${content}\n`;
  return path.endsWith('.md')
    ? `<!-- Generated from ${from} by \`npm run pages\`: edit that, not this page. -->\n\n${body}`
    : body;
}
