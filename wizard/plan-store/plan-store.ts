/**
 * Plans kept beside the state. A saved plan holds what the state holds, secrets included, so it lies where the state lies,
 * under the same encryption, readable for those who can read the state and for nobody else. An artifact of a pipeline would
 * be open to everybody who may read the repository. See docs/decisions/0005-the-plan-lies-beside-the-state.md.
 */
import type { Deployment } from '../../stacks/deployment/schema.js';
import { stateKeyOf } from '../../stacks/deployment/state-key.js';
import { Addresses } from '../clouds/addresses.js';
import { Aws } from '../clouds/aws.js';
import { brokenConnection, CloudError } from '../clouds/cloud-error.js';
import { tokensFrom } from '../clouds/entra-credential.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Allowances } from '../terraform/plan-guards.js';
import { BlobStore, storageScope } from './blob-store.js';
import type { ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';

/** A plan as it was kept. */
export interface KeptPlan {
  readonly bytes: Uint8Array;
  /** What was allowed by name when it was made. */
  readonly allowances: Allowances;
}

export class PlanStore {
  constructor(
    private readonly store: ObjectStore,
    /** What every key begins with. */
    private readonly prefix: string,
  ) {}

  /** Keeps a plan. One of the same name is replaced. */
  async keep(name: string, { bytes, allowances }: KeptPlan): Promise<void> {
    const note = Buffer.from(JSON.stringify(allowances)).toString('base64url');
    await inWords('be kept', this.store.put(this.keyOf(name), { bytes, note }));
  }

  /** @throws Failure when there is none of this name */
  async find(name: string): Promise<KeptPlan> {
    const found = await inWords('be read', this.store.get(this.keyOf(name)));
    if (!found) {
      throw new Failure(`No plan is kept as ${name}.`, [
        'Nobody planned exactly this: the main branch moved after the pull request was planned, the change came without one, or an apply made the plan stale and removed it.',
        'Plan what is here now and look at it: entra-workspaces plan --store NAME; in GitHub: Actions, this workflow, "Run workflow".',
      ]);
    }
    return { bytes: found.bytes, allowances: allowancesIn(found.note) };
  }

  /** Removes every kept plan. To be called after an apply: the state has changed, so each of them is stale. */
  async clear(): Promise<void> {
    for (const key of await inWords('be listed', this.store.list(this.prefix))) {
      await inWords('be removed', this.store.remove(key));
    }
  }

  private keyOf(name: string): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) {
      throw new UsageError(`The name of a kept plan must be up to 100 letters, digits, dots and hyphens, got: ${name}`);
    }
    return `${this.prefix}${name}.tfplan`;
  }
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

function allowancesIn(note: string): Allowances {
  try {
    const { remove, replace, maxRemovals } = JSON.parse(
      Buffer.from(note, 'base64url').toString(),
    ) as Partial<Allowances>;
    return {
      remove: remove ?? [],
      replace: replace ?? [],
      ...(maxRemovals === undefined ? {} : { maxRemovals }),
    };
  } catch {
    // Whoever lost the note allowed nothing.
    return { remove: [], replace: [] };
  }
}

async function inWords<T>(deed: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const broken = brokenConnection(error);
    if (broken !== undefined) {
      throw new Failure(`The plan could not ${deed}: the place of the state cannot be reached (${broken}).`, [
        'Check network and proxy, then run this again.',
      ]);
    }
    if (!(error instanceof CloudError)) throw error;
    const { permission } = error.details;
    throw new Failure(`The plan could not ${deed}: ${error.message}`, [
      permission === undefined
        ? 'Check `state` in the deployment, then run this again.'
        : `Needed: ${permission}, on the place of the state (its key followed by .plans/).`,
    ]);
  }
}
