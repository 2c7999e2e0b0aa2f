/** What a repository of an owner imports to change or extend the stack. */
export { DeploymentStack, type DeploymentStackProps } from './deployment-stack.js';
export { loadDeployment, readDeployment } from '../deployment/load.js';
export { DeploymentError } from '../deployment/problem.js';
export type { Deployment } from '../deployment/schema.js';
export { stageOf, type Stage } from '../deployment/stage.js';
export { functionZipOf, type FunctionZip } from '../modules/control-plane/function-zip.js';
export { withoutTraces } from './without-traces.js';
