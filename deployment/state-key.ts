import type { Deployment } from './schema.js';

/** Where in its bucket or container the state of a deployment lies; nothing for a state in a file. */
export function stateKeyOf({ name, state }: Pick<Deployment, 'name' | 'state'>): string | undefined {
  const usual = `entra-workspaces/${name}.tfstate`;
  if ('s3' in state) return state.s3.key ?? usual;
  return 'azurerm' in state ? (state.azurerm.key ?? usual) : undefined;
}

/**
 * What else lies there, by the ending of its key: a state that could not be saved, the note that a destroy began, and the
 * note of the commit that was applied last.
 */
export const besideStateEndings = ['.errored.tfstate', '.destroying', '.applied'] as const;
