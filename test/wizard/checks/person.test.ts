/**
 * `doctor --user` on a person who works: each link is broken through the twin, one at a time, must be named as the first
 * broken one, and is mended again. What belongs to a desktop that nobody signed in to yet is in person-fresh.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { region } from '../clouds/prepared.js';
import { conclusion } from '../../../wizard/checks/person/path.js';
import { links } from '../../../wizard/checks/person/chain.js';
import { adaIn, changed, faults } from './person-faults.js';
import { personWorld, seenAt, statesOf, type PersonWorld } from './person-world.js';

let world: PersonWorld;
beforeAll(async () => {
  world = await personWorld();
});
afterAll(() => world.started.stop());

const ada = () => adaIn(world).user();
const adasDesktop = () => adaIn(world).desktop();
const adasDevice = () => adaIn(world).device();

test('a person who works: every link is whole, and the last sentence says so', async () => {
  const path = await world.examine();
  expect(statesOf(path)).toEqual(Object.fromEntries(links.map(({ id }) => [id, 'ok'])));
  expect(path.decisive).toBeUndefined();
  expect(conclusion(path)).toMatch(/^Every link from ada@contoso.com to the desktop is whole/);
  expect(seenAt(path, 'desktop')).toMatch(/registration code WS\w+\+\w+/);
});

describe('broken through the twin, named first', () => {
  test.each(faults)('$link: $name', async ({ link, break: doBreak, says, question }) => {
    const mend = await doBreak(world);
    const path = await world.examine('ada@contoso.com', question);
    await mend();
    expect(path.links.find(({ verdict }) => verdict.state === 'broken')?.id).toBe(link);
    expect(path.decisive?.id).toBe(link);
    expect(conclusion(path)).toMatch(says);
    const after = await world.examine('ada@contoso.com', question);
    expect({ link, firstBroken: after.decisive?.id }).toEqual({ link, firstBroken: undefined });
  });

  test('from an address inside the IP group the same person may connect', async () => {
    const [group] = world.twin.aws.workspaces.region(region).ipGroups.keys();
    const which = { DirectoryId: world.made.directoryId, GroupIds: [group] };
    await world.aws('workspaces', 'AssociateIpGroups', which);
    const inside = await world.examine('ada@contoso.com', { from: '203.0.113.9' });
    const anywhere = await world.examine();
    await world.aws('workspaces', 'DisassociateIpGroups', which);
    expect(seenAt(inside, 'access')).toMatch(/203.0.113.9 is in office/);
    expect(seenAt(anywhere, 'access')).toMatch(/networks office alone/);
  });

  test('stopped is no fault', async () => {
    const mend = changed(adasDesktop(), { state: 'STOPPED' });
    const path = await world.examine();
    mend();
    expect(statesOf(path)['desktop']).toBe('ok');
    expect(seenAt(path, 'desktop')).toMatch(/asleep; it starts when the person signs in/);
  });

  test('one fault, and what hangs on it is not reached instead of broken as well', async () => {
    const mend = changed(adasDesktop(), { state: 'ERROR', error: { code: 'X', message: 'y' } });
    world.twin.entra.failCompliance(world.made.desktopId, { policy: 'Laptops', setting: 'Firewall', value: 'off' });
    const path = await world.examine();
    mend();
    Object.assign(adasDevice() ?? {}, { complianceState: 'compliant' });
    expect(statesOf(path)).toMatchObject({ desktop: 'broken', 'managed-device': 'not-reached', licences: 'ok' });
    expect(seenAt(path, 'managed-device')).toBe('waits for: The desktop');
  });
});

describe('whom it is asked about', () => {
  const upnOf = async (asked: string) => (await world.examine(asked)).who.upn;

  test('UPN in any case, mail address, both names of the computer and WorkSpace id lead to the same person', async () => {
    const mend = changed(ada(), { mail: 'countess@contoso.com' });
    const asked = [
      'ADA@contoso.com',
      'countess@contoso.com',
      world.made.desktopId,
      adasDesktop()?.computerName ?? '',
      adasDevice()?.deviceName.toLowerCase() ?? '',
    ];
    const found = await Promise.all(asked.map(upnOf)).finally(mend);
    expect(found).toEqual(asked.map(() => 'ada@contoso.com'));
  });

  test('a mail address of two people is answered with both, nothing is guessed', async () => {
    const first = changed(ada(), { mail: 'desk@contoso.com' });
    const second = changed(world.twin.entra.state.userByName('grace@contoso.com'), { mail: 'desk@contoso.com' });
    const asked = upnOf('desk@contoso.com').catch((error: unknown) => error);
    const failure = await asked;
    first();
    second();
    expect(failure).toMatchObject({
      message: expect.stringContaining('may be several people'),
      fix: [expect.stringContaining('ada@contoso.com'), expect.stringContaining('grace@contoso.com')],
    });
  });

  test.each(['WS-NOBODY', 'ws-000000000', 'laptop'])('%s: no such desktop', async (asked) => {
    await expect(world.examine(asked)).rejects.toThrow(`No desktop ${asked} in contoso-berlin.`);
  });

  test('a UPN that was changed: asked by the new one, by the old one and by the computer', async () => {
    world.twin.entra.changeUserPrincipalName('ada@contoso.com', 'ada.lovelace@contoso.com');
    const paths = await Promise.all(
      ['ada.lovelace@contoso.com', 'ada@contoso.com', world.made.desktopId].map((asked) => world.examine(asked)),
    );
    world.twin.entra.changeUserPrincipalName('ada.lovelace@contoso.com', 'ada@contoso.com');
    for (const path of paths) {
      expect(path.decisive?.id).toBe('account');
      expect(conclusion(path)).toMatch(
        /the UPN is ada.lovelace@contoso.com, the desktop was made for ada@contoso.com.*change the UPN back/s,
      );
    }
  });

  test('a UPN that was changed, where nothing but the identity store still has the old one', async () => {
    const mail = changed(ada(), { mail: null });
    world.twin.entra.changeUserPrincipalName('ada@contoso.com', 'ada.lovelace@contoso.com');
    const path = await world.examine('ada.lovelace@contoso.com');
    world.twin.entra.changeUserPrincipalName('ada.lovelace@contoso.com', 'ada@contoso.com');
    mail();
    expect(path.decisive?.id).toBe('account');
    expect(seenAt(path, 'identity-center-user')).toMatch(/waits for/);
  });

  test('a stranger', async () => {
    const path = await world.examine('nobody@contoso.com');
    expect(path.decisive?.id).toBe('account');
    expect(conclusion(path)).toMatch(/Entra knows no user nobody@contoso.com/);
    expect(statesOf(path)).toMatchObject({ desktop: 'not-reached', 'managed-device': 'not-reached' });
  });
});
