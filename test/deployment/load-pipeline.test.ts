import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadDeployment } from '../../deployment/load.js';
import { contextOf } from '../../domain/pipeline-subjects.js';
import { greenfield, load, problemsOf } from './sample.js';

describe('a pipeline', () => {
  const roles = {
    planRoleArn: 'arn:aws:iam::111122223333:role/plan',
    applyRoleArn: 'arn:aws:iam::111122223333:role/apply',
  };
  const clients = {
    planClientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c',
    applyClientId: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d',
  };
  const inTheEarlierForm = (over: object = {}): object => ({
    ...greenfield(),
    pipeline: {
      github: { repository: 'contoso/desktops', environment: 'production', aws: roles, entra: clients, ...over },
    },
  });

  test('in the earlier form is read, and it is said whom its plan identity must no longer trust', () => {
    const { deployment, warnings } = load(inTheEarlierForm());
    expect(deployment.pipeline?.github).toEqual({
      repository: 'contoso/desktops',
      environment: 'production',
      level: 'approved',
      pullRequests: 'check',
      entraRights: 'whole',
      aws: { mainPlan: roles.planRoleArn, apply: roles.applyRoleArn },
      entra: { mainPlan: clients.planClientId, apply: clients.applyClientId },
    });
    expect(warnings.map(({ path }) => path)).toEqual([
      'pipeline.github.aws.planRoleArn',
      'pipeline.github.entra.planClientId',
      'pipeline.github.entraRights',
    ]);
    expect(warnings[0]?.fix).toContain(':pull_request');
  });

  test('in the earlier form beside the present one is a mistake', () => {
    const aws = { ...roles, mainPlan: 'arn:aws:iam::111122223333:role/main-plan' };
    expect(problemsOf(inTheEarlierForm({ aws }))[0]?.path).toBe('pipeline.github.aws.planRoleArn');
  });

  test.each([
    ['pipeline-emu.deployment.json', 'ada_contoso/desktops', 'environment:production'],
    ['pipeline-colon.deployment.json', 'contoso/desktops', 'environment:prod%3A eu-central'],
  ])('%s: of %s, whose job that applies is %s', (name, repository, context) => {
    const { pipeline } = loadDeployment(join(import.meta.dirname, '../inputs', name));
    expect(pipeline?.github?.repository).toBe(repository);
    expect(contextOf('apply', pipeline?.github?.environment ?? '')).toBe(context);
  });

  test.each(['ada_contoso/desktops', 'contoso/desktops.and-more_1'])('takes the repository %s', (repository) =>
    expect(load(inTheEarlierForm({ repository })).deployment.pipeline?.github?.repository).toBe(repository),
  );

  test.each(['contoso', 'contoso/..', 'contoso/a b', '${{ github.repository }}'])(
    'takes no repository %s',
    (repository) => expect(problemsOf(inTheEarlierForm({ repository }))[0]?.path).toBe('pipeline.github.repository'),
  );

  test.each([
    ['${{ github.event.pull_request.title }}', /not an expression/],
    ['production\nenv: x', /no control character/],
    ['production\u001b[2J', /no control character/],
    [' production', /no space around/],
  ])('takes no environment %j', (environment, says) =>
    expect(problemsOf(inTheEarlierForm({ environment }))[0]).toMatchObject({
      path: 'pipeline.github.environment',
      rule: expect.stringMatching(says),
    }),
  );
});
