/** A container of a storage account as the place of a state: opened for whoever runs this, looked into, and taken away. */
import { randomUUID } from 'node:crypto';
import { isOfState, stateKeyOf } from '../../deployment/state-key.js';
import type { Deployment } from '../../deployment/schema.js';
import { counted } from '../../domain/counted.js';
import { bootstrapTag } from '../../domain/names.js';
import { Addresses } from '../clouds/addresses.js';
import { Arm } from '../clouds/arm.js';
import { CloudError } from '../clouds/cloud-error.js';
import { tokensFrom } from '../clouds/entra-credential.js';
import type { CommandContext } from '../command.js';
import { BlobStore, storageScope } from '../plan-store/blob-store.js';
import { Failure } from '../terminal/failure.js';
import type { StateLock } from './half-lock.js';
import { refuseUsed, unsavedKey } from './drop-state.js';
import { halfKey } from './state-bucket.js';
import type { HomeMade, HomeWishes, StateHome } from './state-home.js';
import { rolesOfOthers } from './state-roles.js';
import {
  accountPath,
  assertSubscription,
  groupPath,
  letCallerIn,
  lookAtAccount,
  noLocation,
  setAccount,
  type AccountPlace,
} from './storage-account.js';

/** Longest wait for a role that was just given, and pauses between two looks. */
const pauses = [0.2, 0.5, 1, 2, 5, 10, 15, ...Array.from({ length: 40 }, () => 15)];

export class AzureHome implements StateHome {
  readonly noun = 'storage account';
  readonly name: string;
  readonly stays: string;
  readonly arm: Arm;
  private readonly blobs: BlobStore;
  private readonly key: string;

  /** @param location Azure location of what is made. @default that of the resource group, where it is there */
  constructor(
    private readonly context: CommandContext,
    private readonly deployment: Deployment,
    private readonly place: AccountPlace,
    private location: string | undefined,
  ) {
    const { env } = context;
    const addresses = new Addresses(env);
    const { tenantId } = deployment.entra;
    this.arm = Arm.from(env, addresses, tenantId);
    this.blobs = new BlobStore(
      tokensFrom(env, addresses, tenantId, storageScope),
      addresses,
      place.account,
      place.container,
    );
    this.name = place.account;
    this.stays = `the storage account ${place.account} in ${place.resourceGroup}, with the state and its versions`;
    this.key = stateKeyOf(deployment) ?? '';
  }

  assertPlace(): Promise<void> {
    return assertSubscription(this.arm, this.place, this.deployment.entra.tenantId);
  }

  /** Group, account and container, a way in for whoever runs this, and an empty state where there is none. */
  async make({ mark: offered, say }: HomeWishes): Promise<HomeMade> {
    const { arm, place, deployment } = this;
    const status = await lookAtAccount(arm, place, deployment.name);
    const wishes = {
      deployment: deployment.name,
      tags: deployment.tags,
      stateKey: this.key,
      location: this.location ?? deployment.monitoring?.location,
      mark: offered,
    };
    const { done, mark } = await setAccount(arm, place, wishes, status);
    say(done);
    say(await this.open());
    const begun = await this.blobs.putNew(this.key, Buffer.from(emptyState()));
    if (begun) say([`an empty state in ${place.container}`]);
    return { mark, others: [], place: {} };
  }

  /** Where it is made: as given, as what is there has it, else asked for. @throws UsageError where nobody can be asked */
  async locate(): Promise<string | undefined> {
    const { terminal } = this.context;
    await this.assertPlace();
    this.location ??= this.deployment.monitoring?.location;
    if (this.location !== undefined) return this.location;
    const { group, account } = await lookAtAccount(this.arm, this.place, this.deployment.name);
    if (group !== undefined || account !== undefined) return undefined;
    if (!terminal.interactive) throw noLocation();
    this.location = await terminal.prompts.text({
      message: 'Where in Azure? (a location, such as westeurope)',
      validate: (typed) =>
        /^[a-z0-9]{3,}$/.test(typed) ? undefined : 'must be the name of a location: az account list-locations',
    });
    return this.location;
  }

  async knownMark(): Promise<string | undefined> {
    const { account } = await lookAtAccount(this.arm, this.place, this.deployment.name);
    return account?.tags?.[bootstrapTag];
  }

  /** Whoever reads alone is not let in: terraform takes a lease, which is a write. */
  async isOpen(): Promise<boolean> {
    try {
      await this.blobs.list('');
      return await this.blobs.mayWrite(this.key);
    } catch (error) {
      if (error instanceof CloudError && error.reason === 'denied') return false;
      throw error;
    }
  }

