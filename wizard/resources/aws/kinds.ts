/** What is said of the kinds that the control plane manages, with what their removal means. */
import { carrying, plain, type Wording } from '../wording.js';

export const kindWordings: Readonly<Record<string, Wording>> = {
  'entra-directory': carrying('AWS', 'WorkSpaces directory', {
    nouns: 'WorkSpaces directories',
    remove: 'destroys-data',
  }),
  bundle: plain('AWS', 'bundle', { remove: 'interrupts' }),
  'account-instance': carrying('AWS', 'Identity Center account instance', { remove: 'destroys-data' }),
  'synced-group': plain('AWS', 'synced group', { inner: true }),
  'user-presence': plain('AWS', 'presence of users', { inner: true }),
};
