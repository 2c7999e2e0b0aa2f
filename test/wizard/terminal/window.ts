/** Prompts in a terminal that is really drawn, and a person who types into it. */
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { inquirerPrompts } from '../../../wizard/terminal/inquirer.js';

/** A terminal of Visual Studio Code, which is xterm.js, of a width, with what a person types. */
export function window(columns: number) {
  const screen = new xterm.Terminal({ cols: columns, rows: 30, allowProposedApi: true });
  screen.write('Something that was said before.\r\nAnd one more line.\r\n');
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = {
    isTTY: true,
    get columns() {
      return screen.cols;
    },
    rows: 30,
    write: (text: string) => (screen.write(text.replaceAll(/\r?\n/g, '\r\n')), true),
  };
  // Drawn when a timer of the screen's own fires.
  const drawn = (): Promise<void> => new Promise((done) => setTimeout(() => screen.write('', done), 20));
  return {
    input,
    prompts: inquirerPrompts({ input: input as never, output: output as never }),
    resize: async (to: number) => {
      await drawn();
      screen.resize(to, 30);
    },
    type: async (keys: string) => {
      await drawn();
      input.write(keys);
      await drawn();
    },
    /** What stands on the screen, row by row, once it holds a text. */
    rowsWith: async (awaited: string) => {
      // Far longer than any machine takes, so that a test that fails also ends.
      for (let left = 2_000; left > 0; left -= 1) {
        await drawn();
        const { active } = screen.buffer;
        const rows = Array.from(
          { length: active.length },
          (_, at) => active.getLine(at)?.translateToString(true) ?? '',
        );
        if (rows.some((row) => row.includes(awaited))) return rows.filter((row) => row !== '');
      }
      throw new Error(`the screen never held: ${awaited}`);
    },
    /** Lines that the terminal broke are one again. */
    text: async () => {
      await drawn();
      const { active } = screen.buffer;
      let all = '';
      for (let at = 0; at < active.length; at += 1) {
        const line = active.getLine(at);
        all += `${line?.isWrapped ? '' : '\n'}${line?.translateToString(true) ?? ''}`;
      }
      return all.trim();
    },
  };
}
