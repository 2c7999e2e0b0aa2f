/** How the time of each reader grows with what it is given: the worst ratio of time to size, for texts that are made to be slow. */
import { readers } from '../test/fuzz/readers.js';

const small = 100_000;
const times = 8;
/** A reader that looks back takes 64 times the time for 8 times the size; the slowest that does not was seen to take 17. */
const tooMany = 40;

/** What is to be printed of a reader, and whether its time grows with the size of the text or faster. */
export interface ReaderLine {
  readonly line: string;
  readonly linear: boolean;
}

/** A line for each reader. A reader that is linear has a ratio near 1; one that looks back has one near the factor of the size. */
export function readerLines(): ReaderLine[] {
  return readers.map(({ name, read, slow }) => {
    let worst = { kind: '', ratio: 0 };
    let longest = { kind: '', milliseconds: 0 };
    let linear = true;
    for (const [kind, make] of Object.entries(slow)) {
      read(make(small));
      const short = fastest(() => read(make(small)));
      const long = fastest(() => read(make(small * times)));
      // Below a millisecond the clock is told, not the reader.
      const ratio = long / Math.max(short, 1) / times;
      if (ratio > worst.ratio) worst = { kind, ratio };
      // Below it a pause of the machine would be judged.
      if (long > 100 && ratio * times > tooMany) linear = false;
      if (long > longest.milliseconds) longest = { kind, milliseconds: long };
    }
    const line = `reader of ${name}: ${times} x the size takes at most ${(worst.ratio * times).toFixed(1)} x the time (${worst.kind}); longest ${longest.milliseconds.toFixed(0)} ms for ${(small * times) / 1000} KB (${longest.kind})`;
    return { line: linear ? line : `${line}: grows faster than its text`, linear };
  });
}

/** Milliseconds of the fastest of three runs; one run is enough of what takes seconds. */
function fastest(act: () => void): number {
  let best = Infinity;
  for (let run = 0; run < 3 && (run === 0 || best < 3000); run++) {
    // Of the processor, not of the clock: what else runs on the machine does not count.
    const began = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / 1e3);
  }
  return best;
}
