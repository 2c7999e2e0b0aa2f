import { counted } from '../../domain/counted.js';
import type { ReportKind } from '../../domain/fleet/report.js';

/** What is said of each kind: in a cell, and in a sentence after the number. */
export const reportWords: Readonly<
  Record<ReportKind, { readonly short: string; said(report: { readonly unusedDays: number }): string }>
> = {
  unused: { short: 'unused', said: ({ unusedDays }) => `not used for ${counted(unusedDays, 'day')}.` },
  'never-signed-in': { short: 'never signed in', said: () => 'that nobody has ever signed in to.' },
  'no-licence': { short: 'no licence', said: () => 'of people without the licences that a desktop needs.' },
  disabled: { short: 'disabled, billed', said: () => 'of disabled accounts, still billed.' },
  'auto-stop-above-break-even': {
    short: 'AutoStop too dear',
    said: () =>
      'in AutoStop used for longer than AlwaysOn would cost: nothing is switched; change `runningMode`, or leave it.',
  },
  held: { short: 'held', said: () => 'on hold.' },
  'not-in-group': { short: 'not in the group', said: () => 'of people who are not in the group and not held.' },
};
