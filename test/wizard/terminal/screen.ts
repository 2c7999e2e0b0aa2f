/** A terminal whose streams are kept, and prompts that answer from a list. */
import { Cancelled } from '../../../wizard/terminal/failure.js';
import { GoBack, type Choice, type Prompts } from '../../../wizard/terminal/prompts.js';
import { createTerminal, type Terminal, type TerminalSettings } from '../../../wizard/terminal/terminal.js';

export interface KeptStream {
  text: string;
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): boolean;
}

export function keptStream(isTTY = false, columns = 80): KeptStream {
  return {
    text: '',
    isTTY,
    columns,
    write(text) {
      this.text += text;
      return true;
    },
  };
}

export interface Screen {
  readonly terminal: Terminal;
  readonly stdout: KeptStream;
  readonly stderr: KeptStream;
}

export function screen(
  given: {
    env?: NodeJS.ProcessEnv;
    tty?: boolean;
    columns?: number;
    settings?: TerminalSettings;
    prompts?: Prompts;
  } = {},
): Screen {
  const stdout = keptStream(false, given.columns);
  const stderr = keptStream(given.tty ?? false, given.columns);
  const terminal = createTerminal(
    { stdin: { isTTY: given.tty ?? false }, stdout, stderr },
    given.env ?? {},
    () => given.prompts ?? scriptedPrompts([]),
    given.settings,
  );
  return { terminal, stdout, stderr };
}

/** What a person does at one prompt: an answer, `back`, `cancel`, or `enter` for what is offered. */
export type Deed = { answer: unknown } | { back: string } | { pick: string } | 'back' | 'cancel' | 'enter';

export interface ScriptedPrompts extends Prompts {
  /** Every message that was asked, in order. */
  readonly asked: string[];
  /** What was offered at each prompt, by name. */
  readonly offered: string[][];
  /** What validation said to answers that were refused. */
  readonly refused: string[];
  /** What stood in the line of each text at first. */
  readonly initials: (string | undefined)[];
}

/** Prompts that do what a list says. A prompt beyond the list fails the test by its message. */
export function scriptedPrompts(deeds: readonly Deed[]): ScriptedPrompts {
  const rest = [...deeds];
  const asked: string[] = [];
  const offered: string[][] = [];
  const refused: string[] = [];
  const initials: (string | undefined)[] = [];
  const next = (message: string): Deed => {
    asked.push(message);
    const deed = rest.shift();
    if (deed === undefined) throw new Error(`nothing scripted for the prompt: ${message}`);
    if (deed === 'back') throw new GoBack();
    if (typeof deed === 'object' && 'back' in deed) throw new GoBack(deed.back);
    if (deed === 'cancel') throw new Cancelled();
    return deed;
  };
  const choose = <T>(deed: Deed, choices: readonly Choice<T>[], initial: T | undefined): T => {
    if (deed === 'enter') return initial ?? (choices[0] as Choice<T>).value;
    if (typeof deed === 'object' && 'pick' in deed) {
      const found = choices.find(({ name }) => name.includes(deed.pick));
      if (!found) throw new Error(`no choice holds ${deed.pick}: ${choices.map(({ name }) => name).join(' | ')}`);
      if (found.disabled) throw new Error(`${deed.pick} is disabled: ${found.disabled}`);
      return found.value;
    }
    return (deed as { answer: T }).answer;
  };
  /** A refused answer is followed by the next deed, as on a terminal. */
  const until = <T>(message: string, read: (deed: Deed) => T, validate?: (value: T) => string | undefined): T => {
    for (;;) {
      const value = read(next(message));
      const wrong = validate?.(value);
      if (wrong === undefined) return value;
      refused.push(wrong);
    }
  };
  return {
    asked,
    offered,
    refused,
    initials,
    text: async (ask) => {
      initials.push(ask.initial);
      return until(
        ask.message,
        (deed) => (deed === 'enter' ? (ask.initial ?? '') : String((deed as { answer: unknown }).answer)),
        ask.validate,
      );
    },
    one: async (ask) => {
      offered.push(ask.choices.map(({ name }) => name));
      return choose(next(ask.message), ask.choices, ask.initial);
    },
    many: async (ask) => {
      offered.push(ask.choices.map(({ name }) => name));
      return until(
        ask.message,
        (deed) => (deed === 'enter' ? [...(ask.initial ?? [])] : ((deed as { answer: unknown }).answer as never[])),
        ask.validate,
      );
    },
    confirm: async (ask) => {
      const deed = next(ask.message);
      return deed === 'enter' ? (ask.initial ?? true) : Boolean((deed as { answer: unknown }).answer);
    },
    search: async (ask) => {
      const deed = next(ask.message);
      const term = typeof deed === 'object' && 'pick' in deed ? deed.pick : '';
      const choices = await ask.source(term, new AbortController().signal);
      offered.push(choices.map(({ name }) => name));
      return choose(deed, choices, undefined);
    },
    secret: async (ask) => until(ask.message, (deed) => String((deed as { answer: unknown }).answer), ask.validate),
  };
}
