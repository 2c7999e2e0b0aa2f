import { siteRule, type Finding } from '../../rule.js';

/** The secret from which WorkSpaces reads the credentials of the registration app. Its ARN can never be changed. */
export const secret = siteRule({
  id: 'secret',
  failureModes: [19],
  title: 'The registration secret is gone, or about to be',
  good: 'The registration secret is there',
  why: 'WorkSpaces cannot register devices: desktops come up and never enrol, without any error. A directory cannot be pointed to another secret.',
  fix: 'Restore it: aws secretsmanager restore-secret. Once it is gone the directory has to be made anew.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  holdsFor: ({ site, occasion, stage }) =>
    'existing' in site.registrationSecret || (occasion === 'doctor' && stage === 'connected'),
  needs: ['registrationSecret'],
  evaluate: ({ registrationSecret: found }): Finding[] => {
    if (!found) return [{ got: 'no such secret' }];
    const thing = found.name;
    if (found.deletedOn !== undefined) {
      return [{ thing, got: `scheduled for deletion on ${found.deletedOn.toISOString().slice(0, 10)}` }];
    }
    return found.empty
      ? [{ thing, got: 'nothing in it', fix: 'Put application_id and application_password into it, as JSON.' }]
      : [];
  },
});
