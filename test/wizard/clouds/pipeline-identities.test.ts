import { expect, test } from '@jest/globals';
import type { Clouds } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { greenfield, load } from '../../deployment/sample.js';

test('the role and the application that plan pull requests are looked at like those of main-plan and apply', () => {
  const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
  const client = (number: number): string => `${number}e7f8091-a2b3-4c4d-95e6-f708192a3b4c`;
  const { deployment } = load({
    ...greenfield(),
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } },
    pipeline: {
      github: {
        ...{ repository: 'contoso/desktops', environment: 'production', pullRequests: 'plan', entraRights: 'daily' },
        aws: { mainPlan: role('plan'), apply: role('apply'), pullRequestPlan: role('pull') },
        entra: { mainPlan: client(1), apply: client(2), pullRequestPlan: client(3) },
      },
    },
  });
  expect(lookups.pipelineApps.named(deployment)).toEqual({ clientIds: [client(1), client(2), client(3)] });
  expect(lookups.pipelineRoles.named(deployment)).toMatchObject({ arns: [role('plan'), role('apply'), role('pull')] });
  expect(lookups.githubRules.named(deployment)).toEqual({
    ...{ repository: 'contoso/desktops', environment: 'production', planned: true },
  });
});

test('applications of before are looked for by the names of bootstrap, where the deployment names none, and known by its notes', async () => {
  const of = (github: object) =>
    load({
      ...greenfield(),
      pipeline: { github: { repository: 'contoso/desktops', environment: 'production', ...github } },
    }).deployment;
  const displayNames = ['Contoso desktops pipeline (main plan)', 'Contoso desktops pipeline (apply)'];
  const named = lookups.pipelineLeftApps.named(of({ level: 'refused' }));
  expect(named?.displayNames.map((each) => each.replace(/^.*(?= pipeline)/, ''))).toEqual(
    displayNames.map((each) => each.replace(/^.*(?= pipeline)/, '')),
  );
  const list = async (path: string) => {
    if (path !== 'applications') return Promise.resolve([{ name: 'github-apply', issuer: 'i', subject: 's' }]);
    const of = (notes: string | null) => ({ id: 'o', appId: 'c', displayName: 'Contoso', notes });
    return Promise.resolve([of('entra-workspaces:bootstrap x'), of('somebody'), of(null)]);
  };
  const seen = await lookups.pipelineLeftApps.look({ graph: { list } } as unknown as Clouds, {
    displayNames: ['Contoso'],
  });
  expect(seen).toEqual([
    {
      ...{ clientId: 'c', displayName: 'Contoso' },
      credentials: [{ name: 'github-apply', issuer: 'i', subject: 's', expression: null }],
    },
  ]);
});
