import { phaseOf } from '../../../../domain/desktop-states.js';
import { userNameKey } from '../../../../domain/user-name.js';
import { siteRule } from '../../rule.js';

/** Stopped and suspended are no fault: those start when their user connects. */
export const desktopState = siteRule({
  id: 'desktop-state',
  failureModes: [],
  title: 'A desktop is in a state that it does not leave by itself',
  good: 'No desktop is in a state that it does not leave by itself',
  why: 'Its user cannot work.',
  fix: 'Restart it in the WorkSpaces console; if that does not help, rebuild it: the user volume goes back to its last snapshot.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['doctor'],
  because: ['directory'],
  needs: ['desktops', 'fleetMembers'],
  evaluate: ({ desktops, fleetMembers }, { site }) => {
    // Disabled counts as left, as for the engine.
    const members = new Set(fleetMembers.flatMap(({ upn, enabled }) => (enabled === false ? [] : [userNameKey(upn)])));
    // The engine's own lock on the desktop of somebody who left.
    const isLocked = (state: string, userName: string): boolean =>
      state === 'ADMIN_MAINTENANCE' && site.desktops.fleet?.lock === true && !members.has(userNameKey(userName));
    return desktops
      .filter(({ state, userName }) => phaseOf(state) === 'broken' && !isLocked(state, userName))
      .map(({ id, userName, state, errorCode, errorMessage }) => ({
        user: userName,
        thing: id,
        got: [state, errorCode, errorMessage].filter((each) => each !== undefined).join(': '),
        ...(state === 'ADMIN_MAINTENANCE'
          ? { fix: 'Set the state of the WorkSpace back to AVAILABLE in the WorkSpaces console.' }
          : {}),
      }));
  },
});
