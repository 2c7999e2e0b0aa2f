import { describe, expect, test } from '@jest/globals';
import { onGitlab } from './a-gitlab.js';

describe('on GitLab', () => {
  test('a lower level takes the variables of apply away, another environment the protection of the one of before; of ours alone', async () => {
    await onGitlab(async ({ session, found, project, wanted }) => {
      await session.setRules(found, wanted);
      await session.setVariables(found, { ENTRA_WORKSPACES_AWS_APPLY: 'arn', ENTRA_WORKSPACES_STATE_BUCKET: 'b' });
      const unused = {
        deployment: 'contoso',
        variables: ['ENTRA_WORKSPACES_AWS_APPLY', 'ENTRA_WORKSPACES_ENTRA_APPLY'],
      };
      const same = { ...unused, environment: 'production', environmentBefore: 'production' };
      expect(await session.dropUnused(found, { ...same, deployment: 'fabrikam' })).toEqual([]);
      expect(await session.dropUnused(found, same)).toEqual(['the variable ENTRA_WORKSPACES_AWS_APPLY']);
      const live = { environment: 'live', environmentBefore: 'production' };
      await session.setRules(found, { ...wanted, ...live });
      expect(await session.dropUnused(found, { ...unused, ...live })).toEqual([
        'the protection of the environment production',
      ]);
      expect([[...project.environments.keys()], project.variables.map(({ key, value }) => `${key} ${value}`)]).toEqual([
        ['live'],
        expect.arrayContaining(['ENTRA_WORKSPACES_STATE_BUCKET b', 'ENTRA_WORKSPACES_ENVIRONMENT contoso: live']),
      ]);
    });
  });

  test('of two deployments in one project the first to go leaves the other one its protection, and its variable', async () => {
    await onGitlab(async ({ session, found, project, wanted }) => {
      await session.setRules(found, wanted);
      const named = project.variables.find(({ key }) => key === 'ENTRA_WORKSPACES_DEPLOYMENT');
      Object.assign(named!, { value: 'fabrikam' });
      const second = { ...wanted, deployment: 'fabrikam', environment: 'fabrikam' };
      await session.setRules(found, second);
      await session.dropRules(found, { ...second, mark: '', stays: () => undefined });
      expect([[...project.environments.keys()], project.components]).toContainEqual(['production']);
      expect(project.components).toContain('environment');
      expect(Object.fromEntries(project.variables.map(({ key, value }) => [key, value]))).toEqual({
        ENTRA_WORKSPACES_DEPLOYMENT: 'contoso',
        ENTRA_WORKSPACES_ENVIRONMENT: 'contoso: production',
      });
    });
  });
});
