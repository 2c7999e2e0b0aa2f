/** A report, its page and `doctor --user` are one answer: in the worlds that once told them apart, and in random ones. */
import { describe, expect, test } from '@jest/globals';
import { everyFinding } from '../../../wizard/checks/report/model.js';
import { peopleOf } from '../../../wizard/checks/report/people.js';
import { rules } from '../../../wizard/checks/rules/index.js';
import { runRules } from '../../../wizard/checks/run.js';
import { now, seenWorld, type SeenPerson, type SeenSite } from './seen-world.js';

async function look(people: readonly SeenPerson[], site: SeenSite = {}) {
  const world = seenWorld(people, site);
  const report = await runRules(rules, world.deployment, world.facts, { occasion: 'doctor', now });
  const page = await peopleOf(world.deployment, world.facts, report);
  return { world, report, page };
}

describe('which Autopilot device is this desktop’s', () => {
  test.each([
    ['the computer name as serial number, in lower case', [{ upn: 'ada@contoso.com', device: 'name' }], 'good'],
    [
      'the user alone, and no form of serial number that anybody knows',
      [{ upn: 'ada@contoso.com', device: 'user' }],
      'good',
    ],
    [
      'as many devices as desktops, and one of them of an earlier desktop',
      [{ upn: 'grace@contoso.com' }, { upn: 'ada@contoso.com', device: 'stale' }],
      'error',
    ],
  ] as const)('%s: report and page say the same', async (_what, people, status) => {
    const { report, page } = await look(people);
    const found = everyFinding(report.findings).filter(({ rule }) => rule === 'device-registered');
    const step = page.find(({ upn }) => upn === 'ada@contoso.com')?.steps[4];
    expect({ report: found.length > 0 ? 'error' : 'good', page: step?.status }).toEqual({
      report: status,
      page: status,
    });
  });
});
