import { describe, expect, test } from '@jest/globals';
import { sideBySide, type Part } from '../../build/side-by-side.js';

const node = (name: string, program: string): Part => ({ name, command: [process.execPath, '-e', program] });
const withoutTimes = (texts: readonly string[]): string[] => texts.map((text) => text.replace(/ in \d+ s\n/, '\n'));

describe('scripts beside each other', () => {
  test('each prints what it said in one piece, below its name, and those that failed are named in the order given', async () => {
    const printed: string[] = [];
    const talks = (text: string, code: number): string =>
      `console.log('${text} 1'); console.error('${text} 2'); setTimeout(() => process.exit(${code}), 50)`;
    const failed = await sideBySide(
      [node('lint', talks('a', 1)), node('types', talks('b', 0)), node('format', talks('c', 2))],
      2,
      (text) => printed.push(text),
    );
    expect(failed).toEqual(['lint', 'format']);
    expect(withoutTimes(printed).sort()).toEqual([
      '-- format FAILED\nc 1\nc 2\n',
      '-- lint FAILED\na 1\na 2\n',
      '-- types passed\nb 1\nb 2\n',
    ]);
  });

  test('one that cannot be started has failed, and the others run', async () => {
    const printed: string[] = [];
    const failed = await sideBySide(
      [{ name: 'gone', command: ['/nonexistent/program'] }, node('types', '')],
      1,
      (text) => printed.push(text),
    );
    expect(failed).toEqual(['gone']);
    expect(withoutTimes(printed)).toEqual([expect.stringContaining('ENOENT'), '-- types passed\n']);
  });

  test('one that was killed has failed, and says by what', async () => {
    const printed: string[] = [];
    const killed = node('types', "console.log('begun'); process.kill(process.pid, 'SIGKILL')");
    expect(await sideBySide([killed], 1, (text) => printed.push(text))).toEqual(['types']);
    expect(withoutTimes(printed)).toEqual([expect.stringMatching(/^-- types FAILED\n(begun\n)?ended by SIGKILL\n$/)]);
  });

  test('one place runs one at a time: none begins before the one before it has ended', async () => {
    const printed: string[] = [];
    const time = 'console.log(Date.now()); setTimeout(() => console.log(Date.now()), 20)';
    await sideBySide([node('one', time), node('other', time)], 1, (text) => printed.push(text));
    const [one = [], other = []] = printed.map((text) => (text.match(/^\d{10,}$/gm) ?? []).map(Number));
    expect([one.length, other.length, one[1]! <= other[0]!]).toEqual([2, 2, true]);
  });
});
