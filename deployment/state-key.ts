import type { Deployment } from './schema.js';

/** Where in its bucket or container the state of a deployment lies; nothing for a state in a file. */
export function stateKeyOf({ name, state }: Pick<Deployment, 'name' | 'state'>): string | undefined {
  const usual = `entra-workspaces/${name}.tfstate`;
  if ('s3' in state) return state.s3.key ?? usual;
  return 'azurerm' in state ? (state.azurerm.key ?? usual) : undefined;
}

/** The file of a state that lies in one, from the folder of the deployment, or absolute; nothing for a state elsewhere. */
export const stateFileOf = ({ name, state }: Pick<Deployment, 'name' | 'state'>): string | undefined =>
  'local' in state ? (state.local.path ?? `${name}.tfstate`) : undefined;

/**
 * What else lies there, by the ending of its key: a state that could not be saved, the note that a destroy began, the
 * note of the commit that was applied last, and why somebody applied past the pipeline, a note each time.
 */
export const besideStateEndings = ['.errored.tfstate', '.destroying', '.applied', '.break-glass/*'] as const;

/** Whether a key is that of a state, or of what lies beside it: its lock, notes and kept plans. `one.tfstate2` is another one. */
export const isOfState = (state: string, key: string): boolean => key === state || key.startsWith(`${state}.`);
