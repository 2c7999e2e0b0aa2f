import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { readHidden } from '../../../wizard/terminal/hidden-input.js';

/** What a terminal shows in the end of what was written to it: `\b` steps back. */
function seenOf(written: string): string {
  const line: string[] = [];
  let at = 0;
  for (const character of written.replaceAll('\u001b[?2004h', '').replaceAll('\u001b[?2004l', '')) {
    if (character === '\b') at -= 1;
    else line[at++] = character;
  }
  return line.join('');
}

async function read(pieces: readonly string[]): Promise<{ value: string; seen: string; written: string }> {
  const input = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => undefined });
  let written = '';
  const output = { write: (text: string) => (written += text) };
  const value = readHidden({ input: input as unknown as NodeJS.ReadStream, output }, 'Token: ');
  for (const piece of pieces) {
    input.write(piece);
    await new Promise((go) => setImmediate(go));
  }
  return { value: await value, seen: seenOf(written), written };
}

const token = 'x0123456789'.repeat(100);

test.each([
  ['a paste with marks', [`\u001b[200~${token}\n\u001b[201~`, '\r'], token, 'Token: 1100 characters'],
  ['a paste in pieces', [token.slice(0, 700), `${token.slice(700)}\r`], token, 'Token: 1100 characters'],
  ['typed, and one taken back', ['a', 'b', '\u007f', '\r'], 'a', 'Token: 1 character'],
  ['typed, and all taken back', ['ab', '\u0015', 'c\r'], 'c', 'Token: 1 character'],
])('%s: how much arrived is shown, and nothing of it', async (_what, pieces, value, seen) => {
  const { seen: shown, written, value: got } = await read(pieces);
  expect({ value: got, seen: shown.trimEnd() }).toEqual({ value, seen });
  expect(written).not.toContain('x0123');
});
