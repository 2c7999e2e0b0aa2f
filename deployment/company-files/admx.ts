/**
 * An ADMX file: which policies a program knows, where Windows keeps them, and what they may be set to. Form:
 * https://learn.microsoft.com/windows/win32/win-admx/admx-schema-overview. The file is the company's own, and believed in nothing.
 */
import { createHash } from 'node:crypto';
import { present } from '../../domain/present.js';
import type { Problem } from '../problem.js';
import { controlCharacterIn } from '../visible-text.js';
import { childrenOf, readXml, XmlError, type XmlElement } from '../xml.js';

/** A value that a policy asks for besides being on. */
export interface AdmxElement {
  readonly id: string;
  readonly kind: 'boolean' | 'decimal' | 'text' | 'enum';
  readonly required: boolean;
  /** Of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Of a choice: what is written, and the name of its text in the file of the language. */
  readonly items: readonly { readonly value: string; readonly label: string }[];
}

export interface AdmxPolicy {
  readonly name: string;
  readonly scope: 'Device' | 'User';
  /** Below which key of the registry it writes. */
  readonly key: string;
  readonly valueName: string;
  /** Categories of this file that it lies in, the outermost first. */
  readonly categories: readonly string[];
  readonly elements: readonly AdmxElement[];
  /** Kinds of elements that are not known here. */
  readonly unknown: readonly string[];
}

export interface AdmxFile {
  /** Letters and digits alone: part of addresses. */
  readonly app: string;
  /** The first 16 letters of the SHA-256 of its text, whatever ends its lines. */
  readonly hash: string;
  readonly text: string;
  readonly policies: readonly AdmxPolicy[];
}

/** What a value of an OMA-URI holds is not documented; real files have a tenth of this. */
const mostKilobytes = 512;
const names = /^[A-Za-z0-9_.-]{1,120}$/;

