/**
 * Prompts line by line, without moving the cursor: for dumb terminals and for screen readers (`ACCESSIBLE=1`), which
 * cannot follow a list that is drawn again at each key. A list is numbered and answered by its number.
 */
import { createInterface } from 'node:readline';
import { Cancelled } from './failure.js';
import { readHidden } from './hidden-input.js';
import { GoBack, type Ask, type Choice, type Prompts } from './prompts.js';
import type { PromptStreams } from './inquirer.js';

/** Milliseconds without a line after which a pasted column is complete. */
const quiet = 100;

export function plainPrompts({ input, output }: PromptStreams): Prompts {
  const write = (text: string): void => void output.write(text);

  /** One line, or what ended it; with `lines` also those that come right behind it, as in a pasted column. */
  const readLine = (prompt: string, lines = false): Promise<string> =>
    new Promise((resolve, reject) => {
      const reader = createInterface({ input, output, terminal: false });
      write(prompt);
      reader.once('SIGINT', () => reader.close());
      let line: string | undefined;
      let timer: NodeJS.Timeout | undefined;
      reader.on('line', (text) => {
        line = line === undefined ? text : `${line} ${text}`;
        clearTimeout(timer);
        if (lines && input.isTTY) timer = setTimeout(() => reader.close(), quiet);
        else reader.close();
      });
      reader.once('close', () => {
        if (line === undefined) write('\n');
        if (line === undefined) reject(new Cancelled());
        else resolve(line.trim());
      });
    });

  const until = async <T>(
    what: Ask & { readonly lines?: boolean },
    prompt: string,
    read: (line: string) => T | Error,
  ): Promise<T> => {
    for (;;) {
      const line = await readLine(prompt, what.lines);
      if (what.back && line === '<') throw new GoBack();
      const value = read(line);
      if (!(value instanceof Error)) return value;
      write(`  ${value.message}\n`);
    }
  };
  const hint = (what: Ask, rest: string): string => `${rest}${what.back ? ', < for the question before' : ''}: `;
  const list = <T>(message: string, choices: readonly Choice<T>[]): void => {
    write(`${message}\n`);
    choices.forEach((choice, at) => {
      const why = choice.disabled ? ` (not possible: ${choice.disabled})` : '';
      write(`  ${at + 1}. ${choice.name}${why}\n`);
      if (choice.description) write(`     ${choice.description.replaceAll('\n', '\n     ')}\n`);
    });
  };
  const picked = <T>(choices: readonly Choice<T>[], line: string): Choice<T> | Error => {
    const choice = choices[Number(line) - 1];
    if (!choice) return new Error(`Type a number from 1 to ${choices.length}, got: ${line || 'nothing'}`);
    return choice.disabled ? new Error(`${choice.name} is not possible: ${choice.disabled}`) : choice;
  };
  const valid = <T>(value: T, validate: ((value: T) => string | undefined) | undefined): T | Error => {
    const wrong = validate?.(value);
    return wrong === undefined ? value : new Error(wrong);
  };

  const one = async <T>(what: Ask, choices: readonly Choice<T>[], initial?: T): Promise<T> => {
    list(what.message, choices);
    const preset = choices.findIndex((choice) => choice.value === initial) + 1;
    const choice = await until(what, hint(what, preset > 0 ? `Number (Enter for ${preset})` : 'Number'), (line) =>
      picked(choices, line === '' && preset > 0 ? String(preset) : line),
    );
    return choice.value;
  };

  return {
    text: (what) =>
      until(what, hint(what, what.initial ? `${what.message} (Enter for ${what.initial})` : what.message), (line) =>
        valid(line === '' ? (what.initial ?? '') : line, what.validate),
      ),
    one: (what) => one(what, what.choices, what.initial),
    many: async (what) => {
      list(what.message, what.choices);
      const values = what.initial ?? [];
      const preset = what.choices.flatMap(({ value }, at) => (values.includes(value) ? [at + 1] : [])).join(',');
      return until(what, hint(what, `Numbers, separated by commas (Enter for ${preset || 'none'})`), (line) => {
        const numbers = (line === '' ? preset : line).split(/[\s,]+/).filter((part) => part !== '');
        const chosen = numbers.map((number) => picked(what.choices, number));
        const wrong = chosen.find((each) => each instanceof Error);
        if (wrong instanceof Error) return wrong;
        return valid(
          chosen.flatMap((each) => (each instanceof Error ? [] : [each.value])),
          what.validate,
        );
      });
    },
    confirm: (what) =>
      until(
        what,
        hint(what, `${what.message} (yes or no, Enter for ${(what.initial ?? true) ? 'yes' : 'no'})`),
        (line) => {
          if (line === '') return what.initial ?? true;
          if (/^y(es)?$/i.test(line)) return true;
          return /^no?$/i.test(line) ? false : new Error(`Type yes or no, got: ${line}`);
        },
      ),
    search: async (what) => {
      for (;;) {
        const term = await until(what, hint(what, `${what.message} (type a part of it)`), (line) => line);
        const found = await what.source(term, new AbortController().signal);
        if (found.length === 0) write(`  Nothing matches ${term}.\n`);
        else return one({ ...what, message: 'Found:' }, found);
      }
    },
    secret: async (what) => {
      for (;;) {
        const value = await readHidden({ input, output }, `${what.message} (typing stays hidden): `);
        const wrong = what.validate?.(value);
        if (wrong === undefined) return value;
        write(`  ${wrong}\n`);
      }
    },
  };
}
