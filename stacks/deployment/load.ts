/** From the text of a deployment file to a deployment: text, migration, schema, rules, users files; all problems at once. */
import type { Deployment, DeploymentFile } from './schema.js';
import { DeploymentError, type Problem } from './problem.js';

/** Reads a file as text. The default reads UTF-8 from disk. */
export type ReadText = (path: string) => string;

/** What loading gives. */
export interface LoadedDeployment {
  /** The deployment, users resolved. */
  readonly deployment: Deployment;
  /** The file as written, defaults filled in: for the wizard, which edits it. */
  readonly file: DeploymentFile;
  /** Things to know that do not stop anything. */
  readonly warnings: readonly Problem[];
}

/**
 * Loads a deployment with its warnings. Users files are taken relative to the folder of the deployment file.
 * @throws DeploymentError with every problem found
 */
export function readDeployment(file: string, _read?: ReadText): LoadedDeployment {
  throw new DeploymentError([{ path: '', rule: 'must be loadable', got: file }], file);
}

/**
 * Loads a deployment.
 * @throws DeploymentError with every problem found
 */
export function loadDeployment(file: string, read?: ReadText): Deployment {
  return readDeployment(file, read).deployment;
}
