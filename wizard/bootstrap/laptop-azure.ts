/** The place of a state in Azure, without a pipeline: made, set, opened for whoever makes it; or taken away again. */
import { randomUUID } from 'node:crypto';
import { checkDeploymentValue } from '../../deployment/load.js';
import { isOfState, stateKeyOf } from '../../deployment/state-key.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { folderOf, usersFileReader } from '../../deployment/text-file.js';
import { bootstrapTag } from '../../domain/names.js';
import { Addresses } from '../clouds/addresses.js';
import { Arm } from '../clouds/arm.js';
import { CloudError } from '../clouds/cloud-error.js';
import { tokensFrom } from '../clouds/entra-credential.js';
import type { CommandContext } from '../command.js';
import { BlobStore, storageScope } from '../plan-store/blob-store.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { agreed, inWords } from './asked.js';
import { assertNameRepeated, confirmed, refuseUsed, unsavedKey } from './drop-state.js';
import { writeRepository } from './ends.js';
import {
  accountPath,
  assertSubscription,
  groupPath,
  letCallerIn,
  lookAtAccount,
  setAccount,
  type AccountPlace,
} from './storage-account.js';
import { withLocalState, type GivenDeployment, type LaptopOptions, type UndoOptions } from './given.js';

/** What whoever makes it needs, on the resource group; to make that as well, on the subscription. */
export const azureRights =
  'Owner of the resource group (Contributor, and User Access Administrator for the role on the container)';

/** @throws UsageError where the subscription is named nowhere */
function placeOf({ state }: Deployment, env: NodeJS.ProcessEnv): AccountPlace {
  if (!('azurerm' in state)) throw new Error('the state is not in Azure');
  const { resourceGroupName, storageAccountName, containerName } = state.azurerm;
  const subscriptionId = state.azurerm.subscriptionId ?? env['ARM_SUBSCRIPTION_ID'];
  if (!subscriptionId) {
    throw new UsageError('Which subscription of Azure the state lies in is not known.', [
      'state.azurerm.subscriptionId of the deployment, or ARM_SUBSCRIPTION_ID, must name it (az account list), got: nothing',
    ]);
  }
  return { subscriptionId, resourceGroup: resourceGroupName, account: storageAccountName, container: containerName };
}

interface Opened {
  readonly place: AccountPlace;
  readonly arm: Arm;
  readonly blobs: BlobStore;
}

function open({ deployment }: GivenDeployment, env: NodeJS.ProcessEnv): Opened {
  const place = placeOf(deployment, env);
  const addresses = new Addresses(env);
  const { tenantId } = deployment.entra;
  const tokens = tokensFrom(env, addresses, tenantId, storageScope);
  return {
    place,
    arm: Arm.from(env, addresses, tenantId),
    blobs: new BlobStore(tokens, addresses, place.account, place.container),
  };
}

/** Makes it all, or finds that it is as it has to be, and writes the subscription into the deployment. */
export async function laptopInAzure(
  context: CommandContext,
  given: GivenDeployment,
  options: LaptopOptions,
): Promise<number> {
  const { terminal, env } = context;
  const { deployment, file } = given;
  const { place, arm, blobs } = open(given, env);
  const { account, container, resourceGroup } = place;
  const things = [
    { what: `resource group ${resourceGroup}`, why: 'unless it is there: then it stays as it is' },
    {
      what: `storage account ${account}`,
      why: 'no keys, TLS 1.2, nothing public; versions, and what was deleted kept for 30 days',
    },
    { what: `container ${container}`, why: 'the state; its lock is a lease' },
    {
      what: 'Storage Blob Data Contributor on the container',
      why: 'for whoever runs this: an owner reads no blob, as there is no key',
    },
  ];
  const described = { ...place, things, rights: { azure: azureRights } };
  terminal.heading(`What bootstrap makes for ${deployment.name}, without a pipeline`);
  terminal.table(
    ['Where', 'What', 'Why'],
    things.map(({ what, why }) => ['Azure', what, why]),
  );
  terminal.say(
    `Who runs it needs, in subscription ${place.subscriptionId}: ${azureRights}. Who plans or applies afterwards needs Storage Blob Data Contributor on the container: to plan, too, as a lock is a lease, and a lease is a write.`,
  );
  if (options.print) {
    if (options.json) terminal.result(described);
    return 0;
  }
  await agreed(context, options.autoApprove);
  try {
    await assertSubscription(arm, place, deployment.entra.tenantId);
    const status = await lookAtAccount(arm, place, deployment.name);
    const wishes = {
      deployment: deployment.name,
      tags: deployment.tags,
      stateKey: stateKeyOf(deployment) ?? '',
      location: options.location ?? deployment.monitoring?.location,
      mark: randomUUID(),
    };
    const { done } = await setAccount(arm, place, wishes, status);
    done.forEach((each) => terminal.good(each));
    const opened = await letIn(context, { place, arm, blobs });
    opened.forEach((each) => terminal.good(each));
    const written = await writeRepository(file, withSubscription(given, place.subscriptionId));
    written.forEach((path) => terminal.good(`wrote ${path}`));
    const made = [...done, ...opened];
    if (made.length === 0 && written.length === 0)
      terminal.good('Everything is as it has to be: nothing was made or changed.');
    terminal.say();
    terminal.say(
      'Next: entra-workspaces plan. Whoever has the deployment and the role on the container goes on with the same state.',
    );
    if (options.json) terminal.result({ ...described, made, written });
    return 0;
  } catch (error) {
    throw inWords(error, 'A call');
  }
}

