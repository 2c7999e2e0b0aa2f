/**
 * Bracketed paste: the terminal puts marks around what is pasted, so that a line break in it is no Enter. The mode belongs to
 * the terminal, not to this program: whichever way the program ends, it is off again, or the person's shell shows the marks.
 */
const on = '\u001b[?2004h';
const off = '\u001b[?2004l';
const startMark = '\u001b[200~';
const endMark = '\u001b[201~';

/** Turns the mode on and gives how to turn it off, which also happens when the process exits: after every signal. */
export function bracketedPaste(output: { write(text: string): unknown }): () => void {
  const end = (): void => {
    process.removeListener('exit', end);
    output.write(off);
  };
  process.once('exit', end);
  output.write(on);
  return end;
}

/** Takes a paste apart from what is typed, and makes one line of it. */
export class PastedLines {
  private pasting = false;
  private rest = '';

  /** What comes of a piece of input: as it is outside of a paste; inside, lines with a space between, and no control. */
  take(piece: string): string {
    let text = this.rest + piece;
    this.rest = '';
    let result = '';
    while (text !== '') {
      const mark = this.pasting ? endMark : startMark;
      const at = text.indexOf(mark);
      if (at < 0) {
        // A mark may come in two pieces; an escape alone is a key of its own, and is passed on.
        const begun = this.pasting || text.length > 1 ? beginningOf(mark, text) : 0;
        this.rest = text.slice(text.length - begun);
        const whole = text.slice(0, text.length - begun);
        return result + (this.pasting ? asLine(whole) : unmarked(whole));
      }
      result += this.pasting ? asLine(text.slice(0, at)) : text.slice(0, at);
      text = text.slice(at + mark.length);
      this.pasting = !this.pasting;
    }
    return result;
  }
}

/** How many letters at the end of a text may be the beginning of a mark. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/** A terminal without the mode sends a column at once: lines in one piece are no typing. The last line break is Enter. */
function unmarked(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.length > 2 || (lines.length === 2 && lines[1] !== '')
    ? text.replace(/(?:\r\n|\r|\n)(?=[^\r\n])/g, ' ')
    : text;
}

function asLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- keys in a paste would move the cursor
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\u0000-\u001f\u007f]/g, '');
}
