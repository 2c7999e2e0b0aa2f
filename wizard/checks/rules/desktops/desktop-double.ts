import { counted } from '../../../../domain/counted.js';
import { desktopsOf } from '../../../../domain/device-match.js';
import { phaseOf } from '../../../../domain/desktop-states.js';
import { siteRule } from '../../rule.js';

/** AWS lets a user have several in one directory; a deployment lists one. */
export const desktopDouble = siteRule({
  id: 'desktop-double',
  failureModes: [],
  title: 'A user has several desktops in one directory',
  good: 'No user has several desktops in one directory',
  why: 'The client opens one of them, and not always the same; each is paid for.',
  fix: 'Terminate the one that is not used, in the WorkSpaces console; what is on it is lost.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'desktops',
  at: ['doctor'],
  needs: ['desktops'],
  evaluate: ({ desktops }) => {
    const there = desktops.filter(({ state }) => phaseOf(state) !== 'ended');
    return there.flatMap((desktop) => {
      const all = desktopsOf(desktop.userName, there);
      if (all.length < 2 || all[0] !== desktop) return [];
      const each = all.map(({ id, computerName, state }) => `${computerName ?? id} ${state}`);
      return [{ user: desktop.userName, got: `${counted(all.length, 'desktop')}: ${each.join(', ')}` }];
    });
  },
});
