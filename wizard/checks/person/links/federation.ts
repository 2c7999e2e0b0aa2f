import { broken, judged, ok, type Link } from '../link.js';
import { ago, lasting, since } from '../times.js';

export const federation: Link = {
  id: 'federation',
  title: 'Sign-in from Entra to AWS',
  rules: ['enterprise-app'],
  everybody: true,
  after: [],
  judge: ({ around, now }) =>
    judged(around.app(), (app) => {
      const nobody = (seen: string, fix: string) =>
        broken(seen, 'nobody can sign in to AWS through Entra', 'Entra administrator', fix);
      if (!app) {
        return nobody(
          'the enterprise app for Identity Center does not exist in this tenant',
          'check that this is the right tenant; entra-workspaces apply makes the app, then entra-workspaces connect',
        );
      }
      const name = app.displayName;
      if (!app.enabled) return nobody(`${name} is disabled`, `enable sign-in for ${name} in Entra, Properties`);
      if (app.signOnMode !== 'saml') {
        return nobody(`${name} is not in SAML mode`, 'entra-workspaces apply puts it into SAML mode');
      }
      const active = app.certificates.find((each) => each.active);
      if (!active) {
        return nobody('no signing certificate is active', 'make the certificate active that Identity Center knows');
      }
      if (since(active.ends, now) < 0) {
        return ok(`${name}; its certificate is valid for ${lasting(Date.parse(active.ends) - now.getTime())} more`);
      }
      return broken(
        `the signing certificate of ${name} expired ${ago(active.ends, now)}`,
        'Identity Center does not take what Entra signs with it: nobody can sign in',
        'Entra administrator',
        'entra-workspaces connect --renew-certificate: import the new one in the AWS console first, then activate it',
      );
    }),
};
