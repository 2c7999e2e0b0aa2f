/**
 * What lies beside a state that others reach, under its key and the same encryption: a state that could not be saved, and
 * the note that a destroy has begun. Another machine sees both.
 */
import type { Deployment } from '../../stacks/deployment/schema.js';
import { besideStateEndings, stateKeyOf } from '../../stacks/deployment/state-key.js';
import type { ErroredPlace } from '../terraform/errored-state.js';
import { objectStoreOf } from './plan-store.js';

export interface BesideState {
  readonly errored: ErroredPlace;
  readonly destroying: {
    /** When a destroy began that has not come to its end. */
    find(): Promise<string | undefined>;
    note(started: string): Promise<void>;
    remove(): Promise<void>;
  };
}

/** Nothing for a state in a file: then the folder of the stack holds both. */
export function besideState(deployment: Deployment, env: NodeJS.ProcessEnv): BesideState | undefined {
  const key = stateKeyOf(deployment);
  if (key === undefined) return undefined;
  const { store, place } = objectStoreOf(deployment, env);
  const [errored, destroying] = besideStateEndings.map((ending) => `${key}${ending}`) as [string, string];
  return {
    errored: {
      name: `${place}/${errored}`,
      find: async () => (await store.get(errored))?.bytes,
      keep: async (bytes) => {
        if (await store.get(errored)) return false;
        await store.put(errored, { bytes, note: '' });
        return true;
      },
      remove: async () => store.remove(errored),
    },
    destroying: {
      find: async () => {
        const found = await store.get(destroying);
        return found && Buffer.from(found.bytes).toString();
      },
      note: async (started) => store.put(destroying, { bytes: Buffer.from(started), note: '' }),
      remove: async () => store.remove(destroying),
    },
  };
}
