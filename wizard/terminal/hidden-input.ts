/**
 * Reads a secret that is pasted. A token copied out of a console often carries a line break; a prompt that ends at the
 * first one would leave the rest to the next prompt, which shows it. So this reads on while a paste lasts: between the
 * marks that terminals put around it, and without such marks until nothing comes any more.
 */
import { counted } from '../../domain/counted.js';
import { bracketedPaste } from './bracketed-paste.js';
import { Cancelled } from './failure.js';

export interface HiddenStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: { write(text: string): unknown };
}

/** Milliseconds without input after which a line break counts as Enter. A paste arrives in pieces that follow closely. */
const quiet = 150;

const startOfPaste = '\u001b[200~';
const endOfPaste = '\u001b[201~';

/**
 * What was typed or pasted, with its line breaks. Nothing of it is shown but how many characters there are, so that a person
 * sees that a paste arrived. Rejects with `Cancelled` on Ctrl-C and Ctrl-D.
 */
export async function readHidden({ input, output }: HiddenStreams, prompt: string): Promise<string> {
  const raw = input.isTTY ? input.isRaw : undefined;
  output.write(prompt);
  const endPaste = raw === undefined ? undefined : bracketedPaste(output);
  if (raw !== undefined) input.setRawMode(true);
  try {
    return await collect(input, raw === undefined ? () => undefined : arrivals(output));
  } finally {
    endPaste?.();
    if (raw !== undefined) input.setRawMode(raw);
    output.write('\n');
  }
}

/** Writes how much is there over what it wrote before: by steps back, which every terminal knows. */
function arrivals(output: HiddenStreams['output']): (text: string) => void {
  let shown = '';
  return (text) => {
    const { length } = unmarked(text);
    const label = length === 0 ? '' : counted(length, 'character');
    output.write('\b'.repeat(shown.length) + label.padEnd(shown.length));
    output.write('\b'.repeat(Math.max(0, shown.length - label.length)));
    shown = label;
  };
}

function collect(input: NodeJS.ReadStream, arrived: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (finish: () => void): void => {
      clearTimeout(timer);
      input.pause();
      input.removeListener('data', onData);
      input.removeListener('end', onEnd);
      finish();
    };
    const onEnd = (): void =>
      end(() =>
        text === '' ? reject(new Cancelled(['The input ended before the question was answered.'])) : resolve(text),
      );
    const onData = (piece: Buffer | string): void => {
      clearTimeout(timer);
      for (const character of piece.toString()) {
        if (character === '\u0003' || (character === '\u0004' && text === ''))
          return end(() => reject(new Cancelled()));
        text = typed(text, character);
      }
      arrived(text);
      const pasting = text.includes(startOfPaste) && !text.includes(endOfPaste);
      const complete = /[\r\n]\s*$/.test(text);
      // A paste between marks ends with its mark, and then with Enter like a typed text.
      if (!pasting && complete) timer = setTimeout(() => end(() => resolve(unmarked(text))), quiet);
    };
    input.on('data', onData);
    input.once('end', onEnd);
    input.resume();
  });
}

function typed(text: string, character: string): string {
  if (character === '\u007f' || character === '\b') return text.slice(0, -1);
  if (character === '\u0015') return '';
  return text + character;
}

function unmarked(text: string): string {
  return text.replaceAll(startOfPaste, '').replaceAll(endOfPaste, '').trim();
}
