import { present } from '../../../../domain/present.js';
import { CloudError } from '../../cloud-error.js';
import { jsonCall } from '../../json-call.js';
import { lookup } from '../../lookup.js';
import { kindOf, managementAccount, type FoundInstance } from './identity-center-instances.js';

/** Instances of all Regions. */
export interface InstancesEverywhere {
  /** False: the answer cannot be told from that of one Region alone, and each Region is to be asked. */
  readonly whole: boolean;
  /** `region` is the primary one. */
  readonly instances: readonly (FoundInstance & { readonly regions: readonly string[] })[];
}

interface Listed {
  readonly InstanceArn?: string;
  readonly IdentityStoreId?: string;
  readonly OwnerAccountId?: string;
  readonly Name?: string;
  readonly Status?: string;
  readonly PrimaryRegion?: string;
  readonly Regions?: readonly { readonly RegionName?: string }[];
}

/**
 * The Identity Center instances of all Regions, by one call (docs/facts/identity-center.md 2.5). Where it is not known yet
 * the answer says nothing of other Regions, or refuses the argument: `whole` is false then. An empty answer may be either.
 */
export const identityCenterEverywhere = lookup({
  id: 'identity-center-everywhere',
  what: 'the Identity Center instances of all Regions',
  needs: { aws: ['sso:ListInstances', 'organizations:DescribeOrganization'] },
  seconds: 10,
  async look(clouds, at: { readonly region: string; readonly roleArn?: string }): Promise<InstancesEverywhere> {
    const as = { aws: clouds.aws.as(at.roleArn), network: clouds.network };
    const [listed, management] = await Promise.all([everyPage(as, at.region), managementAccount(clouds)]);
    const whole = listed.length > 0 && listed.every(({ PrimaryRegion }) => typeof PrimaryRegion === 'string');
    const instances = listed.map(({ InstanceArn, IdentityStoreId, OwnerAccountId, ...each }) =>
      present({
        arn: InstanceArn ?? '',
        identityStoreId: IdentityStoreId ?? '',
        ownerAccountId: OwnerAccountId ?? '',
        region: each.PrimaryRegion ?? at.region,
        status: each.Status ?? 'unknown',
        name: each.Name,
        kind: kindOf(OwnerAccountId, management),
        regions: (each.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []),
      }),
    );
    return { whole, instances: whole ? instances : [] };
  },
});

/** More than anybody has instances: 100 a page. */
const pagesAtMost = 20;

async function everyPage(clouds: Parameters<typeof jsonCall>[0], region: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let next: unknown;
  for (let page = 0; page < pagesAtMost; page += 1) {
    const input = { RegionScope: 'ALL_REGIONS', ...(typeof next === 'string' ? { NextToken: next } : {}) };
    const answer = await jsonCall(clouds, { service: 'sso', operation: 'ListInstances', region, input }).catch(unknown);
    if (!answer) return [];
    found.push(...(Array.isArray(answer['Instances']) ? (answer['Instances'] as Listed[]) : []));
    next = answer['NextToken'];
    if (typeof next !== 'string' || next === '') return found;
  }
  throw new CloudError('error', 'sso:ListInstances gave a list that has no end', { code: 'EndlessList' });
}

/** An API that does not know the argument. */
function unknown(error: unknown): undefined {
  if (error instanceof CloudError && /^(Validation|Serialization)(Exception|Error)$/.test(error.code ?? '')) return;
  throw error;
}