/** Reads an ADMX file. `file` is its name, for the problem. */
export function readAdmx(text: string, file: string): { readonly admx: AdmxFile } | { readonly problem: Problem } {
  const refused = (rule: string, got: string, fix?: string) => ({
    problem: { path: '', file, rule, got, ...present({ fix }) },
  });
  const right =
    'Take wsp.admx from C:\\Program Files\\Amazon\\WSP of a WorkSpace; the .adml beside it holds texts alone.';
  if (text.length > mostKilobytes * 1024)
    return refused(`must have at most ${mostKilobytes} KB`, `${Math.ceil(text.length / 1024)} KB`, right);
  const acting = controlCharacterIn(text.replace(/[\t\r\n\uFEFF]/g, ''));
  if (acting !== undefined) return refused('must hold no control character or mark of direction', acting, right);
  let root: XmlElement;
  try {
    root = readXml(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return refused('must be an ADMX file (XML)', error.message, right);
  }
  if (root.name !== 'policyDefinitions')
    return refused(
      'must be an ADMX file',
      root.name === 'policyDefinitionResources' ? 'an ADML file' : root.name,
      right,
    );
  const categories = categoriesOf(root);
  const oddCategory = [...categories.keys()].find((name) => !names.test(name));
  if (oddCategory !== undefined)
    return refused('must name each category with letters, digits, _ . and -', oddCategory || 'nothing', right);
  const circle = circleOf(categories);
  if (circle !== undefined) return refused('must have no circle of categories', circle, right);
  const found = childrenOf(root, 'policies').flatMap((list) => childrenOf(list, 'policy'));
  const odd = found.find(({ attributes }) => !names.test(attributes['name'] ?? ''));
  if (odd !== undefined)
    return refused('must name each policy with letters, digits, _ . and -', odd.attributes['name'] ?? 'nothing', right);
  if (found.length === 0) return refused('must hold policies', 'none', right);
  const seen = new Set<string>();
  for (const { attributes } of found) {
    const name = attributes['name'] ?? '';
    if (seen.has(name)) return refused('must hold each policy once', name, right);
    seen.add(name);
  }
  const policies = found.map((each) => policyOf(each, categories));
  if (!policies.some(({ key }) => /^software\\policies\\amazon\\/i.test(key)))
    return refused(
      'must be the file of WorkSpaces, which writes below SOFTWARE\\Policies\\Amazon',
      policies[0]?.key ?? '',
      right,
    );
  const plain = text.replaceAll('\r\n', '\n');
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  return { admx: { app: appOf(file), hash, text: asSent(plain), policies } };
}

/**
 * It is sent as UTF-8, whatever the file was: a first line that names another encoding would be wrong there. Lines end in a line
 * feed alone: Windows was seen to refuse others in what Intune hands it (Micke-K/IntuneManagement#380), and as git lays out
 * others on each system (core.autocrlf; microsoft/ActiveDirectoryTierModel#43), each would plan a new file for every desktop.
 */
function asSent(text: string): string {
  return text.replace(/^(<\?xml\b[^>]*?)\s+encoding=(["'])(?!utf-?8\2)[^"']*\2/i, '$1');
}

function appOf(file: string): string {
  const base = file.replace(/^.*[\\/]/, '').replace(/\.admx$/i, '');
  return base.replace(/[^A-Za-z0-9]/g, '') || 'admx';
}

/** The categories of the file, each with the one around it. What is another file's has a prefix, and is left out. */
function categoriesOf(root: XmlElement): ReadonlyMap<string, string | undefined> {
  const list = childrenOf(root, 'categories').flatMap((each) => childrenOf(each, 'category'));
  return new Map(list.map((each) => [each.attributes['name'] ?? '', parentOf(each)]));
}

/** A category that lies in itself, by whatever way: `A in B in A`. Each is looked at once. */
function circleOf(categories: ReadonlyMap<string, string | undefined>): string | undefined {
  const straight = new Set<string>();
  for (const start of categories.keys()) {
    const way = new Set<string>();
    for (let at: string | undefined = start; at !== undefined && !straight.has(at); at = categories.get(at)) {
      if (way.has(at)) {
        const names = [...way];
        const round = [...names.slice(names.indexOf(at)), at];
        // A long one is told by its beginning.
        return round.length > 6 ? `${round.slice(0, 5).join(' in ')} in …` : round.join(' in ');
      }
      way.add(at);
    }
    for (const name of way) straight.add(name);
  }
  return undefined;
}

function parentOf(element: XmlElement): string | undefined {
  return childrenOf(element, 'parentCategory')[0]?.attributes['ref'];
}

function policyOf(element: XmlElement, categories: ReadonlyMap<string, string | undefined>): AdmxPolicy {
  const { attributes } = element;
  const path: string[] = [];
  for (let name = parentOf(element); name !== undefined && categories.has(name);) {
    path.unshift(name);
    name = categories.get(name);
  }
  const elements = childrenOf(element, 'elements').flatMap(({ children }) => children);
  const known = elements.flatMap((each) => elementOf(each) ?? []);
  return {
    name: attributes['name'] ?? '',
    scope: attributes['class'] === 'User' ? 'User' : 'Device',
    key: attributes['key'] ?? '',
    valueName: attributes['valueName'] ?? '',
    categories: path,
    elements: known,
    unknown: elements.map(({ name }) => name).filter((name) => !Object.hasOwn(kinds, name)),
  };
}

const kinds: Readonly<Record<string, AdmxElement['kind']>> = {
  boolean: 'boolean',
  decimal: 'decimal',
  longDecimal: 'decimal',
  text: 'text',
  multiText: 'text',
  enum: 'enum',
};

function elementOf(element: XmlElement): AdmxElement | undefined {
  const kind = Object.hasOwn(kinds, element.name) ? kinds[element.name] : undefined;
  const { id = '', required, minValue, maxValue } = element.attributes;
  if (kind === undefined) return undefined;
  return {
    id,
    kind,
    // Without a choice there is none.
    required: required === 'true' || kind === 'enum',
    ...present({ min: numberIn(minValue), max: numberIn(maxValue) }),
    items: kind === 'enum' ? childrenOf(element, 'item').map(itemOf) : [],
  };
}

/** A bound that is no number binds nothing. */
function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function itemOf(item: XmlElement): AdmxElement['items'][number] {
  const value = childrenOf(item, 'value').flatMap(({ children }) => children)[0];
  const label = /^\$\(string\.(.+)\)$/.exec(item.attributes['displayName'] ?? '')?.[1] ?? '';
  return { value: value === undefined ? '' : (value.attributes['value'] ?? value.text), label };
}
