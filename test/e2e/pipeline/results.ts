/** How the jobs of a run ended. */
import { expect } from '@jest/globals';
import type { JobRun } from './workflow.js';

/** By the id of the job. */
export type Runs = Record<string, JobRun>;

const results = (runs: Runs): Record<string, string> =>
  Object.fromEntries(Object.entries(runs).map(([id, { result }]) => [id, result]));

/** How jobs ended; where it is otherwise, with what those that failed printed. */
export function expectResults(runs: Runs, wanted: Readonly<Record<string, string>>): void {
  const found = results(runs);
  const logs = Object.entries(runs).flatMap(([id, { result, log }]) =>
    result === 'failure' ? [`${id}:\n${log}`] : [],
  );
  const differs = Object.entries(wanted).some(([id, result]) => found[id] !== result);
  expect({ ...found, logs: differs ? logs : [] }).toEqual({ ...found, ...wanted, logs: [] });
}
