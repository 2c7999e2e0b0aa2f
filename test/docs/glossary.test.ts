/** No identifier of the product has a word that the glossary replaced by another one. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const root = new URL('../../', import.meta.url);
const rooms = ['domain', 'deployment', 'function', 'modules', 'stacks', 'wizard', 'twin'];

/** Replaced in one meaning alone, which no name shows: the word for what a command is called with, what a program wrote. */
const otherMeaning = new Set(['words', 'told', 'said']);
/** Names that somebody outside reads, by file. */
const kept: Readonly<Record<string, readonly string[]>> = {
  'domain/fleet/kept-rows.ts': ['deeds'],
  'domain/fleet/settings.ts': ['deeds'],
  'function/fleet/passes.ts': ['deeds'],
  'wizard/checks/person/path.ts': ['mender'],
};

const glossary = readFileSync(new URL('docs/glossary.md', root), 'utf8');
const replaced = [...glossary.matchAll(/\(not: ([^)]+)\)/g)]
  .flatMap(([, words = '']) => words.split(/, /))
  .filter((word) => /^[\w-]+$/.test(word) && !otherMeaning.has(word))
  .map((word) => word.replaceAll('-', '').toLowerCase());

/** The name itself, the parts of a name in camel case, and two of them in a row. */
function partsOf(name: string): string[] {
  const parts = name.split(/(?=[A-Z])|_/).map((part) => part.toLowerCase());
  return [name.toLowerCase(), ...parts, ...parts.map((part, at) => part + (parts[at + 1] ?? ''))];
}

function identifiersOf(file: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

function replacedIn(file: string, text: string): string[] {
  const isReplaced = (name: string) => partsOf(name).some((part) => replaced.includes(part.replace(/s$/, '')));
  return [...new Set(identifiersOf(file, text).filter(isReplaced))];
}

test('the glossary says what each word replaces', () => {
  expect(replaced).toEqual(expect.arrayContaining(['deed', 'sight', 'joint', 'standing', 'stageset']));
});

test.each(['deeds', 'aDeed', 'SightsOf', 'stageSet'])('%s would be found', (name) => {
  expect(replacedIn('any.ts', `const ${name} = 1;`)).toEqual([name]);
});

test.each(rooms)('no name in %s/ has a word that another one replaced', (room) => {
  const anyOf = new RegExp(replaced.map((word) => word.replace('stageset', 'stage-?set')).join('|'), 'i');
  const files = readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' })
    .map((file) => `${room}/${file}`)
    .filter((file) => file.endsWith('.ts'));
  const found = files.flatMap((file) => {
    const text = readFileSync(new URL(file, root), 'utf8');
    if (!anyOf.test(text)) return [];
    return replacedIn(file, text)
      .filter((name) => !kept[file]?.includes(name))
      .map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});
