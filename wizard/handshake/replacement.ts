/**
 * Setting up the federation replaces the identity source of an instance. Where people use the instance today this cuts
 * them off, and can remove their assignments (https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source-change.html).
 */
import { counted } from '../../domain/counted.js';
import { identityCenterInstances } from '../clouds/lookups/identity-center/identity-center-instances.js';
import { syncedUsers } from '../clouds/lookups/identity-center/synced-users.js';
import { see } from '../clouds/lookup.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { instanceIdOf, recordedOf, regionOf, type HandshakeContext } from './context.js';
import { present } from '../../domain/present.js';

/** Users that are counted: more than this are "at least" so many. */
const counting = 100;

/**
 * Stops unless the replacement is meant: the deployment repeats the instance's id, and where somebody may be using the
 * instance, a person types it once more. What cannot be seen is never taken as unused.
 */
export async function refuseUnmeantReplacement(context: HandshakeContext): Promise<void> {
  const id = instanceIdOf(context);
  // One that the deployment made has no users; one whose handshake is recorded has ours.
  if (id === undefined || recordedOf(context)) return;
  const use = await useOf(context);
  if (use === undefined) return;
  const { terminal, given } = context;
  terminal.warn(
    `${use} Replacing its identity source can cut off everyone who signs in to AWS through it, and remove their assignments.`,
  );
  if (given.replaceIdentitySource === id) return;
  const fix = [
    'If people of Entra sign in through it already: set identityCenter.federation to { "existing": {} }, and nothing of it is changed.',
    'If it may be replaced all the same:',
    `  --replace-identity-source ${id}`,
  ];
  if (given.replaceIdentitySource !== undefined)
    throw new UsageError(
      `--replace-identity-source must be the id of the instance, ${id}, got: ${given.replaceIdentitySource.slice(0, 40)}`,
      fix,
    );
  if (!terminal.interactive) throw new Failure(`The identity source of ${id} is not replaced.`, fix);
  await terminal.prompts.text({
    message: `Type the id of the instance (${id}) to replace its identity source, or stop with Ctrl-C`,
    validate: (text) => (text.trim() === id ? undefined : `must be ${id}; Ctrl-C stops, and nothing is changed`),
  });
}

/** Who uses the instance, in a sentence; undefined: nobody, as far as all of it could be seen. */
async function useOf(context: HandshakeContext): Promise<string | undefined> {
  const { clouds, deployment } = context;
  const region = regionOf(context);
  const { roleArn, instance } = deployment.identityCenter;
  const role = present({ roleArn });
  const name = instanceIdOf(context) ?? '';
  const instances = await see(identityCenterInstances, clouds, { region, ...role });
  if (!('seen' in instances)) return `Nobody could look whether the instance ${name} is in use (${instances.message}).`;
  const found = instances.seen.find(({ arn }) => 'existing' in instance && arn === instance.existing.arn);
  if (!found) {
    throw new Failure(`There is no Identity Center instance ${name} in ${region}.`, [
      'Compare identityCenter.region and identityCenter.instance.existing.arn with the AWS console.',
    ]);
  }
  const users = await see(syncedUsers, clouds, {
    identityStoreId: found.identityStoreId,
    region,
    limit: counting,
    ...role,
  });
  if (!('seen' in users)) return `Nobody could look whether the instance ${name} is in use (${users.message}).`;
  const count = users.seen.length;
  if (count === 0) return undefined;
  return `The instance ${name} has ${count >= counting ? 'at least ' : ''}${counted(count, 'user')}.`;
}
