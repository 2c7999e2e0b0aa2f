import { ifSeen } from '../../observer.js';
import { broken, judged, ok, wait, type Link } from '../link.js';
import { meaningOf } from '../sign-in-errors.js';
import { ago } from '../times.js';

export const signIns: Link = {
  id: 'sign-ins',
  title: 'Last sign-ins to AWS',
  after: ['account', 'group', 'federation'],
  judge: (looks) =>
    judged(looks.signIns(), async (all = []) => {
      // A pause in the middle of a sign-in is in the log like a failure; what counts is how the last one ended.
      const ended = all.filter(({ errorCode }) => !meaningOf(errorCode).passing);
      const [last] = ended;
      if (!last) {
        const connected = (await ifSeen(looks.connection()))?.lastConnected;
        return connected
          ? ok('none in the log of Entra (it keeps 30 days); the desktop was used before')
          : wait('none yet', 'whenever the person signs in the first time');
      }
      if (last.errorCode === 0) return ok(`the last one, ${ago(last.at, looks.now)}, worked`);
      const { cause, owner, fix } = meaningOf(last.errorCode);
      const same = ended.findIndex(({ errorCode }) => errorCode !== last.errorCode);
      const times = same === -1 ? ended.length : same;
      const why = last.reason === undefined ? '' : `: ${last.reason}`;
      return broken(
        `the last one, ${ago(last.at, looks.now)}, was refused${times > 1 ? `, ${times} in a row` : ''} (AADSTS${last.errorCode}${why})`,
        cause,
        owner,
        fix,
      );
    }),
};
