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
export type Action = { answer: unknown } | { back: string } | { pick: string } | 'back' | 'cancel' | 'enter';

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
export function scriptedPrompts(actions: readonly Action[]): ScriptedPrompts {
  const rest = [...actions];
  const asked: string[] = [];
  const offered: string[][] = [];
  const refused: string[] = [];
  const initials: (string | undefined)[] = [];
  const next = (message: string): Action => {
    asked.push(message);
    const action = rest.shift();
    if (action === undefined) throw new Error(`nothing scripted for the prompt: ${message}`);
    if (action === 'back') throw new GoBack();
    if (typeof action === 'object' && 'back' in action) throw new GoBack(action.back);
    if (action === 'cancel') throw new Cancelled();
    return action;
  };
  const choose = <T>(action: Action, choices: readonly Choice<T>[], initial: T | undefined): T => {
    if (action === 'enter') return initial ?? (choices[0] as Choice<T>).value;
    if (typeof action === 'object' && 'pick' in action) {
      const found = choices.find(({ name }) => name.includes(action.pick));
      if (!found) throw new Error(`no choice holds ${action.pick}: ${choices.map(({ name }) => name).join(' | ')}`);
      if (found.disabled) throw new Error(`${action.pick} is disabled: ${found.disabled}`);
      return found.value;
    }
    return (action as { answer: T }).answer;
  };
  /** A refused answer is followed by the next action, as on a terminal. */
  const until = <T>(message: string, read: (action: Action) => T, validate?: (value: T) => string | undefined): T => {
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
        (action) => (action === 'enter' ? (ask.initial ?? '') : String((action as { answer: unknown }).answer)),
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
        (action) =>
          action === 'enter' ? [...(ask.initial ?? [])] : ((action as { answer: unknown }).answer as never[]),
        ask.validate,
      );
    },
    confirm: async (ask) => {
      const action = next(ask.message);
      return action === 'enter' ? (ask.initial ?? true) : Boolean((action as { answer: unknown }).answer);
    },
    search: async (ask) => {
      const action = next(ask.message);
      const term = typeof action === 'object' && 'pick' in action ? action.pick : '';
      const choices = await ask.source(term, new AbortController().signal);
      offered.push(choices.map(({ name }) => name));
      return choose(action, choices, undefined);
    },
    secret: async (ask) => until(ask.message, (action) => String((action as { answer: unknown }).answer), ask.validate),
  };
}
