/** Cases of the rules about sign-in from Entra to AWS: the enterprise app, its addresses and its certificates. */
import type { Table } from './cases.js';
import { now } from './about.js';
import { first, inDays, theirs, well, without } from './world.js';

const { app } = well;
const certificate = first(app.certificates);
const name = app.displayName;
const existing = { identityCenter: theirs.federation };
const certified = (ends: string) => ({ app: { ...app, certificates: [{ ...certificate, ends }] } });

export const signIn: Readonly<Record<string, Table>> = {
  'enterprise-app': {
    'there, enabled, with SAML': {},
    'not there': { facts: { app: undefined }, finds: [{ got: 'no such enterprise app' }] },
    disabled: { facts: { app: { ...app, enabled: false } }, finds: [{ thing: name, got: 'disabled' }] },
    'another way to sign in': {
      facts: { app: { ...app, signOnMode: 'oidc' } },
      finds: [{ thing: name, got: 'the sign-on mode oidc' }],
    },
    'no way to sign in': {
      facts: { app: without(app, 'signOnMode') },
      finds: [{ thing: name, got: 'the sign-on mode none' }],
    },
    'before an apply that makes it': { occasion: 'preflight', holds: false },
    'theirs, gone before an apply': {
      occasion: 'preflight',
      deployment: { entra: theirs.app },
      facts: { app: undefined },
      finds: [{ got: 'no such enterprise app' }],
    },
  },
  'saml-settings': {
    'as Identity Center has them': {},
    'no app: another rule says so': { facts: { app: undefined } },
    'one of two reply addresses, and none too many': {
      facts: { app: { ...app, replyUrls: [...app.replyUrls.slice(1), 'https://elsewhere.contoso.com'] } },
      finds: [
        {
          thing: 'reply URL',
          got: 'without https://eu-central-1.signin.aws/platform/saml/acs/2f6f1b9e-5a5c-4d0e-9d57-3c1c4a7d2b10',
        },
      ],
    },
    'another identifier': {
      facts: { app: { ...app, identifiers: ['urn:one', 'urn:two'] } },
      finds: [{ thing: 'identifier', got: 'urn:one, urn:two' }],
    },
    'no identifier': {
      facts: { app: { ...app, identifiers: [] } },
      finds: [{ thing: 'identifier', got: 'none' }],
    },
    'a federation that was there before': { deployment: existing, holds: false },
  },
  'certificate-expiry': {
    'in 31 days': { facts: certified(inDays(31)) },
    'in 30 days': {
      facts: certified(inDays(30)),
      finds: [{ thing: 'CN=contoso-desktops 1', severity: 'warning', got: 'expires in 30 days (2026-12-25)' }],
    },
    'a moment ago': {
      facts: certified(now.toISOString()),
      finds: [{ thing: 'CN=contoso-desktops 1', severity: 'error', got: 'expired on 2026-11-25' }],
    },
    'the active one counts, however old another is': {
      facts: {
        app: { ...app, certificates: [{ ...certificate, active: false, ends: inDays(-90) }, certificate] },
      },
    },
    'none is active: the first counts, by its thumbprint where it has no name': {
      facts: {
        app: {
          ...app,
          certificates: [{ ...without(certificate, 'displayName'), active: false, ends: inDays(-1) }],
        },
      },
      finds: [{ thing: 'AB', severity: 'error', got: 'expired on 2026-11-24' }],
    },
    'there is none': {
      facts: { app: { ...app, certificates: [] } },
      finds: [{ got: 'no signing certificate', severity: 'error' }],
    },
    'an app without SAML: another rule says so': {
      facts: { app: { ...app, signOnMode: 'oidc', certificates: [] } },
    },
  },
  'active-certificate': {
    'the recorded one': {},
    'no app, and no active one: other rules say so': { facts: { app: { ...app, certificates: [] } } },
    'one without a name cannot be told': {
      facts: { app: { ...app, certificates: [without(certificate, 'displayName')] } },
    },
    'another one': {
      facts: { app: { ...app, certificates: [{ ...certificate, displayName: 'CN=contoso-desktops 2' }] } },
      finds: [{ thing: 'CN=contoso-desktops 2', got: 'active, and "1" is recorded' }],
    },
    'one whose number only ends alike': {
      facts: { app: { ...app, certificates: [{ ...certificate, displayName: 'CN=contoso-desktops 11' }] } },
      finds: [{ thing: 'CN=contoso-desktops 11', got: 'active, and "1" is recorded' }],
    },
    'a federation that was there before': { deployment: existing, holds: false },
    'an app of theirs': { deployment: { entra: theirs.app }, holds: false },
  },
};
