import { siteRule } from '../../rule.js';

const broken = ['ERROR', 'UNHEALTHY', 'IMPAIRED', 'INOPERABLE_STATE'];

/** Stopped and suspended are no fault: those start when their user connects. */
export const desktopState = siteRule({
  id: 'desktop-state',
  failureModes: [],
  title: 'A desktop is in a state that it does not leave by itself',
  why: 'Its user cannot work.',
  fix: 'Restart it in the WorkSpaces console; if that does not help, rebuild it: the user volume goes back to its last snapshot.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['doctor'],
  because: ['directory'],
  needs: ['desktops'],
  evaluate: ({ desktops }) =>
    desktops
      .filter(({ state }) => broken.includes(state))
      .map(({ id, userName, state, errorCode, errorMessage }) => ({
        user: userName,
        thing: id,
        got: [state, errorCode, errorMessage].filter((each) => each !== undefined).join(': '),
      })),
});
