import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fn, TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from 'cdktf';
import { jsonText } from '../../modules/control-plane/json-text.js';
import { asLiteralText } from '../../stacks/literal-text.js';
import { Workspace } from './terraform.js';
import { testingApp } from '../modules/testing-app.js';

// JSON that the stack writes, read by real terraform: what a person wrote into the deployment (literals) and what a cloud
// holds (references) arrive as they are, whatever is in them. ENTRA_WORKSPACES_TEXTS sets how many are tried.

const count = Number(process.env['ENTRA_WORKSPACES_TEXTS'] ?? 200);

/** One of each class of Unicode that can stand in a name, and all that JSON, HCL and templates give a meaning. */
const pieces: readonly string[] = [
  ...['"', "'", '\\', '\n', '\r', '\t', '`', '/', '<', '>', '&', '#', '+', ' ', '$', '%', '{', '}', '~'],
  ...[
    '${',
    '%{',
    '$${',
    '%%{',
    '${x}',
    '%{ if true }',
    '$${x}',
    '${~ x ~}',
    '\\"',
    '\\n',
    '\\u0026',
    '","',
    '"}',
    '*/',
  ],
  ...[
    'a',
    'Z',
    'ß',
    'é',
    'e\u0301',
    'ǅ',
    'ʰ',
    'ª',
    'ا',
    'ש',
    '日',
    'क्',
    '०',
    '9',
    'Ⅷ',
    '²',
    '_',
    '‿',
    '-',
    '—',
    '(',
    ')',
  ],
  ...[
    '«',
    '»',
    '¿',
    '§',
    '€',
    '^',
    '\u0308',
    '\u0903',
    '\u20dd',
    '\u00a0',
    '\u2028',
    '\u2029',
    '\u200d',
    '\u00ad',
    '\ue000',
  ],
  ...['\u0001', '\u001f', '\u007f', '\u0085', '\ufeff', '\uffff', '👩‍💻', '🇩🇪', '𝒳', '\u{10ffff}', '\u202e', '\u0000'],
];

/** Numbers that are the same in every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below;
  };
}

function texts(): string[] {
  const next = numbers(11);
  const random = () =>
    Array.from({ length: 1 + Math.floor(next(8)) }, () => pieces[Math.floor(next(pieces.length))]).join('');
  const long = Array.from({ length: Math.max(0, count - pieces.length) }, random);
  // A null byte is refused by Terraform itself, in files and in variables, and by both clouds in names.
  return [...pieces, ...long].filter((text) => !text.includes('\0'));
}

describe('JSON that holds texts', () => {
  const all = texts();
  let workspace: Workspace;
  let read: { readonly [name: string]: { readonly value: string } };

  beforeAll(async () => {
    workspace = await Workspace.create({});
    const stack = new TerraformStack(testingApp(), 'texts');
    const names = new TerraformVariable(stack, 'names', { type: 'list(string)' });
    all.forEach((text, at) => {
      const name = Token.asString(Fn.element(names.value, at));
      new TerraformOutput(stack, `text-${at}`, {
        staticId: true,
        value: jsonText({
          [`key ${asLiteralText(text)}`]: asLiteralText(text),
          reference: name,
          between: `${asLiteralText(text)}${name}${asLiteralText(text)}`,
          list: [name, asLiteralText(text)],
        }),
      });
    });
    await workspace.write('main.tf.json', Testing.synth(stack));
    await workspace.write('terraform.tfvars.json', { names: all });
    await workspace.must('init', '-no-color');
    await workspace.must('apply', '-no-color', '-auto-approve');
    read = JSON.parse(await workspace.must('output', '-json')) as typeof read;
  });
  afterAll(async () => workspace.remove());

  test(`${all.length} texts with quotes, backslashes, line ends, template marks and every class of Unicode arrive as they are`, () => {
    const wrong = all.flatMap((text, at) => {
      // Terraform composes every string (NFC).
      const wanted = {
        [`key ${text}`]: text,
        reference: text,
        between: `${text}${text}${text}`,
        list: [text, text],
      };
      const found: unknown = parsed(read[`text-${at}`]?.value);
      return same(found, wanted) ? [] : [{ text, found }];
    });
    expect(wrong).toEqual([]);
  });

  test('cdktf’s own encoder breaks on a literal with a quote, which is why it gets references alone', async () => {
    const stack = new TerraformStack(testingApp(), 'own');
    new TerraformOutput(stack, 'own', { staticId: true, value: Fn.jsonencode({ name: 'Desktop "A" users' }) });
    const other = await Workspace.create({});
    await other.write('main.tf.json', Testing.synth(stack));
    const { code, output } = await other.terraform('validate', '-no-color');
    await other.remove();
    const value = (JSON.parse(Testing.synth(stack)) as { output: { own: { value: string } } }).output.own.value;
    expect([code === 0, value, output.includes('Error')]).toEqual([
      false,
      expect.stringContaining('Desktop "A"'),
      true,
    ]);
  });
});

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return text;
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one).normalize('NFC') === JSON.stringify(other).normalize('NFC');
}
