import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bracketedPaste, PastedLines } from '../../../wizard/terminal/bracketed-paste.js';
import { runs } from '../../deployment/arbitrary.js';

const start = '\u001b[200~';
const end = '\u001b[201~';

describe('a column that is pasted into a question', () => {
  test.each([
    [
      'with marks',
      [`${start}ada@contoso.com\r\nbob@contoso.com\r\n${end}`, '\r'],
      'ada@contoso.com bob@contoso.com \r',
    ],
    ['in pieces, marks cut in two', ['\u001b[20', '0~ada\r', '\nbob', `\u001b[2`, '01~', '\r'], 'ada  bob\r'],
    ['without marks, at once', ['ada\r\nbob\r\ncy\r\n'], 'ada bob cy\r\n'],
    ['without a last line break', ['ada\nbob'], 'ada bob'],
    ['with keys in it', [`${start}ada\u001b[A\u0003bob${end}`], 'ada[Abob'],
    ['from a sheet of two columns', [`${start}ada\tBerlin${end}`], 'ada Berlin'],
  ])('%s', (_what, pieces, typed) => {
    const lines = new PastedLines();
    expect(pieces.map((piece) => lines.take(piece)).join('')).toBe(typed);
  });

  test.each([['a'], ['\r'], ['ada\r'], ['\u001b'], ['\u001b[A'], ['\u0003'], ['\u007f']])(
    '%j is typed, and stays',
    (keys) => {
      expect(new PastedLines().take(keys)).toBe(keys);
    },
  );

  test('however it is cut in pieces, the same arrives', () => {
    const text = `x${start}ada\r\nbob\r\n${end}\r`;
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: text.length }), { maxLength: 6 }), (cuts) => {
        // An escape that comes alone outside of a paste is a key.
        fc.pre(!(cuts.includes(1) && cuts.includes(2)));
        const lines = new PastedLines();
        const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
        const typed = places.slice(1).map((to, at) => lines.take(text.slice(places[at], to)));
        expect(typed.join('').replace(/ +/g, ' ')).toBe('xada bob \r');
      }),
      runs(300),
    );
  });
});

describe('the mode of the terminal', () => {
  test('is off again after the question, and when the process ends before', () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const before = process.listenerCount('exit');
    bracketedPaste(output)();
    expect(written).toEqual(['\u001b[?2004h', '\u001b[?2004l']);
    expect(process.listenerCount('exit')).toBe(before);
    bracketedPaste(output);
    const [listener] = process.listeners('exit').slice(-1) as [(code: number) => void];
    listener(0);
    expect(written.at(-1)).toBe('\u001b[?2004l');
    expect(process.listenerCount('exit')).toBe(before);
    expect(new EventEmitter().listenerCount('exit')).toBe(0);
  });
});
