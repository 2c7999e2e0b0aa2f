/** Text that becomes HTML, and never by accident: whatever is put into a template is escaped unless it is HTML already. */

/** A piece of a page. Made by `html` alone. */
export class Html {
  private constructor(private readonly text: string) {}

  /** For `html`, and for style and script that this package brings itself. */
  static trusted(text: string): Html {
    return new Html(text);
  }

  toString(): string {
    return this.text;
  }
}

export type Insert = string | number | Html | readonly Insert[] | undefined;

/** A template: `html\`<b>${name}</b>\``. Lists are joined, what is undefined is left out. */
export function html(texts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const parts = texts.raw.map((text, at) => text + (at < inserts.length ? inserted(inserts[at]) : ''));
  return Html.trusted(parts.join(''));
}

function inserted(insert: Insert): string {
  if (insert === undefined) return '';
  if (Array.isArray(insert)) return (insert as readonly Insert[]).map(inserted).join('');
  return insert instanceof Html ? insert.toString() : escaped(String(insert));
}

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}
