import { siteRule, type Finding } from '../../rule.js';

const wanted = ['application_id', 'application_password'];

/** WorkSpaces looks for two keys by name. What belongs to them is told by `secret-value`. */
export const secretKeys = siteRule({
  id: 'secret-keys',
  failureModes: [14],
  title: 'The registration secret does not hold the two keys that WorkSpaces looks for',
  good: 'The registration secret holds the two keys that WorkSpaces looks for',
  why: 'WorkSpaces cannot sign in to Entra, so it registers no device: desktops come up and never enrol.',
  fix: 'Put JSON with the keys application_id and application_password into the secret; client_id and client_secret do not count.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['secret'],
  holdsFor: ({ site, occasion }) => occasion === 'doctor' || 'existing' in site.registrationSecret,
  needs: ['registrationSecret', 'secretShape'],
  evaluate: ({ registrationSecret, secretShape: shape }): Finding[] => {
    if (!registrationSecret || registrationSecret.empty || !shape?.exists) return [];
    const thing = registrationSecret.name;
    if (!shape.isJson) return [{ thing, got: 'text that is no JSON object' }];
    const missing = wanted.filter((key) => !(shape.keys as readonly string[]).includes(key));
    return missing.length === 0
      ? []
      : [{ thing, got: shape.keys.length === 0 ? 'no keys at all' : `the keys ${shape.keys.join(', ')}` }];
  },
});
