import type {
  CreateOpenIDConnectProviderRequest,
  DeleteOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderRequest,
} from '@aws-sdk/client-iam';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Cloud, Operations } from '../service.js';

const onePerUrl = rule(
  'oidc-provider-once',
  'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html',
  'An account has one identity provider for an address: another one is EntityAlreadyExists.',
);

export interface IdentityProvider {
  readonly arn: string;
  /** Without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly created: Date;
  readonly tags: readonly { Key?: string | undefined; Value?: string | undefined }[];
}

/** OpenID Connect providers of IAM: whose tokens an account takes at all. */
export class IdentityProviders {
  readonly providers = new Map<string, IdentityProvider>();
  readonly operations: Operations;

  constructor(cloud: Cloud) {
    this.operations = {
      CreateOpenIDConnectProvider: (input: CreateOpenIDConnectProviderRequest) => {
        const address = input.Url ?? '';
        if (!address.startsWith('https://'))
          throw new AwsError('InvalidInputException', `Invalid Open ID Connect Provider URL: ${address}`);
        const url = address.replace(/^https:\/\//, '').replace(/\/$/, '');
        const arn = `arn:aws:iam::${cloud.accountId}:oidc-provider/${url}`;
        if (this.providers.has(arn)) {
          cloud.leanOn(onePerUrl);
          throw new AwsError('EntityAlreadyExistsException', `Provider with url ${address} already exists.`);
        }
        const made = {
          arn,
          url,
          clientIds: input.ClientIDList ?? [],
          created: cloud.world.clock.now(),
          tags: input.Tags ?? [],
        };
        this.providers.set(arn, made);
        return { OpenIDConnectProviderArn: arn, Tags: made.tags };
      },
      GetOpenIDConnectProvider: (input: GetOpenIDConnectProviderRequest) => {
        const { url, clientIds, created, tags } = this.need(input.OpenIDConnectProviderArn);
        return { Url: url, ClientIDList: clientIds, ThumbprintList: [], CreateDate: created, Tags: tags };
      },
      ListOpenIDConnectProviders: () => ({
        OpenIDConnectProviderList: [...this.providers.keys()].map((Arn) => ({ Arn })),
      }),
      DeleteOpenIDConnectProvider: (input: DeleteOpenIDConnectProviderRequest) => {
        this.providers.delete(this.need(input.OpenIDConnectProviderArn).arn);
        return {};
      },
    };
  }

  private need(arn: string | undefined): IdentityProvider {
    const found = this.providers.get(arn ?? '');
    if (!found) throw new AwsError('NoSuchEntityException', `OpenIDConnect Provider not found for arn ${arn ?? ''}`);
    return found;
  }
}
