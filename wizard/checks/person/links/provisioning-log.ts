import { ifSeen } from '../../observer.js';
import { broken, judged, ok, wait, type Link } from '../link.js';
import { ago } from '../times.js';
import { cycleMinutes, nextRun } from './provisioning.js';

/** What SCIM's refusals mean. Source: docs/facts/identity-center.md 4.3. */
const refusals: readonly (readonly [RegExp, string, string])[] = [
  [
    /givenName|familyName|displayName/i,
    'Identity Center takes no user without first name, last name and display name',
    'fill in first name, last name and display name of the account',
  ],
  [
    /List attribute|exceeds allowed limit|only allow single/i,
    'Identity Center takes one mail address and one phone number a user',
    'map one mail address and one phone number on the Provisioning page of the enterprise app',
  ],
  [
    /duplicate/i,
    'another user of Identity Center has the same name, mail address or external id',
    'remove the other user from Identity Center, or match on one attribute',
  ],
  [
    /NotEffectivelyEntitled|not assigned/i,
    'the person was not assigned to the enterprise app at that time',
    'put the person into the assigned group; the next run brings them',
  ],
];

export const provisioningLog: Link = {
  id: 'provisioning-log',
  title: 'Provisioning of this person',
  rules: ['provisioning-errors', 'user-names'],
  after: ['account', 'group', 'provisioning'],
  judge: (looks) =>
    judged(looks.provisioning(), async (entries = []) => {
      const [last] = entries;
      if (!last) {
        if (await ifSeen(looks.syncedUser())) return ok('nothing in the log of late; the person is there');
        const usual = `${cycleMinutes} minutes after joining the group`;
        return wait('not brought to Identity Center yet', usual, await nextRun(looks));
      }
      const said = `${last.action} ${ago(last.at, looks.now)}`;
      if (last.status === 'success' || last.status === 'warning') return ok(`${said}: done`);
      const why = [last.errorCode, last.reason].filter((each) => each !== undefined).join(': ');
      const [, cause, fix] = refusals.find(([pattern]) => pattern.test(why)) ?? [];
      if (last.status === 'skipped' && /NotEffectivelyEntitled/.test(why)) {
        // A membership that came later shows in the next run.
        const job = await ifSeen(looks.around.job());
        const ended = job?.lastRun?.ended;
        if (ended !== undefined && Date.parse(ended) <= Date.parse(last.at) + 60_000) {
          return wait(`${said}: skipped`, `${cycleMinutes} minutes`, await nextRun(looks));
        }
      }
      return broken(
        `${said}: ${last.status}${why === '' ? '' : ` (${why})`}`,
        cause ?? 'Identity Center or Entra refused this user',
        'Entra administrator',
        fix ??
          'read the entry in the provisioning log of the enterprise app, mend it, then provision the user on demand there',
      );
    }),
};
