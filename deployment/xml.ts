/**
 * Reads a small XML document. Files of people come out of a browser and over mail, so this takes nothing on trust: no
 * document type (entities that grow without end come with one), no unclosed element, no text around the root. Own code, since
 * the readers at hand are lenient: that of AWS's SDK passes over a document type, and none says to a person what is wrong.
 */

export interface XmlElement {
  /** Without its prefix: prefixes are a matter of taste. */
  readonly name: string;
  /** Attributes by name, without prefixes; namespace declarations are left out. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The element's own text, trimmed. */
  readonly text: string;
}

/** The text is no XML that is taken. The message says why, for a person, without quoting the text. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

interface Open {
  readonly name: string;
  readonly full: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const deepest = 64;
/** What is not read as markup but skipped to its end: how it begins, how it ends, whether it is text. */
const sections: readonly (readonly [begin: string, end: string, isText: boolean])[] = [
  ['<!--', '-->', false],
  ['<?', '?>', false],
  ['<![CDATA[', ']]>', true],
];

/** Reads a document and gives its root, in a time that grows with its length alone: each letter is looked at a few times. */
export function readXml(text: string): XmlElement {
  return new Reader(text).document();
}

class Reader {
  private position = 0;
  private readonly stack: Open[] = [];
  private root: XmlElement | undefined;

  constructor(private readonly text: string) {}

  document(): XmlElement {
    while (this.position < this.text.length) {
      const tag = this.text.indexOf('<', this.position);
      this.take(decode(this.text.slice(this.position, tag < 0 ? undefined : tag)));
      if (tag < 0) break;
      this.position = tag;
      this.markup();
    }
    if (this.stack.length > 0) throw new XmlError('it ends before it is complete: the file was cut');
    if (!this.root) throw new XmlError('it has no element');
    return this.root;
  }

  private take(raw: string): void {
    const current = this.stack.at(-1);
    if (current) current.text += raw;
    else if (raw.trim() !== '') throw new XmlError('it has text outside of its root element');
  }

  private markup(): void {
    for (const [begin, end, isText] of sections) {
      if (!this.text.startsWith(begin, this.position)) continue;
      const from = this.position + begin.length;
      const to = this.text.indexOf(end, from);
      if (to < 0) throw new XmlError('it ends in the middle of a tag: the file was cut');
      if (isText) this.take(this.text.slice(from, to));
      this.position = to + end.length;
      return;
    }
    if (this.text.startsWith('<!', this.position))
      throw new XmlError('it declares a document type, which no such file does');
    if (this.text.startsWith('</', this.position)) this.closing();
    else this.opening();
  }

  private closing(): void {
    this.position += 2;
    const name = this.match(/[^\s<>]+/y);
    this.match(/\s*/y);
    if (name === '' || this.match(/>/y) === '') throw this.broken();
    if (this.stack.at(-1)?.full !== name)
      throw new XmlError('its tags do not match, as in a file that was cut or edited');
    this.close();
  }

  private opening(): void {
    this.position += 1;
    const name = this.match(/[A-Za-z_][^\s<>/]*/y);
    if (name === '') throw this.broken();
    const attributes = this.attributes();
    const empty = this.match(/\//y) !== '';
    if (this.match(/>/y) === '') throw this.broken();
    if (this.root && this.stack.length === 0) throw new XmlError('it has more than one root element');
    if (this.stack.length >= deepest) throw new XmlError(`it is nested deeper than ${deepest} levels`);
    this.stack.push({ name: local(name), full: name, attributes, children: [], text: '' });
    if (empty) this.close();
  }

  private attributes(): Record<string, string> {
    const found: Record<string, string> = {};
    const seen = new Set<string>();
    for (;;) {
      const space = this.match(/\s+/y);
      const name = this.match(/[^\s=<>/"']+/y);
      if (name === '') return found;
      this.match(/\s*/y);
      if (space === '' || this.match(/=/y) === '') throw this.broken();
      this.match(/\s*/y);
      const quoted = this.match(/"[^"<]*"|'[^'<]*'/y);
      if (quoted === '') throw this.broken();
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      // With its prefix or without: one of the two would be dropped in silence.
      if (seen.has(local(name))) throw new XmlError('it has a tag that says one thing twice');
      seen.add(local(name));
      Object.defineProperty(found, local(name), { value: decode(quoted.slice(1, -1)), enumerable: true });
    }
  }

  /** What a pattern matches right here; an empty text when it does not. */
  private match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }

  private broken(): XmlError {
    // Only a cut file has no end of a tag any more.
    return this.text.includes('>', this.position)
      ? new XmlError('it has a tag that is not well-formed')
      : new XmlError('it ends in the middle of a tag: the file was cut');
  }

  private close(): void {
    const done = this.stack.pop();
    if (!done) return;
    const element = { ...done, text: done.text.trim() };
    const parent = this.stack.at(-1);
    if (parent) parent.children.push(element);
    else this.root = element;
  }
}

/** Every element of a name below one, in document order. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}

/** The direct children of a name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A reference to a character, by its number or its name. */
const reference = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/y;

/** Letter by letter: `replace` with a function keeps every match of a text until the last one is found. */
function decode(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', Math.max(at + 1, from))) {
    reference.lastIndex = at;
    const match = reference.exec(text);
    if (match === null) continue;
    pieces.push(text.slice(from, at), characterOf(match));
    from = reference.lastIndex;
  }
  return from === 0 ? text : pieces.join('') + text.slice(from);
}

function characterOf([, hex, decimal, name]: readonly (string | undefined)[]): string {
  if (name !== undefined) {
    const character = named[name];
    if (character === undefined) throw new XmlError('it uses an entity that XML does not know');
    return character;
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (code > 0x10ffff) throw new XmlError('it names a character that does not exist');
  return String.fromCodePoint(code);
}
