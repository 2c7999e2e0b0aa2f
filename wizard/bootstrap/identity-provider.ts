/**
 * The identity provider of a host in the account: one for all who trust its jobs, so it is in nobody's state. An account that
 * has it keeps it as it is.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html.
 */
import { bootstrapTag } from '../../domain/names.js';
import type { Aws } from '../clouds/aws.js';
import { CloudError, unlessAbsent } from '../clouds/cloud-error.js';
import { Failure } from '../terminal/failure.js';

/** A host that signs tokens, and for whom they are asked. */
export interface Provider {
  /** With `https://`. */
  readonly issuer: string;
  readonly audience: string;
  /** As people call the host. */
  readonly host: string;
}

/** Makes it where the account has none. @returns what was made, in words */
export async function setIdentityProvider(
  aws: Aws,
  arn: string,
  mark: string,
  { issuer, audience, host }: Provider,
): Promise<string[]> {
  const there = await unlessAbsent(
    aws.call('iam', 'GetOpenIDConnectProvider', undefined, { OpenIDConnectProviderArn: arn }),
    undefined,
  );
  if (there === undefined) {
    try {
      await aws.call('iam', 'CreateOpenIDConnectProvider', undefined, {
        Url: issuer,
        ClientIDList: [audience],
        Tags: [{ Key: bootstrapTag, Value: mark }],
      });
    } catch (error) {
      if (!(error instanceof CloudError) || !/^EntityAlreadyExists/.test(error.code ?? '')) throw error;
    }
    return [`the identity provider ${arn}`];
  }
  if (there.ClientIDList?.includes(audience)) return [];
  throw new Failure(`${host}'s identity provider in this account takes no tokens for AWS.`, [
    `its audiences must hold ${audience}, got: ${there.ClientIDList?.join(', ') ?? 'none'}`,
    `It is shared by all who use it, so it is not changed here: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${audience}`,
  ]);
}

/**
 * One that this bootstrap made for who signed before, and whom no role of it trusts any more.
 * @returns what is left, with the call that takes it away, as somebody else may use it by now; nothing: none is
 */
export async function leftProvider(aws: Aws, arn: string, mark: string): Promise<string | undefined> {
  const there = await unlessAbsent(
    aws.call('iam', 'GetOpenIDConnectProvider', undefined, { OpenIDConnectProviderArn: arn }),
    undefined,
  );
  if (there === undefined || !isMarked(there.Tags, mark)) return undefined;
  return `The identity provider of who signed before stays, and no role of the pipeline trusts it any more: ${arn}. Unless a role of yours does: aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${arn}`;
}

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

const isMarked = (tags: Tags, mark: string): boolean =>
  (tags ?? []).some(({ Key, Value }) => Key === bootstrapTag && Value === mark);

/** Takes it away where this bootstrap made it and no role trusts it any more. @returns whether it went, or why it stays */
export async function dropIdentityProvider(aws: Aws, arn: string, mark: string): Promise<string> {
  const there = await unlessAbsent(
    aws.call('iam', 'GetOpenIDConnectProvider', undefined, { OpenIDConnectProviderArn: arn }),
    undefined,
  );
  if (there === undefined) return 'gone';
  if (!isMarked(there.Tags, mark)) return 'was there before';
  const pages = await aws.pages('iam', 'ListRoles', undefined, {});
  const users = pages
    .flatMap(({ Roles }) => Roles ?? [])
    .filter(({ AssumeRolePolicyDocument: trust }) => decodeURIComponent(trust ?? '').includes(arn));
  if (users.length > 0) return `the role ${users[0]?.RoleName ?? ''} trusts it`;
  await aws.call('iam', 'DeleteOpenIDConnectProvider', undefined, { OpenIDConnectProviderArn: arn });
  return 'gone';
}
