/**
 * What a person copies out of a sentence: an assignment, an option with its value, an address. A double click takes the comma or
 * the dot behind it along, and `-force-copy,` is another value.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

/** Rooms whose texts people read. */
const rooms = ['domain', 'deployment', 'function', 'modules', 'stacks', 'wizard'];

/** A piece of code, and a sign of the sentence right behind it. */
const copied =
  /(?<![\w'"`/.-])(?:(?:\$env:)?[A-Z][A-Za-z0-9_]{2,}=|--?[a-z][a-z-]*=|https?:\/\/|arn:)[^\s'"`]*[^\s'"`,.;:!?)][,.;:!?]+(?=\s|$)/g;

/** Pieces of a text that a double click takes with a sign of the sentence; what stands in backticks is taken by its ends. */
function spoiled(text: string): string[] {
  const isQuoted = (at: number): boolean => (text.slice(0, at).match(/`/g) ?? []).length % 2 === 1;
  return [...text.matchAll(copied)].filter(({ index }) => !isQuoted(index)).map(([piece]) => piece);
}

/** Nobody is shown these: a header of a call, and where a fact comes from. */
const notShown = (node: ts.Node, text: string): boolean =>
  text.startsWith('AWS4-HMAC-SHA256 ') ||
  (ts.isPropertyAssignment(node.parent) && ts.isIdentifier(node.parent.name) && node.parent.name.text === 'source');

/** Every text that a file can print; where a value is put in stands `X`. */
function textsOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isTemplateExpression(node)
      ? node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join('')
      : ts.isStringLiteralLike(node)
        ? node.text
        : undefined;
    if (text !== undefined && !notShown(node, text)) texts.push(text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

describe('what is copied out of a sentence', () => {
  test.each([
    ['To take it along: TF_CLI_ARGS_init=-force-copy, then the same command.', ['TF_CLI_ARGS_init=-force-copy,']],
    ['Open https://entra.microsoft.com, then look.', ['https://entra.microsoft.com,']],
    ['With less at once: plan -- -parallelism=2.', ['-parallelism=2.']],
    ['Set `A_NAME=value`, or open (https://example.com/a.html), or --keep=empty (a sandbox).', []],
  ])('%s', (text, found) => expect(spoiled(text)).toEqual(found));

  test('no text of ours has a sign of the sentence right behind an assignment, an option with its value or an address', () => {
    const files = rooms.flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(room, name)),
    );
    const texts = files.flatMap((file) => textsOf(file).map((text) => [file, text] as const));
    expect(texts.length).toBeGreaterThan(10_000);
    expect(texts.flatMap(([file, text]) => spoiled(text).map((piece) => `${file}: ${piece}`))).toEqual([]);
  });
});
