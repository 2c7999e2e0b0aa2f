import { statSync } from 'node:fs';
import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Whole lives: minutes each, most of it waiting for clouds. Begun first, they end beside all the others. */
const lives = [
  'greenfield',
  'miswirings',
  'rearranged',
  'cross-region',
  'control-plane',
  'killed-command-line',
  'faults-clouds',
  'existing-federation',
  'account-instance',
  'odd-texts',
  'sandbox',
  'permissions',
];
const suites = ['e2e', 'twin', 'unit'];

/** The order of test files: whole lives, then the rest of e2e, twin and unit, large files before small ones. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = (test) => {
      const suite = suites.indexOf(test.context.config.displayName?.name ?? 'unit');
      const life = suite === 0 ? lives.indexOf(basename(test.path, '.test.ts')) : -1;
      return [suite, life === -1 ? lives.length : life, -statSync(test.path).size];
    };
    const ranked = [...tests].map((test) => ({ test, rank: rank(test) }));
    ranked.sort(({ rank: one }, { rank: other }) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
    return ranked.map(({ test }) => test);
  }
}
