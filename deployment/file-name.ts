/** What the deployment file is called unless somebody names another. */
export const deploymentFileName = 'deployment.json';