async function isLetIn(blobs: BlobStore): Promise<boolean> {
  try {
    await blobs.list('');
    return true;
  } catch (error) {
    if (error instanceof CloudError && error.reason === 'denied') return false;
    throw error;
  }
}

/** Longest wait for a role that was just given, and pauses between two looks. */
const pauses = [0.2, 0.5, 1, 2, 5, 10, 15, ...Array.from({ length: 40 }, () => 15)];

/** Who is let in already, as a member of a group, is given nothing. A new role is not effective at once: it is waited for. */
async function letIn({ terminal }: CommandContext, { place, arm, blobs }: Opened): Promise<string[]> {
  if (await isLetIn(blobs)) return [];
  const made = await letCallerIn(arm, place);
  terminal.say('Waiting until the role on the container is effective: Azure takes up to ten minutes.');
  for (const seconds of pauses) {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    if (await isLetIn(blobs)) return made;
  }
  throw new Failure('The role on the container is there, and Azure does not let you in yet.', [
    'Run this again in some minutes. If it stays so, look whether a network rule or a policy of your company closes the account.',
  ]);
}

/** @throws Failure while something that was applied is still in it, or when it holds what is not ours */
export async function undoStateInAzure(
  context: CommandContext,
  given: GivenDeployment,
  options: UndoOptions,
): Promise<number> {
  const { terminal, env } = context;
  const { deployment, input, file } = given;
  const opened = open(given, env);
  const { place, arm, blobs } = opened;
  const { account, container, resourceGroup } = place;
  const { deleteState } = options;
  assertNameRepeated(deleteState, account, 'storage account');
  try {
    await assertSubscription(arm, place, deployment.entra.tenantId);
    const { group, account: there } = await lookAtAccount(arm, place, deployment.name);
    const mark = there?.tags?.[bootstrapTag];
    if (there !== undefined && mark === undefined) {
      throw new Failure(`Bootstrap has not made the storage account ${account}: it has no mark.`, [
        'What was made by hand is taken away by hand.',
      ]);
    }
    // Whoever is not let in yet lets themselves in, which changes something: not before they have agreed.
    const seen = there === undefined || (await isLetIn(blobs));
    if (there !== undefined && seen) await refuseWhileInUse(blobs, deployment);
    const what =
      deleteState === undefined
        ? 'the place of the state, which stays, out of the deployment'
        : `the storage account ${account} with every version of the state`;
    await confirmed(context, options, what);
    if (!seen) {
      (await letIn(context, opened)).forEach((each) => terminal.good(each));
      await refuseWhileInUse(blobs, deployment);
    }
    if (there !== undefined && deleteState !== undefined) {
      const others = (await arm.list(`${accountPath(place)}/blobServices/default/containers`)).filter(
        ({ name }) => name !== container,
      );
      if (others.length > 0) {
        throw new Failure(`The storage account ${account} holds other containers as well, so it stays.`, [
          `must hold ${container} alone, got besides: ${others.map(({ name }) => name).join(', ')}`,
        ]);
      }
      const key = stateKeyOf(deployment) ?? '';
      const foreign = (await blobs.list('')).filter((name) => !isOfState(key, name));
      if (foreign.length > 0) {
        throw new Failure(`The container ${container} holds the state of something else as well, so it stays.`, [
          `must hold ${key} and what lies under it alone, got besides: ${foreign.slice(0, 5).join(', ')}`,
        ]);
      }
      await arm.remove(accountPath(place));
      terminal.good(`the storage account ${account} is gone, with every version of the state`);
    }
    // The account goes first, its mark with it: a group of this bootstrap is known by the same mark of its own.
    if (
      deleteState !== undefined &&
      group?.tags?.[bootstrapTag] !== undefined &&
      (mark ?? group.tags[bootstrapTag]) === group.tags[bootstrapTag]
    ) {
      const left = await arm.list(`${groupPath(place)}/resources`);
      if (left.length === 0) {
        await arm.remove(groupPath(place));
        terminal.good(`the resource group ${resourceGroup} is gone`);
      } else terminal.say(`The resource group ${resourceGroup} stays: others have something in it.`);
    }
    for (const path of await writeRepository(file, withLocalState(input, file))) terminal.good(`wrote ${path}`);
    if (there !== undefined && deleteState === undefined) {
      terminal.say();
      terminal.say(`What stays: the storage account ${account} in ${resourceGroup}, with the state and its versions.`);
    }
    return 0;
  } catch (error) {
    throw inWords(error, 'Taking it away');
  }
}

async function refuseWhileInUse(blobs: BlobStore, deployment: Deployment): Promise<void> {
  const key = stateKeyOf(deployment) ?? '';
  const bytes = await blobs.get(key);
  const locked = (await blobs.isLeased(key)) === true;
  const unsaved = (await blobs.get(unsavedKey(key))) !== undefined;
  // A lease is taken on a blob: terraform makes an empty one for its first lock.
  const text = bytes === undefined || bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
  refuseUsed(key, { text, locked, unsaved });
}

/** The deployment with the subscription said: who runs it elsewhere finds the same account. */
function withSubscription({ input, file }: GivenDeployment, subscriptionId: string): Omit<GivenDeployment, 'file'> {
  const { azurerm } = input.state as { azurerm: object };
  const after = { ...input, state: { azurerm: { ...azurerm, subscriptionId } } } as DeploymentInput;
  return { input: after, deployment: checkDeploymentValue(after, file, usersFileReader(folderOf(file))).deployment };
}
