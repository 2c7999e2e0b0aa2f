/** How the time of each reader grows with what it is given: the worst ratio of time to size, for texts that are made to be slow. */
import { readers } from '../test/fuzz/readers.js';

const small = 100_000;
const times = 8;

/** A line for each reader. A reader that is linear has a ratio near 1; one that looks back has one near the factor of the size. */
export function readerLines(): string[] {
  return readers.map(({ name, read, slow }) => {
    let worst = { kind: '', ratio: 0 };
    let longest = { kind: '', milliseconds: 0 };
    for (const [kind, make] of Object.entries(slow)) {
      read(make(small));
      const short = fastest(() => read(make(small)));
      const long = fastest(() => read(make(small * times)));
      // Below a millisecond the clock is told, not the reader.
      const ratio = long / Math.max(short, 1) / times;
      if (ratio > worst.ratio) worst = { kind, ratio };
      if (long > longest.milliseconds) longest = { kind, milliseconds: long };
    }
    return `reader of ${name}: ${times} x the size takes at most ${(worst.ratio * times).toFixed(1)} x the time (${worst.kind}); longest ${longest.milliseconds.toFixed(0)} ms for ${(small * times) / 1000} KB (${longest.kind})`;
  });
}

function fastest(act: () => void): number {
  return Math.min(
    ...[0, 1, 2].map(() => {
      // Of the processor, not of the clock: what else runs on the machine does not count.
      const began = process.cpuUsage();
      act();
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1e3;
    }),
  );
}
