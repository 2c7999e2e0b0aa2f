import { siteRule, type Finding } from '../../rule.js';

/** A secret is readable only while its key is, and AWS's own key is closed to WorkSpaces. */
export const secretKey = siteRule({
  id: 'secret-key',
  failureModes: [11, 19],
  title: 'The registration secret is encrypted with a key that WorkSpaces cannot use',
  good: 'The registration secret is encrypted with a key that WorkSpaces can use',
  why: 'WorkSpaces cannot read the secret, so it registers no device: desktops come up and never enrol.',
  fix: 'Encrypt the secret with an enabled symmetric key of your own: aws secretsmanager update-secret --kms-key-id.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['secret'],
  holdsFor: ({ site, occasion }) => occasion === 'doctor' || 'existing' in site.registrationSecret,
  needs: ['registrationSecret', 'secretKey'],
  evaluate: ({ registrationSecret: found, secretKey: key }): Finding[] => {
    if (!found) return [];
    const thing = found.name;
    if (found.kmsKeyId === undefined || key?.manager === 'AWS') {
      return [{ thing, got: 'the key aws/secretsmanager, whose policy nobody can change' }];
    }
    if (!key) return [{ thing, got: `a key that does not exist: ${found.kmsKeyId}` }];
    if (!key.symmetric || (key.usage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT')
      return [{ thing, got: 'a key that cannot encrypt' }];
    if (key.state === 'Enabled') return [];
    return [
      {
        thing,
        got: `a key in the state ${key.state}`,
        fix:
          key.state === 'PendingDeletion'
            ? 'Cancel it: aws kms cancel-key-deletion, then aws kms enable-key.'
            : 'Enable the key: aws kms enable-key.',
      },
    ];
  },
});
