/** Prompts by inquirer. The only file that knows it. */
import { styleText } from 'node:util';
import inquirer from 'inquirer';
import { present } from '../../domain/present.js';
import { bracketedPaste, PastedLines } from './bracketed-paste.js';
import { Cancelled } from './failure.js';
import { readHidden } from './hidden-input.js';
import { redrawn } from './redrawn.js';
import { GoBack, type Ask, type AskText, type Choice, type Prompts } from './prompts.js';
import { displayWidth, wrap } from './width.js';

/** Where prompts are read and drawn. */
export interface PromptStreams {
  readonly input: NodeJS.ReadStream;
  /** Standard error: standard output belongs to the machine's result. */
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
}

type Question = Record<string, unknown>;
type Module = (questions: Question[]) => Promise<{ answer: unknown }>;

/** Rows of a list that are shown at once. */
const pageSize = 10;

/** Prompts on a terminal with arrows and typing. */
export function inquirerPrompts(streams: PromptStreams): Prompts {
  const columns = (): number => streams.output.columns ?? 80;
  // Inquirer breaks lines anywhere, in the middle of words too.
  const atSpaces = (text: string, before = ''): string =>
    wrap(text, Math.max(20, columns() - before.length - 1)).join(`\n${before}`);
  /** What stands behind a text that inquirer draws: below it where the window is too narrow for both. */
  const behind = (text: string, more: string): string => {
    const last = atSpaces(text).split('\n').at(-1) ?? '';
    return displayWidth(last) + 1 + displayWidth(more) < columns() ? more : `\n  ${atSpaces(more, '  ')}`;
  };
  const wrong = (text: string | undefined): string | true => (text === undefined ? true : atSpaces(text, '  '));
  const plain = <T>(choice: Choice<T>): Record<string, unknown> => ({
    value: choice.value,
    name: atSpaces(choice.name, '  '),
    short: choice.short ?? choice.name,
    ...present({ description: choice.description === undefined ? undefined : atSpaces(choice.description) }),
    ...(choice.disabled === undefined ? {} : { disabled: behind(`  ${choice.name}`, `(${choice.disabled})`) }),
  });
  const picks = <T>({ message, choices }: Ask & { readonly choices: readonly Choice<T>[] }) =>
    choices.map((choice) => plain({ ...choice, short: behind(`? ${message}`, choice.short ?? choice.name) }));
  const theme = { style: { keysHelpTip: (keys: readonly (readonly [string, string])[]) => helpOf(keys, columns()) } };
  const ask = async <T>(what: Ask, question: Question, typed = (): string => ''): Promise<T> => {
    const { input } = streams;
    const escape = new AbortController();
    const onKey = (_text: string | undefined, key: { name?: string } | undefined): void => {
      if (what.back && key?.name === 'escape') escape.abort();
    };
    const module = inquirer.createPromptModule({
      input,
      output: redrawn(streams.output),
      signal: escape.signal,
    }) as unknown as Module;
    input.on('keypress', onKey);
    // A pipe that ends while a question is open would leave the program waiting for ever.
    let onEnd = (): void => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      onEnd = () => reject(new Cancelled(['The input ended before the question was answered.']));
    });
    ended.catch(() => undefined);
    input.once('end', onEnd);
    try {
      const message = atSpaces(`? ${what.message}`).slice('? '.length);
      const { answer } = await Promise.race([module([{ name: 'answer', message, ...question }]), ended]);
      return answer as T;
    } catch (error) {
      if (escape.signal.aborted) throw new GoBack(typed());
      if (error instanceof Error && error.name === 'ExitPromptError') throw new Cancelled();
      throw error;
    } finally {
      input.removeListener('keypress', onKey);
      // Node warns of a leak, in the middle of a question, once eleven questions have left theirs.
      input.removeListener('end', onEnd);
    }
  };

  return {
    text: (what) => {
      const end = what.lines === true ? takePastedLines(streams) : undefined;
      let line = '';
      const question = {
        type: 'input',
        default: what.initial,
        // An initial value is text to edit: a person corrects one letter instead of typing an ARN again.
        prefill: 'editable',
        // A secret that was pasted at the wrong question is not drawn, not even for the moment until Enter.
        transformer: (written: string, { isFinal }: { isFinal?: boolean } = {}) => {
          const text = isFinal === true ? meant(what, written) : written;
          const shown = what.shows?.(text) !== false;
          // What may not be shown is not kept either.
          line = shown ? text : '';
          if (!shown) return '•'.repeat(Math.min(text.length, 8));
          return isFinal === true ? behind(`? ${what.message}`, text) : text;
        },
        validate: (text: string) => wrong(what.validate?.(meant(what, text))),
      };
      return ask<string>(what, question, () => line)
        .then((text) => meant(what, text))
        .finally(() => end?.());
    },
    one: (what) =>
      ask(what, { type: 'select', choices: picks(what), default: what.initial, loop: false, pageSize, theme }),
    many: (what) =>
      ask(what, {
        type: 'checkbox',
        choices: what.choices.map((choice) => ({
          ...plain(choice),
          checked: what.initial?.includes(choice.value) ?? false,
        })),
        loop: false,
        pageSize,
        theme: {
          style: {
            ...theme.style,
            renderSelectedChoices: (picked: readonly { readonly short: string }[]) =>
              behind(`? ${what.message}`, picked.map(({ short }) => short).join(', ') || 'none'),
          },
        },
        validate: (picked: readonly { value: never }[]) => wrong(what.validate?.(picked.map(({ value }) => value))),
      }),
    confirm: (what) =>
      ask<boolean>(what, {
        type: 'confirm',
        default: what.initial ?? true,
        transformer: (yes: boolean) => behind(`? ${what.message}`, yes ? 'Yes' : 'No'),
      }),
    search: (what) =>
      ask(what, {
        type: 'search',
        pageSize,
        theme,
        source: async (term: string | undefined, { signal }: { signal: AbortSignal }) =>
          picks({ message: what.message, choices: await what.source(term ?? '', signal) }),
      }),
    secret: async (what) => {
      for (;;) {
        const text = await readHidden(streams, `? ${what.message} (stays hidden) `);
        const wrong = what.validate?.(text);
        if (wrong === undefined) return text;
        streams.output.write(`> ${wrong}\n`);
      }
    },
  };
}

