/** The program that an owner may extend: the stack, and room for resources of their own. */

export const mainProgram = `/**
 * The stack of this deployment. Resources of your own go below; until you change this file, the command
 * entra-workspaces synthesizes by itself and needs no packages.
 */
import { App } from 'cdktf';
import { DeploymentError, DeploymentStack, functionZipOf, loadDeployment } from 'entra-workspaces';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

try {
  const deployment = loadDeployment('deployment.json');
  const zip = fileURLToPath(import.meta.resolve('entra-workspaces/handler.zip'));
  const app = new App();
  const stack = new DeploymentStack(app, deployment.name, { deployment, functionZip: functionZipOf(zip) });

  // For instance, after npm install @cdktf/provider-aws, with the provider of a Region that the stack has already:
  //   import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
  //   const provider = stack.aws('eu-central-1');
  //   new SsmParameter(stack, 'owner', { provider, name: '/desktops/owner', type: 'String', value: 'desktop-team' });
  void stack;

  app.synth();
  copyFileSync(zip, join(app.outdir, 'stacks', deployment.name, 'handler.zip'));
} catch (error) {
  // What is wrong with the deployment is said in words; anything else is a mistake with a trace.
  if (!(error instanceof DeploymentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
`;

/** What cdktf-cli reads. `app` runs once main.ts is changed. */
export function cdktfJson(projectId: string): object {
  return {
    language: 'typescript',
    app: 'npx tsx main.ts',
    projectId,
    sendCrashReports: 'false',
    terraformProviders: [],
    terraformModules: [],
    context: {},
  };
}
