import { App } from 'cdktf';
import { functionZipOf } from '../modules/control-plane/function-zip.js';
import type { Deployment } from '../deployment/schema.js';
import { BootstrapStack, type AwsHalf, type EntraHalf } from './bootstrap-stack.js';
import { DeploymentStack } from './deployment-stack.js';
import { withoutTraces } from './without-traces.js';

export interface SynthesisOptions {
  /** Folder that is written: the stack lies in `stacks/NAME` below it. */
  readonly outdir: string;
  /** The control plane's code. */
  readonly functionZip: string;
  /** Where a local state lies, seen from the stack's folder. */
  readonly stateFolder: string;
}

/** Writes a deployment's stack. All that the wizard needs of CDKTF. */
export function synthesizeDeployment(deployment: Deployment, options: SynthesisOptions): void {
  const { outdir, functionZip, stateFolder } = options;
  const app = new App({ outdir, stackTraces: false });
  withoutTraces(() => {
    new DeploymentStack(app, deployment.name, { deployment, functionZip: functionZipOf(functionZip), stateFolder });
    app.synth();
  });
}

/** Writes the stack of one cloud of a bootstrap into `stacks/ID` below a folder. */
export function synthesizeBootstrap(
  id: string,
  half: { readonly aws: AwsHalf } | { readonly entra: EntraHalf },
  outdir: string,
): void {
  const app = new App({ outdir, stackTraces: false });
  withoutTraces(() => {
    new BootstrapStack(app, id, half);
    app.synth();
  });
}
