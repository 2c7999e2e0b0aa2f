import type { Loose } from '../sample.js';
import type { Case } from './case.js';

const gives = (deployment: Loose, session: Loose): void => {
  deployment.intune = { enrolment: { session: { admx: 'test/inputs/admx/wsp.admx', ...session } } };
};
const path = 'intune.enrolment.session';

/** Rules on sessions. */
export const sessionCases: readonly Case[] = [
  {
    rule: 'sessionIsOfItsFile',
    refuses: 'a switch that the file does not know',
    change: (deployment) => gives(deployment, { webAuthn: 'off' }),
    path: `${path}.webAuthn`,
    says: /must be about one policy of the file/,
    accepts: (deployment) => gives(deployment, { clipboard: 'off' }),
  },
  {
    rule: 'sessionSaysSomething',
    refuses: 'a file of which nothing is set',
    change: (deployment) => gives(deployment, {}),
    path,
    says: /must say something/,
    accepts: (deployment) => gives(deployment, { printing: 'off' }),
  },
];
