/** What the lookups of the handshake see: its app, its secret, and secrets with a token in a Region. */
import { expect } from '@jest/globals';
import { region, type Prepared } from './prepared.js';

const holds = (object: object): unknown => expect.objectContaining(object);
const secret = 'contoso-scim-token-1';
const expires = '2027-03-01';

export const handshakeCases = {
  handshakeApp: {
    at: ({ servicePrincipalObjectId: objectId }: Prepared) => ({ displayName: 'any', objectId }),
    sees: ({ servicePrincipalObjectId: objectId }: Prepared) => [
      holds({ objectId, saml: true, certificates: [holds({})] }),
    ],
  },
  handshakeSecret: {
    at: () => ({ region, name: 'contoso' }),
    sees: () => [holds({ name: secret, filled: true, expires })],
  },
  tokenSecrets: { at: () => ({ region }), sees: () => [holds({ name: secret, expires })] },
};
