/** Which device is which desktop's: everything that is safe, and nothing that may point to another desktop. */
import { describe, expect, test } from '@jest/globals';
import { desktopsOf, deviceOf, managedDeviceOf, personOf, registrationOf } from '../../domain/device-match.js';
import { phaseOf } from '../../domain/desktop-states.js';

const ada = { id: 'ws-ada000000', userName: 'ada@contoso.com', computerName: 'WSAMZN-ADA' };
const grace = { id: 'ws-grace0000', userName: 'grace@contoso.com', computerName: 'WSAMZN-GRACE' };
const unnamed = { id: 'ws-ada000000', userName: 'ada@contoso.com' };
const device = (serialNumber: string, upn = '', displayName = '') => ({ serialNumber, upn, displayName });

describe('the Autopilot device of a desktop', () => {
  test.each([
    ['its id', [device('ws-ada000000')], [ada, grace], 0],
    ['its id, before a device with its name', [device('WSAMZN-ADA'), device('ws-ada000000')], [ada], 1],
    ['the computer name as serial number, in any case', [device('wsamzn-ada')], [ada, grace], 0],
    ['the computer name as display name, in any case', [device('EC2-1', '', 'Wsamzn-Ada')], [ada, grace], 0],
    ['its user, in any case, where nothing else is known', [device('EC2-1', 'Ada@contoso.com')], [ada, grace], 0],
    ['not by user: an earlier desktop of that user', [device('ws-earlier00', 'ada@contoso.com')], [ada], undefined],
    [
      'not by user: the device names another desktop',
      [device('wsamzn-grace', 'ada@contoso.com')],
      [ada, grace],
      undefined,
    ],
    [
      'not by user: the user has two desktops',
      [device('EC2-1', 'ada@contoso.com')],
      [ada, { ...ada, id: 'ws-ada000002', computerName: 'X' }],
      undefined,
    ],
    [
      'not by user: the user has two devices',
      [device('EC2-1', 'ada@contoso.com'), device('EC2-2', 'ada@contoso.com')],
      [ada],
      undefined,
    ],
    [
      'by user beside a device of their other desktop’s name',
      [device('wsamzn-grace', 'ada@contoso.com'), device('EC2-2', 'ada@contoso.com')],
      [ada, grace],
      1,
    ],
    ['no empty name is a name', [device('', '', '')], [unnamed], undefined],
    ['no empty user is a user', [device('EC2-1', '')], [{ ...ada, userName: '' }], undefined],
    ['of another person', [device('ws-grace0000', 'grace@contoso.com')], [ada, grace], undefined],
  ])('%s', (_what, devices, desktops, at) => {
    const [desktop] = desktops;
    expect(desktop && deviceOf(desktop, devices, desktops)).toBe(at === undefined ? undefined : devices[at]);
  });

  test.each([
    ['a device of its own', [device('ws-ada000000')], 'registered'],
    ['no device at all', [], 'missing'],
    ['devices with ids, none of them its own', [device('ws-grace0000')], 'missing'],
    ['devices with names of desktops', [device('WSAMZN-GRACE')], 'missing'],
    ['devices that name no desktop', [device('EC2-1'), device('EC2-2')], 'untold'],
  ])('%s: %s', (_what, devices, state) => {
    expect(registrationOf(ada, devices, [ada, grace]).state).toBe(state);
  });
});

describe('the desktop in Intune', () => {
  const zeros = '00000000-0000-0000-0000-000000000000';
  const registered = { ...device('EC2-1'), managedDeviceId: 'm-2', entraDeviceId: 'e-2' };
  const managed = (id: string, entraDeviceId: string, serialNumber: string, name: string) => ({
    ...{ id, entraDeviceId, serialNumber, name, upn: 'ada@contoso.com' },
  });
  const laptop = managed('m-1', 'e-1', '5CG1', 'WS-LAPTOP');
  const named = managed('m-3', 'e-3', 'x', 'wsamzn-ada');
  const ours = managed('m-2', 'e-9', 'x', 'WS-1');
  const joined = managed('m-9', 'e-2', 'x', 'WS-1');
  test.each([
    ['by the id that Autopilot knows', registered, [laptop, named, ours], ours],
    ['by its Entra device', { ...registered, managedDeviceId: zeros }, [laptop, joined], joined],
    ['by computer name', undefined, [laptop, named], named],
    ['never by user: that is the laptop', registered, [laptop], undefined],
    [
      'no device yet is none',
      { ...registered, managedDeviceId: zeros, entraDeviceId: zeros },
      [managed(zeros, zeros, 'x', 'y')],
      undefined,
    ],
  ])('%s', (_what, of, all, found) => {
    expect(managedDeviceOf(ada, of, all)).toBe(found);
  });
});

test('a person is found by UPN or user name, in any case; a device or group without one is nobody', () => {
  expect(personOf('ADA@contoso.com', [{ displayName: 'a group' }, { upn: 'ada@contoso.com' }])).toEqual({
    upn: 'ada@contoso.com',
  });
  expect(personOf('ada@contoso.com', [{ userName: 'Ada@Contoso.com' }])).toBeDefined();
  expect(personOf('ada@contoso.com', [{ upn: 'grace@contoso.com' }])).toBeUndefined();
  expect(desktopsOf('GRACE@contoso.com', [ada, grace])).toEqual([grace]);
});

test('a state that came after this version is neither good nor bad', () => {
  expect(['AVAILABLE', 'PENDING', 'ADMIN_MAINTENANCE', 'TERMINATED', 'NEW_STATE'].map(phaseOf)).toEqual([
    ...['ready', 'passing', 'broken', 'ended', 'unknown'],
  ]);
});
