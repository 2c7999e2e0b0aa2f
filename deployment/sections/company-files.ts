/** Files of a company that lie beside the deployment file: what Intune gives desktops out of them. */
import { z } from 'zod';

/** Also part of an address in the state: it never changes. */
export const contentKey = () =>
  z.string().regex(/^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/, {
    error: 'must be a name of up to 30 lower-case letters, digits and hyphens, beginning with a letter',
  });

const fileBeside = (what: string) =>
  z
    .string()
    .min(1)
    .max(260, { error: 'must have at most 260 characters' })
    .describe(`${what} Its path, from the folder of this file.`);

const policy = z.strictObject({
  file: fileBeside('The export of one policy of the settings catalog (JSON).'),
  accept: z
    .record(
      z.string(),
      z
        .string()
        .trim()
        .min(1, { error: 'must be the reason, in a few words' })
        .max(300, { error: 'must have at most 300 characters' }),
    )
    .default({})
    .describe(
      'Rows of the guard list that this policy may break, by their id, each with the reason. It is printed with every plan.',
    ),
});

export const certificatesField = z
  .record(
    contentKey(),
    z.strictObject({
      file: fileBeside('The certificate alone (PEM or DER), never its private key.'),
      store: z
        .enum(['root', 'intermediate'])
        .describe('`root`: an authority that issued itself. `intermediate`: one that another one issued.'),
    }),
  )
  .default({})
  .describe(
    'Certificates of authorities that desktops trust, by a name that never changes: of a proxy, of your servers.',
  );

export const policiesField = z
  .record(contentKey(), policy)
  .default({})
  .describe(
    'Policies of your own, by a name that never changes: made anew for the desktops from exports of the settings catalog. The policy that was exported stays as it is.',
  );
