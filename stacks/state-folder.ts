/** Where a state in a local file lies, seen from the folder of `cdk.tf.json`. */

/** `cdktf.out/stacks/NAME` is where `cdk.tf.json` lies when cdktf writes it: three folders below the deployment file. */
export const defaultStateFolder = '../../..';

/** Key of the cdktf context under which the command line tells a program of an owner that it lies elsewhere. */
export const stateFolderContext = 'entra-workspaces:stateFolder';
