/** What Intune has of a stack whose state was lost. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { survey, type NamedSighting } from '../../../wizard/adoption/survey.js';
import { parseDeployment } from '../../../deployment/load.js';
import { parseStack } from '../../../wizard/terraform/contents.js';
import { prepare, type Prepared } from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

const profiles = 'deviceManagement/windowsAutopilotDeploymentProfiles';
const policy = { '@odata.type': '#microsoft.graph.windows10CompliancePolicy', displayName: 'Contoso compliance' };

let started: TwinClouds;
let made: Prepared;
beforeAll(async () => {
  started = await startTwinClouds();
  made = await prepare(started.twin);
  started.twin.entra.addPolicy('deviceCompliancePolicies', policy, {});
});
afterAll(() => started.stop());

async function found(values: object): Promise<NamedSighting | undefined> {
  const { deployment } = parseDeployment(readFileSync('examples/smallest.json', 'utf8'), 'deployment.json', () => '');
  const resource = {
    msgraph_resource: { profile: { url: profiles, body: { displayName: 'WorkSpaces' } }, it: values },
  };
  const stack = parseStack(JSON.stringify({ resource }));
  const all = await survey({ clouds: started.clouds, deployment, stack, state: new Map(), chosen: new Map() });
  return all.find(({ address }) => address === 'msgraph_resource.it');
}

test('a compliance policy is made anew: an import would send what Graph takes when it is made alone', async () => {
  const seen = await found({ url: 'deviceManagement/deviceCompliancePolicies', body: policy });
  expect(seen).toMatchObject({ outcome: 'made-anew', noun: 'compliance policy' });
  expect(seen?.importId).toBeUndefined();
  expect(seen?.remarks.join(' ')).toContain('Delete this one in Intune');
});

test('what lies below something that the apply alone makes is called what it is', async () => {
  const url = `${profiles}/\${msgraph_resource.profile.id}/assignments`;
  const seen = await found({ url, body: { target: { groupId: made.deviceGroupId } } });
  expect(seen).toMatchObject({ outcome: 'made-anew', noun: 'assignment of an Autopilot profile' });
});
