import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** What takes longest of each suite, as measured with six workers on two cores. Begun first, it ends beside all the others. */
const longest = [
  'e2e/pipeline-hosts',
  'e2e/greenfield',
  'e2e/bootstrap-lowered',
  'e2e/miswirings',
  'e2e/faults-clouds',
  'e2e/rearranged',
  'e2e/outbound-allow-list',
  'e2e/list-and-fleet',
  'scan/checkov',
  'e2e/deleted-behind',
  'e2e/enrolment',
  'e2e/faults-killed',
  'e2e/bootstrap-to-desktop',
  'e2e/sandbox',
  'packaging/tarball',
  'e2e/permissions',
  'e2e/checks/doctor',
  'e2e/faults-people',
  'e2e/adopt',
  'e2e/cross-region',
  'e2e/bootstrap-gitlab-to-desktop',
  'e2e/bootstrap-azure',
  'e2e/rehearse',
  'e2e/killed-command-line',
  'twin/aws/fleet-engine',
  'function/faults',
  'stacks/properties',
].map((name) => join(import.meta.dirname, `${name}.test.ts`));
const suites = ['e2e', 'twin', 'unit'];

/** The order of test files: e2e, twin, unit; of each what takes longest, then large files before small ones. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = (test) => {
      const suite = suites.indexOf(test.context.config.displayName?.name ?? 'unit');
      const known = longest.indexOf(test.path);
      return [suite, known === -1 ? longest.length : known, -statSync(test.path).size];
    };
    const ranked = [...tests].map((test) => ({ test, rank: rank(test) }));
    ranked.sort(({ rank: one }, { rank: other }) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
    return ranked.map(({ test }) => test);
  }
}