  /** Who is let in already, as a member of a group, is given nothing. A new role is not effective at once: it is waited for. */
  async open(): Promise<string[]> {
    if (await this.isOpen()) return [];
    const made = await letCallerIn(this.arm, this.place);
    this.context.terminal.say('Waiting until the role on the container is effective: Azure takes up to ten minutes.');
    for (const seconds of pauses) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      if (await this.isOpen()) return made;
    }
    throw new Failure('The role on the container is there, and Azure does not let you in yet.', [
      'Run this again in some minutes. If it stays so, look whether a network rule or a policy of your company closes the account.',
    ]);
  }

  // A lease is taken on a blob: terraform makes an empty one for its first lock.
  async textOf(key: string): Promise<string | undefined> {
    const bytes = await this.blobs.get(key);
    return bytes === undefined || bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
  }

  async refuseWhileInUse(): Promise<void> {
    const { blobs, key } = this;
    const text = await this.textOf(key);
    const locked = (await blobs.lookAt(key))?.leased === true;
    const unsaved = (await blobs.get(unsavedKey(key))) !== undefined;
    refuseUsed(key, { text, locked, unsaved });
  }

  async refuseWhileShared(): Promise<void> {
    const { place, key, deployment } = this;
    const others = (await this.arm.list(`${accountPath(place)}/blobServices/default/containers`)).filter(
      ({ name }) => name !== place.container,
    );
    if (others.length > 0) {
      throw new Failure(`The storage account ${place.account} holds other containers as well, so it stays.`, [
        `must hold ${place.container} alone, got besides: ${others.map(({ name }) => name).join(', ')}`,
      ]);
    }
    const states = [key, ...(['aws', 'entra'] as const).map((half) => halfKey(deployment.name, half))];
    const foreign = (await this.blobs.list('')).filter((name) => !states.some((each) => isOfState(each, name)));
    if (foreign.length > 0) {
      throw new Failure(`The container ${place.container} holds the state of something else as well, so it stays.`, [
        `must hold ${key} and what lies under it alone, got besides: ${foreign.slice(0, 5).join(', ')}`,
      ]);
    }
  }

  async ofOthers(): Promise<string[]> {
    const path = accountPath(this.place);
    const account = await this.arm.find(path);
    if (account === undefined) return [];
    const { objectId } = await this.arm.caller();
    const { networkAcls = {} } = (account.properties ?? {}) as { readonly networkAcls?: NetworkRules };
    const { defaultAction, ipRules = [], virtualNetworkRules = [] } = networkAcls;
    const closed = defaultAction === 'Deny' || ipRules.length + virtualNetworkRules.length > 0;
    return [
      ...(await rolesOfOthers(this.arm, this.deployment, path, objectId)),
      ...(closed
        ? [
            `rules of the network: ${counted(ipRules.length, 'address', 'addresses')}, ${counted(virtualNetworkRules.length, 'subnet')}`,
          ]
        : []),
    ];
  }

  /** The account goes first, its mark with it: a group of this bootstrap is known by the same mark of its own. */
  async drop(mark?: string): Promise<void> {
    const { arm, place } = this;
    const { terminal } = this.context;
    const { group, account } = await lookAtAccount(arm, place, this.deployment.name);
    if (account !== undefined) {
      await arm.remove(accountPath(place));
      terminal.good(`the storage account ${place.account} is gone, with every version of the state`);
    }
    const ofGroup = group?.tags?.[bootstrapTag];
    if (ofGroup === undefined || (mark ?? ofGroup) !== ofGroup) return;
    const left = await arm.list(`${groupPath(place)}/resources`);
    if (left.length === 0) {
      await arm.remove(groupPath(place));
      terminal.good(`the resource group ${place.resourceGroup} is gone`);
    } else terminal.say(`The resource group ${place.resourceGroup} stays: others have something in it.`);
  }

  /** Terraform writes who holds it beside the lease: internal/backend/remote-state/azure/client.go of hashicorp/terraform. */
  async lockOf(key: string): Promise<StateLock | undefined> {
    const found = await this.blobs.lookAt(key);
    if (found?.leased !== true || found.lock === undefined) return undefined;
    return JSON.parse(Buffer.from(found.lock, 'base64').toString('utf8')) as StateLock;
  }
}

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
interface NetworkRules {
  readonly defaultAction?: string;
  readonly ipRules?: readonly unknown[];
  readonly virtualNetworkRules?: readonly unknown[];
}

/**
 * Where there is none, terraform's backend locks and writes one while it only connects, and a job that plans may neither
 * (seen with Terraform 1.11.4: `init` ends with a 403, with -lock=false too).
 */
function emptyState(): string {
  const state = {
    version: 4,
    terraform_version: '1.10.0',
    serial: 1,
    lineage: randomUUID(),
    outputs: {},
    resources: [],
  };
  return `${JSON.stringify(state, undefined, 2)}\n`;
}
