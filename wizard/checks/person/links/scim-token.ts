import { broken, judged, ok, type Link } from '../link.js';
import { ago, day, lasting, since } from '../times.js';

/** The day stands in a tag of the secret: what the token is nobody has to read for this. */
export const scimToken: Link = {
  id: 'scim-token',
  title: 'The SCIM token',
  everybody: true,
  after: [],
  judge: ({ around, now }) => {
    if (around.place.deployment !== undefined && !around.place.keepsToken) {
      return Promise.resolve(
        ok('the federation was there before: its token is kept elsewhere, provisioning tells whether it works'),
      );
    }
    return judged(around.tokens(), (secrets) => {
      const ends = secrets
        .flatMap(({ expires }) => expires ?? [])
        .sort()
        .at(-1);
      if (ends === undefined) return ok('no end is recorded: provisioning tells whether it works');
      if (since(ends, now) < 0) return ok(`valid for ${lasting(Date.parse(ends) - now.getTime() + day / 2)} more`);
      return broken(
        `expired ${ago(ends, now)}`,
        'Entra can bring no users and no changes into Identity Center any more',
        'Identity Center administrator',
        'make a new token in the AWS console and put it in place with entra-workspaces connect --renew-token',
      );
    });
  },
};
