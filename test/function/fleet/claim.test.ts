import { describe, expect, test } from '@jest/globals';
import type { FleetSettings } from '../../../domain/fleet/settings.js';
import type { FleetControl, FleetDesktop, FleetRow, FormerUser, Phase } from '../../../domain/fleet/types.js';
import { claim } from '../../../function/fleet/claim.js';
import type { FleetTable } from '../../../function/fleet/table.js';
import { policy } from './world.js';

/** Asks the claim to go, of a fleet with these rows. */
async function release(given: {
  phases?: readonly Phase[];
  ending?: NonNullable<FleetControl['ending']>;
  from?: readonly FormerUser[];
  desktops?: readonly string[];
}): Promise<string> {
  const { phases = [], ending, from, desktops = [] } = given;
  const removed: string[] = [];
  const settings = { ...policy, site: 'berlin', ...(from ? { from } : {}) } as FleetSettings;
  const rows = phases.map((phase, at) => ({ userId: `id-${at}`, upn: `u${at}@contoso.com`, phase }) as FleetRow);
  const table = {
    of: () => ({ rows: async () => rows, control: async () => (ending ? { ending } : {}) }),
    pause: async () => undefined,
    resume: async () => undefined,
    settings: async () => [settings],
    removeSettings: async (site: string) => void removed.push(site),
  } as unknown as FleetTable;
  const asked = { step: 'claim', site: 'berlin', directoryId: 'd-1', tf: { action: 'delete' } } as const;
  const there = desktops.map((userName) => ({ id: userName, userName }) as FleetDesktop);
  return claim(asked, table, async () => there).then(
    () => `released ${removed.join()}`,
    (error: Error) => error.message,
  );
}

describe('the end of a fleet', () => {
  test.each<[string, Parameters<typeof release>[0], RegExp]>([
    ['is refused while there are desktops', { phases: ['present', 'held'] }, /2 desktops.*migrate --back.*fleet empty/],
    ['is refused while it is being emptied', { phases: ['removing'], ending: 'empty' }, /1 desktop \(/],
    ['goes on when all are gone', { phases: ['removed', 'wanted'], ending: 'empty' }, /^released berlin$/],
    ['goes on when they were handed to a list', { phases: ['present', 'held'], ending: 'list' }, /^released berlin$/],
    [
      'is refused while desktops of the former list are nobody’s',
      { from: [{ upn: 'ada@contoso.com' }], desktops: ['Ada@contoso.com'] },
      /1 desktop of the former list.*ada@contoso\.com/,
    ],
    ['goes on when the former list has none', { from: [{ upn: 'ada@contoso.com' }] }, /^released berlin$/],
  ])('%s', async (_, given, expected) => {
    expect(await release(given)).toMatch(expected);
  });
});
