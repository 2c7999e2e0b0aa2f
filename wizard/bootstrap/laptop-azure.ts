/** The place of a state in Azure, without a pipeline: made, set, opened for whoever makes it; or taken away again. */
import { randomUUID } from 'node:crypto';
import type { DeploymentInput } from '../../deployment/schema.js';
import { bootstrapTag } from '../../domain/names.js';
import type { CommandContext } from '../command.js';
import { Failure } from '../terminal/failure.js';
import { agreed, inWords } from './asked.js';
import { AzureHome } from './azure-home.js';
import { accountThings, azureRights } from './describe.js';
import { assertNameRepeated, confirmed } from './drop-state.js';
import { writeRepository } from './ends.js';
import { asChanged, withLocalState, type GivenDeployment, type LaptopOptions, type UndoOptions } from './given.js';
import { sayChecksNext, sayForLaptop, type ChecksMade } from './laptop-words.js';
import { refuseWhileRecorded } from './left-identities.js';
import { accountPlaceOf } from './state-place.js';
import { lookAtAccount } from './storage-account.js';

/** Makes it all, or finds that it is as it has to be, and writes the subscription into the deployment. */
export async function laptopInAzure(
  context: CommandContext,
  given: GivenDeployment,
  options: LaptopOptions,
  checks?: ChecksMade,
): Promise<number> {
  const { terminal, env } = context;
  const { deployment, file } = given;
  const place = accountPlaceOf(deployment, { env });
  const things = accountThings(place).map(({ what, why }) => ({ what, why }));
  const intended = sayForLaptop(terminal, deployment, { cloud: 'Azure', things }, checks);
  const described = { ...place, ...intended, rights: { azure: azureRights } };
  terminal.say(
    `Whoever runs it needs, in subscription ${place.subscriptionId}: ${azureRights}. Whoever plans or applies afterwards needs Storage Blob Data Contributor on the container: to plan, too, as a lock is a lease, and a lease is a write.`,
  );
  if (options.print) {
    if (options.json) terminal.result(described);
    return 0;
  }
  const home = new AzureHome(context, deployment, place, options.location);
  const made: string[] = [];
  const say = (things: readonly string[]): void => {
    made.push(...things);
    things.forEach((each) => terminal.good(each));
  };
  try {
    await home.locate();
  } catch (error) {
    throw inWords(error, 'Looking at the subscription');
  }
  await agreed(context, { autoApprove: options.autoApprove, file });
  try {
    await checks?.first(home, withSubscription(given, place.subscriptionId).deployment);
    await home.make({ roles: [], mark: randomUUID(), say });
    const written = await writeRepository(file, withSubscription(given, place.subscriptionId));
    written.forEach((path) => terminal.good(`wrote ${path}`));
    if (made.length === 0 && written.length === 0)
      terminal.good('Everything is as it has to be: nothing was made or changed.');
    terminal.say();
    if (checks) sayChecksNext(terminal, checks);
    terminal.say(
      'Next: entra-workspaces plan. Whoever has the deployment and the role on the container goes on with the same state.',
    );
    if (options.json) terminal.result({ ...described, made, written });
    return 0;
  } catch (error) {
    throw inWords(error, 'A call');
  }
}

/** @throws Failure while something that was applied is still in it, or when it holds what is not ours */
export async function undoStateInAzure(
  context: CommandContext,
  given: GivenDeployment,
  options: UndoOptions,
): Promise<number> {
  const { terminal, env } = context;
  const { deployment, input, file } = given;
  const place = accountPlaceOf(deployment, { env });
  const { account } = place;
  const home = new AzureHome(context, deployment, place, undefined);
  const { deleteState } = options;
  assertNameRepeated(deleteState, account, 'storage account');
  try {
    await home.assertPlace();
    const { account: there } = await lookAtAccount(home.arm, place, deployment.name);
    const mark = there?.tags?.[bootstrapTag];
    if (there !== undefined && mark === undefined) {
      throw new Failure(`Bootstrap has not made the storage account ${account}: it has no mark.`, [
        'What was made by hand is taken away by hand.',
      ]);
    }
    // Whoever is not let in yet lets themselves in, which changes something: not before they have agreed.
    const seen = there === undefined || (await home.isOpen());
    if (there !== undefined && seen) await home.refuseWhileInUse();
    const what =
      deleteState === undefined
        ? 'the place of the state, which stays, out of the deployment'
        : `the storage account ${account} with every version of the state`;
    if (there !== undefined && deleteState !== undefined)
      for (const each of await home.ofOthers()) terminal.warn(`It takes along what others set there: ${each}`);
    await confirmed(context, options, what);
    if (!seen) {
      (await home.open()).forEach((each) => terminal.good(each));
      await home.refuseWhileInUse();
    }
    if (deleteState !== undefined) {
      if (there !== undefined) {
        await home.refuseWhileShared();
        await refuseWhileRecorded({ deployment, textOf: (key) => home.textOf(key) });
      }
      await home.drop(mark);
    }
    for (const path of await writeRepository(file, withLocalState(input, file))) terminal.good(`wrote ${path}`);
    if (there !== undefined && deleteState === undefined) {
      terminal.say();
      terminal.say(`What stays: ${home.stays}.`);
    }
    return 0;
  } catch (error) {
    throw inWords(error, 'Taking it away');
  }
}

/** The deployment with the subscription said: who runs it elsewhere finds the same account. */
export function withSubscription(
  { input, file }: Pick<GivenDeployment, 'input' | 'file'>,
  subscriptionId: string,
): Omit<GivenDeployment, 'file'> {
  const { azurerm } = input.state as { azurerm: object };
  const after = { ...input, state: { azurerm: { ...azurerm, subscriptionId } } } as DeploymentInput;
  return asChanged(after, file);
}
