/** Where the state of a pipeline lies, or will: a bucket in S3, or a container of a storage account. */
import type { Deployment } from '../../deployment/schema.js';
import { stateBucketName } from '../../domain/names.js';
import { UsageError } from '../terminal/failure.js';
import type { AccountPlace } from './storage-account.js';

export interface BucketNamed {
  readonly bucket: string;
  readonly region: string;
}

export type StatePlace = { readonly s3: BucketNamed } | { readonly azurerm: AccountPlace };

/** Whose part of a bootstrap makes it. */
export const partOfState = (state: Deployment['state']): 'aws' | 'azure' => ('azurerm' in state ? 'azure' : 'aws');

/** What names it beside the deployment. */
export interface NamedBeside {
  /** `--bucket`. */
  readonly bucket?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** What a hand-over says. */
  readonly subscriptionId?: string | undefined;
}

/** @throws UsageError where it is named nowhere, or by a name that it cannot have */
export function statePlaceOf(deployment: Deployment, { bucket, ...beside }: NamedBeside): StatePlace {
  if ('azurerm' in deployment.state) return { azurerm: accountPlaceOf(deployment, beside) };
  return { s3: bucketFor(bucket, deployment) };
}

/** @throws UsageError where the subscription is named nowhere */
export function accountPlaceOf(
  { state }: Pick<Deployment, 'state'>,
  { env, subscriptionId: handed }: Omit<NamedBeside, 'bucket'>,
): AccountPlace {
  if (!('azurerm' in state)) throw new Error('the state is not in Azure');
  const { resourceGroupName, storageAccountName, containerName } = state.azurerm;
  const subscriptionId = state.azurerm.subscriptionId ?? handed ?? env['ARM_SUBSCRIPTION_ID'];
  if (!subscriptionId) {
    throw new UsageError('Which subscription of Azure the state lies in is not known.', [
      'state.azurerm.subscriptionId of the deployment, or ARM_SUBSCRIPTION_ID, must name it (az account list), got: nothing',
    ]);
  }
  return { subscriptionId, resourceGroup: resourceGroupName, account: storageAccountName, container: containerName };
}

/** Name and Region of the bucket. */
export function bucketFor(given: string | undefined, deployment: Deployment): BucketNamed {
  const { state, name, aws, identityCenter } = deployment;
  if ('s3' in state) {
    if (given !== undefined && given !== state.s3.bucket) {
      throw new UsageError(`--bucket must be the bucket of the deployment, ${state.s3.bucket}, got: ${given}`, [
        'A state is not moved by this command.',
      ]);
    }
    return { bucket: state.s3.bucket, region: state.s3.region };
  }
  const bucket = given ?? stateBucketName(name, aws.accountId);
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) return { bucket, region: identityCenter.region };
  throw new UsageError(`--bucket must be the name of a bucket: 3 to 63 letters, digits and hyphens, got: ${bucket}`);
}
