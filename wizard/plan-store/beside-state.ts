/**
 * What lies beside a state that others reach, under its key and the same encryption: a state that could not be saved, the
 * note that a destroy has begun, the one of the commit that was applied last, and why somebody applied past the pipeline. Another machine sees them.
 */
import type { Deployment } from '../../deployment/schema.js';
import { besideStateEndings, stateKeyOf } from '../../deployment/state-key.js';
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
  /** Which commit was applied last: written by an apply, read by the next plan. */
  readonly applied: {
    find(): Promise<string | undefined>;
    /** In place of the one before. */
    note(text: string): Promise<void>;
  };
  /** Why somebody applied past the pipeline: an object each time, none in place of another. */
  readonly emergencies: {
    /** By name, oldest first. */
    find(): Promise<readonly { readonly name: string; readonly text: string }[]>;
    /** @param name sorts by time */
    note(name: string, text: string): Promise<void>;
    remove(name: string): Promise<void>;
  };
}

/** Nothing for a state in a file: then the folder of the stack holds both. */
export function besideState(deployment: Deployment, env: NodeJS.ProcessEnv): BesideState | undefined {
  const key = stateKeyOf(deployment);
  if (key === undefined) return undefined;
  const { store, place } = objectStoreOf(deployment, env);
  const [errored, destroying, applied, broken] = besideStateEndings.map(
    (ending) => `${key}${ending.replace('*', '')}`,
  ) as [string, string, string, string];
  const textAt = async (name: string): Promise<string | undefined> => {
    const found = await store.get(name);
    return found && Buffer.from(found).toString();
  };
  return {
    errored: {
      name: `${place}/${errored}`,
      find: async () => store.get(errored),
      keep: async (bytes) => {
        if (await store.putNew(errored, bytes)) return true;
        // A put whose answer was lost has put this very state.
        const there = await store.get(errored);
        return there !== undefined && Buffer.from(there).equals(bytes);
      },
      remove: async () => store.remove(errored),
    },
    destroying: {
      find: async () => textAt(destroying),
      // One that lies there already began earlier.
      note: async (started) => void (await store.putNew(destroying, Buffer.from(started))),
      remove: async () => store.remove(destroying),
    },
    applied: {
      find: async () => textAt(applied),
      note: async (text) => {
        // Killed in between there is none: then nothing is marked, and nothing is allowed by a file.
        await store.remove(applied);
        await store.putNew(applied, Buffer.from(text));
      },
    },
    emergencies: {
      find: async () => {
        const names = [...(await store.list(broken))].sort();
        const texts = await Promise.all(names.map(async (name) => ({ name, text: (await textAt(name)) ?? '' })));
        return texts.map(({ name, text }) => ({ name: name.slice(broken.length), text }));
      },
      note: async (name, text) => void (await store.putNew(`${broken}${name}`, Buffer.from(text))),
      remove: async (name) => store.remove(`${broken}${name}`),
    },
  };
}