/** The keys below a list, broken between two of them. */
function helpOf(keys: readonly (readonly [key: string, action: string])[], columns: number): string {
  let width = 0;
  return keys
    .map(([key, action], at) => {
      const own = displayWidth(`${key} ${action}`);
      const begins = at === 0 || width + 3 + own >= columns;
      const before = at === 0 ? '' : begins ? '\n' : styleText('dim', ' • ');
      width = begins ? own : width + 3 + own;
      return `${before}${styleText('bold', key)} ${styleText('dim', action)}`;
    })
    .join('');
}

/** An address that is pasted behind the one that was offered stands for itself, where both together are no answer. */
function meant({ initial = '', validate }: AskText, text: string): string {
  if (initial === '' || text === initial || !text.startsWith(initial)) return text;
  const pasted = text.slice(initial.length);
  return validate?.(text) !== undefined && validate(pasted) === undefined ? pasted : text;
}

/**
 * Makes one line of a column that is pasted, until the function that is given back is called: a line break in a paste would
 * answer with the first line and leave the others to the next questions. What arrives is changed on its way; a second stream
 * would leave list questions without their keys.
 */
function takePastedLines({ input, output }: PromptStreams): () => void {
  const end = bracketedPaste(output);
  const lines = new PastedLines();
  const emit = input.emit.bind(input) as (event: string, ...words: unknown[]) => boolean;
  const own = Object.getOwnPropertyDescriptor(input, 'emit');
  input.emit = (event: string | symbol, ...words: unknown[]) =>
    event === 'data' ? emit('data', Buffer.from(lines.take(String(words[0])))) : emit(event as string, ...words);
  return () => {
    if (own) Object.defineProperty(input, 'emit', own);
    else delete (input as Partial<typeof input>).emit;
    end();
  };
}
