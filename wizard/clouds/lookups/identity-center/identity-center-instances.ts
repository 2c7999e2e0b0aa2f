import { CloudError } from '../../cloud-error.js';
import { lookup, type Clouds, type SeenBy } from '../../lookup.js';
import { present } from '../../../../domain/present.js';
import { organization } from '../entra/organization.js';

/** Found in one Region. A replica answers in its Region too: `region` is where it was found. */
export interface FoundInstance {
  readonly arn: string;
  readonly identityStoreId: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly status: string;
  readonly name?: string;
  /** Undefined where the organization could not be read: never guessed. */
  readonly kind?: 'organization' | 'account';
}

/** Identity Center instances in one Region. */
export const identityCenterInstances = lookup({
  id: 'identity-center-instances',
  what: 'the Identity Center instances',
  needs: { aws: ['sso:ListInstances', 'organizations:DescribeOrganization'] },
  seconds: 15,
  async look(clouds, at: { readonly region: string; readonly roleArn?: string }): Promise<readonly FoundInstance[]> {
    const [pages, management] = await Promise.all([
      clouds.aws.as(at.roleArn).pages('sso', 'ListInstances', at.region, {}),
      managementAccount(clouds),
    ]);
    return pages
      .flatMap(({ Instances = [] }) => Instances)
      .map(({ InstanceArn, IdentityStoreId, OwnerAccountId, Name, Status }) =>
        present({
          arn: InstanceArn ?? '',
          identityStoreId: IdentityStoreId ?? '',
          ownerAccountId: OwnerAccountId ?? '',
          region: at.region,
          status: Status ?? 'unknown',
          name: Name,
          kind: kindOf(OwnerAccountId, management),
        }),
      );
  },
});

/** The account that manages the organization; undefined: it could not be read. */
export async function managementAccount(clouds: Clouds): Promise<SeenBy<typeof organization> | undefined> {
  return organization.look(clouds, undefined).catch((error: unknown) => {
    if (error instanceof CloudError) return undefined;
    throw error;
  });
}

/** No call tells the kind of an instance: one that the management account owns is the organization's. */
export function kindOf(
  owner: string | undefined,
  management: SeenBy<typeof organization> | undefined,
): FoundInstance['kind'] {
  if (management === undefined || owner === undefined) return undefined;
  return management !== 'none' && management.managementAccountId === owner ? 'organization' : 'account';
}
