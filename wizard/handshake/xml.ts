/**
 * Reads a small XML document. Metadata files come out of a browser and over mail, so this takes nothing on trust: no
 * document type (entities that grow without end come with one), no unclosed element, no text around the root.
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
const markup =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|<!(?<declaration>\w*)|<\/(?<closing>[^\s<>]+)\s*>|<(?<opening>[A-Za-z_][^\s<>/]*)(?<attributes>(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>/g;

/** Reads a document and gives its root. */
export function readXml(text: string): XmlElement {
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  let end = 0;
  const take = (raw: string): void => {
    const current = stack.at(-1);
    if (current) current.text += raw;
    else if (raw.trim() !== '') throw new XmlError('it has text outside of its root element');
  };
  const close = (): void => {
    const done = stack.pop();
    if (!done) return;
    const element = { ...done, text: done.text.trim() };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  };
  for (const match of text.matchAll(markup)) {
    const between = text.slice(end, match.index);
    if (between.includes('<')) throw new XmlError('it has a tag that is not well-formed');
    take(decode(between));
    end = match.index + match[0].length;
    const { cdata, declaration, closing, opening, attributes = '', empty } = match.groups ?? {};
    if (cdata !== undefined) take(cdata);
    else if (declaration !== undefined) throw new XmlError('it declares a document type, which metadata never does');
    else if (closing !== undefined) {
      if (stack.at(-1)?.full !== closing)
        throw new XmlError('its tags do not match, as in a file that was cut or edited');
      close();
    } else if (opening !== undefined) {
      if (root && stack.length === 0) throw new XmlError('it has more than one root element');
      if (stack.length >= deepest) throw new XmlError(`it is nested deeper than ${deepest} levels`);
      stack.push({ name: local(opening), full: opening, attributes: attributesOf(attributes), children: [], text: '' });
      if (empty === '/') close();
    }
  }
  if (text.slice(end).includes('<')) throw new XmlError('it ends in the middle of a tag: the file was cut');
  take(text.slice(end));
  if (stack.length > 0) throw new XmlError('it ends before it is complete: the file was cut');
  if (!root) throw new XmlError('it has no element');
  return root;
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

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single] of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    found[local(name)] = decode(double ?? single ?? '');
  }
  return found;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (_whole, hex, decimal, name) => {
    if (name !== undefined) {
      const character = named[String(name)];
      if (character === undefined) throw new XmlError('it uses an entity that XML does not know');
      return character;
    }
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    if (code > 0x10ffff) throw new XmlError('it names a character that does not exist');
    return String.fromCodePoint(code);
  });
}
