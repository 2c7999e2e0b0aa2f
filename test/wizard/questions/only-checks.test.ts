/** What is asked of a pipeline in which no job is anybody in a cloud. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { nothingDiscovered } from '../../../wizard/discovery/discovered.js';
import { answersOf, composeDeployment } from '../../../wizard/questions/compose.js';
import { resolveAnswers, type Given } from '../../../wizard/questions/resolve.js';
import { questionTable } from '../../../wizard/questions/table.js';

const resolve = (over: Partial<Given>) =>
  resolveAnswers(questionTable, { flags: {}, env: {}, file: {}, discovered: nothingDiscovered(), asked: {}, ...over });

describe('a pipeline that only checks', () => {
  const smallest = JSON.parse(readFileSync('examples/smallest.json', 'utf8')) as DeploymentInput;
  const s3 = { bucket: 'contoso-state-111122223333', region: 'eu-central-1' };
  const checking = (settings: object): DeploymentInput =>
    ({ ...smallest, state: { s3 }, pipeline: settings }) as DeploymentInput;
  const github = { repository: 'contoso/desktops', environment: 'production', level: 'refused' };

  test.each<[string, object]>([
    ['GitHub', { github }],
    ['GitLab', { gitlab: { project: 'contoso/desktops', environment: 'production', level: 'refused' } }],
    ['Azure DevOps', { azureDevOps: { organization: 'contoso', project: 'desktops', level: 'refused' } }],
  ])('of %s is asked for no identity, and stays what it is', (_host, settings) => {
    const base = checking(settings);
    const resolved = resolve({ file: answersOf(questionTable, base) });
    expect([resolved.missing.map(({ key }) => key), resolved.wrong]).toEqual([[], []]);
    expect(composeDeployment(resolved, base).pipeline).toEqual(settings);
  });

  test('is asked for its identities once something plans; one with identities loses them where it is to check alone', () => {
    const file = answersOf(questionTable, checking({ github }));
    const planning = resolve({ file, flags: { pipelineLevel: 'refused' } });
    expect(planning.missing.map(({ key }) => key)).toEqual(['mainPlanRoleArn', 'mainPlanClientId']);
    const aws = { mainPlan: 'arn:aws:iam::111122223333:role/contoso-main-plan' };
    const entra = { mainPlan: '33333333-3333-4333-8333-333333333333' };
    const base = checking({ github: { ...github, aws, entra } });
    const asked = { file: answersOf(questionTable, base), flags: { pipelineLevel: 'checks' } };
    expect(composeDeployment(resolve(asked), base).pipeline).toEqual({ github });
    expect(composeDeployment(resolve({ file: asked.file }), base).pipeline).toEqual({
      github: { ...github, aws, entra },
    });
  });
});
