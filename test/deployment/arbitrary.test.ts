/** What is random in the property tests reaches all of the schema: else they would prove little of what they say. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deploymentFileSchema } from '../../deployment/schema.js';
import { deploymentInputs } from './arbitrary.js';
import { branchesIn, branchesOf } from './branches.js';

test('random deployments reach every field of the schema, each of its fixed values, and being absent', () => {
  const branches = branchesOf(deploymentFileSchema);
  const taken = new Set<string>();
  for (const drawn of fc.sample(deploymentInputs, { numRuns: 600, seed: 1 })) {
    for (const branch of branchesIn(drawn, deploymentFileSchema)) taken.add(branch);
  }
  // A users file has tests of its own: it is text beside the deployment.
  const elsewhere = 'sites[].desktops.users.file';
  expect(branches).toContain(elsewhere);
  const missed = branches.filter((branch) => !taken.has(branch) && branch !== elsewhere);
  expect(missed.map((branch) => `${branch}: give it random values in test/deployment/arbitrary*.ts`)).toEqual([]);
});
