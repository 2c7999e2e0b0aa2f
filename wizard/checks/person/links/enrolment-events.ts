import { enrolmentFailure } from '../enrolment-failures.js';
import { broken, judged, ok, unseen, type Link } from '../link.js';
import { ago } from '../times.js';

export const enrolmentEvents: Link = {
  id: 'enrolment-events',
  title: 'Refused enrolments',
  after: ['account', 'licences', 'autopilot-device'],
  judge: (looks) =>
    judged(looks.enrolmentEvents(), async (events) => {
      if (events === undefined) return { state: 'not-reached', seen: 'there is no such account' };
      const [last] = events;
      if (!last) return ok('none');
      const look = await looks.managedDevice();
      // Whether it got through since then decides.
      if (!('seen' in look)) return unseen(look);
      const managed = look.seen;
      if (managed && Date.parse(managed.enrolled) >= Date.parse(last.at)) {
        return ok(`none since it enrolled; one ${ago(last.at, looks.now)}`);
      }
      const { cause, owner, fix } = enrolmentFailure(last.category);
      const why = last.reason === undefined ? '' : `: ${last.reason}`;
      return broken(`refused ${ago(last.at, looks.now)} (${last.category}${why})`, cause, owner, fix);
    }),
};
