/**
 * Plain `cdktf synth`: from a deployment file to `cdktf.out/stacks/NAME/cdk.tf.json`. Needs no network and no terraform.
 *
 * `DEPLOYMENT` names the deployment file (default: ./deployment.json), `FUNCTION_ZIP` the control plane's code (default:
 * dist/handler.zip, which `npm run build` makes).
 */
import { App } from 'cdktf';
import { copyFileSync, existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { DeploymentError, DeploymentStack, functionZipOf, loadDeployment, withoutTraces } from './stacks/index.js';

function main(): void {
  const file = process.env['DEPLOYMENT'] ?? 'deployment.json';
  const deployment = loadDeployment(file);
  const zip = process.env['FUNCTION_ZIP'] ?? join(import.meta.dirname, 'dist', 'handler.zip');
  if (!existsSync(zip)) {
    return fail(`The control plane's code is missing, got: ${zip}\nMake it with: npm run build`);
  }
  const app = new App({ stackTraces: false });
  const folder = resolve(app.outdir, 'stacks', deployment.name);
  const stateFolder =
    relative(folder, resolve(dirname(file)))
      .split(sep)
      .join('/') || '.';
  withoutTraces(() => {
    new DeploymentStack(app, deployment.name, { deployment, functionZip: functionZipOf(zip), stateFolder });
    app.synth();
  });
  copyFileSync(zip, join(folder, basename(zip)));
}

function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  if (!(error instanceof DeploymentError)) throw error;
  fail(error.message);
}
