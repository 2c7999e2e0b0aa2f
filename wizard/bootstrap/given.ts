/** What the commands on the place of a state are given. */
import { checkDeploymentValue } from '../../deployment/load.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { folderOf, usersFileReader } from '../../deployment/text-file.js';

/** What making it may be told. */
export interface LaptopOptions {
  readonly bucket?: string | undefined;
  readonly print: boolean;
  readonly autoApprove: boolean;
  readonly json: boolean;
  /** Azure location of what is made there. */
  readonly location?: string | undefined;
  /** The application for Intune, in place of the state. */
  readonly intune: boolean;
  /** File of the certificate of whoever runs it. */
  readonly certificate?: string | undefined;
  /** Whether whoever runs it consents in Entra. */
  readonly consent: boolean;
}

/** What taking it away may be told. */
export interface UndoOptions {
  /** The place of a state that no pipeline uses. */
  readonly laptop: boolean;
  readonly handOver?: string | undefined;
  readonly deleteState?: string | undefined;
  /** File of the certificate for Intune of whoever runs it. */
  readonly certificate?: string | undefined;
  readonly autoApprove: boolean;
  readonly verbose: boolean;
}

/** A deployment with the file that it is written in. */
export interface GivenDeployment {
  readonly file: string;
  readonly input: DeploymentInput;
  readonly deployment: Deployment;
}

/** The deployment once something in its file was changed, checked as a whole. */
export const asChanged = (input: DeploymentInput, file: string): Omit<GivenDeployment, 'file'> => ({
  input,
  deployment: checkDeploymentValue(input, file, usersFileReader(folderOf(file))).deployment,
});

/** The deployment with its state in a file again: one that is gone is not named. */
export const withLocalState = (input: DeploymentInput, file: string): Omit<GivenDeployment, 'file'> =>
  asChanged({ ...input, state: { local: {} } }, file);
