import { z } from 'zod';
import { choice, immutable, instanceArn, roleArn } from '../fields.js';

const handshake = z
  .strictObject({
    serviceProvider: z
      .strictObject({
        entityId: z.string().min(1).describe('Entity id (issuer) of Identity Center.'),
        acsUrls: z
          .array(z.string().min(1))
          .min(1)
          .describe('Assertion consumer service URLs; several with dual-stack or replicated Regions.'),
        signInUrl: z.string().min(1).describe('Sign-in URL of the AWS access portal.'),
      })
      .describe('What Identity Center says of itself in its service provider metadata.'),
    scimEndpoint: z
      .string()
      .min(1)
      .describe('SCIM endpoint from the AWS console. The token that belongs to it is never in this file.'),
    activeCertificate: z
      .string()
      .default('1')
      .describe('Name of the signing certificate that Entra signs with: one that Identity Center has imported.'),
  })
  .describe('What has no API. `entra-workspaces connect` records it.');

const setUp = z.strictObject({
  replaceIdentitySource: z
    .string()
    .optional()
    .describe(
      'Guard: an existing instance loses its present identity source, which can cut every user of it off. Repeat the id of the instance (ssoins-…) to say that this is meant.',
    ),
  handshake: handshake.nullable().default(null).describe('`null` before the handshake; what it brought after it.'),
});

/** IAM Identity Center: the instance and its federation with Entra. */
export const identityCenterSection = z
  .strictObject({
    region: immutable(
      z.string().min(1),
      'The Region of the Identity Center instance. It may differ from that of the desktops with an organization instance.',
      'A directory cannot change its instance: take every site out, apply, then set up again in the other Region.',
    ),
    roleArn: roleArn()
      .optional()
      .describe(
        'Role to assume for everything in Identity Center, where its account or its administrator is another one.',
      ),
    instance: immutable(
      choice({
        existing: z.strictObject({
          arn: instanceArn().describe('ARN of the instance.'),
          kind: z
            .enum(['organization', 'account'])
            .describe(
              '`organization`: of the whole organization. `account`: of one account alone. Never a guess: much depends on it.',
            ),
        }),
        create: z.literal('account'),
      }),
      'The Identity Center instance: an `existing` one, or `create` an account instance in this account.',
      'A directory cannot change its instance: take every site out, apply, then set up again with the other instance.',
    ),
    federation: choice({ existing: z.strictObject({}), setUp }).describe(
      'How Entra and Identity Center trust each other: `existing` where users of Entra already sign in to AWS, `setUp` to build it.',
    ),
  })
  .describe('AWS IAM Identity Center.');
