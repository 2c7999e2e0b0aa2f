/**
 * Plans kept beside the state. A saved plan holds what the state holds, secrets included, so it lies where the state lies,
 * under the same encryption, readable for those who can read the state and for nobody else. An artifact of a pipeline would
 * be open to everybody who may read the repository. See docs/decisions/0008-main-plans-and-nobody-else.md.
 */
import type { Deployment } from '../../deployment/schema.js';
import { stateKeyOf } from '../../deployment/state-key.js';
import { Addresses } from '../clouds/addresses.js';
import { Aws } from '../clouds/aws.js';
import { brokenConnection, CloudError } from '../clouds/cloud-error.js';
import { tokensFrom } from '../clouds/entra-credential.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { BlobStore, storageScope } from './blob-store.js';
import { digestOf, keptObject, readKept, type KeptPlan } from './kept-object.js';
import type { ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';

export class PlanStore {
  constructor(
    private readonly store: ObjectStore,
    /** What every key begins with. */
    private readonly prefix: string,
  ) {}

  /**
   * Keeps a plan under its digest, which it gives back. What lies there already is never replaced.
   * @throws Failure when something else lies under this name, or the place cannot be reached
   */
  async keep(plan: KeptPlan): Promise<string> {
    const object = keptObject(plan);
    const digest = digestOf(object);
    // A try whose answer was lost has put it: then it is this very object.
    if (!(await inWords('be kept', this.store.putNew(this.keyOf(digest), object)))) await this.find(digest);
    return digest;
  }

  /** @throws Failure when there is none of this digest, or another one in its place */
  async find(digest: string): Promise<KeptPlan> {
    const found = await inWords('be read', this.store.get(this.keyOf(digest)));
    if (!found) {
      throw new Failure(`No plan is kept as ${digest}.`, [
        'An apply since then made it stale and removed it, or it was never made.',
        'Plan what is on the main branch now: in a pipeline, run its newest run again.',
      ]);
    }
    return readKept(found, digest);
  }

  /** Removes every kept plan. To be called after an apply: the state has changed, so each of them is stale. */
  async clear(): Promise<void> {
    for (const key of await inWords('be listed', this.store.list(this.prefix))) {
      await inWords('be removed', this.store.remove(key));
    }
  }

  private keyOf(digest: string): string {
    return `${this.prefix}${assertDigest(digest)}.tfplan`;
  }
}

/** @throws UsageError when it is no digest of a plan */
export function assertDigest(digest: string): string {
  if (/^[0-9a-f]{64}$/.test(digest)) return digest;
  throw new UsageError(
    `A kept plan is named by its digest, 64 digits and letters from a to f, got: ${JSON.stringify(digest).slice(1, 121)}`,
    ['It stands in the first line of the summary of the run that planned.'],
  );
}

/** The store that belongs to the state of a deployment. */
export function planStoreOf(deployment: Deployment, env: NodeJS.ProcessEnv): PlanStore {
  return new PlanStore(objectStoreOf(deployment, env).store, `${stateKeyOf(deployment)}.plans/`);
}

/**
 * Bucket or container of the state.
 * @returns place: as a person knows it
 * @throws UsageError for a state in a file
 */
export function objectStoreOf(
  deployment: Deployment,
  env: NodeJS.ProcessEnv,
): { readonly store: ObjectStore; readonly place: string } {
  const { state, entra } = deployment;
  const addresses = new Addresses(env);
  if ('s3' in state) {
    const { bucket, region, kmsKeyId, roleArn } = state.s3;
    const aws = Aws.from(env, addresses).as(roleArn);
    return { store: new S3Store(aws, addresses, { bucket, region, kmsKeyId }), place: `s3://${bucket}` };
  }
  if ('azurerm' in state) {
    const { storageAccountName, containerName } = state.azurerm;
    const tokens = tokensFrom(env, addresses, entra.tenantId, storageScope);
    return {
      store: new BlobStore(tokens, addresses, storageAccountName, containerName),
      place: `https://${storageAccountName}.blob.core.windows.net/${containerName}`,
    };
  }
  throw new UsageError('A plan can be kept beside the state only where others can reach it, got: state local', [
    'Set "state" in the deployment to a bucket (s3) or a storage account (azurerm).',
    'For yourself: entra-workspaces plan --out FILE, then entra-workspaces apply FILE.',
  ]);
}

async function inWords<T>(action: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const broken = brokenConnection(error);
    if (broken !== undefined) {
      throw new Failure(`The plan could not ${action}: the place of the state cannot be reached (${broken}).`, [
        'Check network and proxy, then run this again.',
      ]);
    }
    if (!(error instanceof CloudError)) throw error;
    const { permission } = error.details;
    throw new Failure(`The plan could not ${action}: ${error.message}`, [
      permission === undefined
        ? 'Check `state` in the deployment, then run this again.'
        : `Needed: ${permission}, on the place of the state (its key followed by .plans/).`,
    ]);
  }
}
