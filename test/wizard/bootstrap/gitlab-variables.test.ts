/** Variables of a project and its groups, which beat those of the file of the pipeline. */
import { expect, test } from '@jest/globals';
import type { GitLab } from '../../../twin/gitlab/gitlab.js';
import type { GitLabProject } from '../../../twin/gitlab/objects.js';
import { onGitlab, projectName, refusal } from './a-gitlab.js';

test.each<[string, (given: { host: GitLab; project: GitLabProject }) => void, string]>([
  [
    'of the project',
    ({ project }) => void project.variables.push({ key: 'PACKAGE_SHA512', value: '0', protected: true, masked: false }),
    'the variable PACKAGE_SHA512: beats',
  ],
  [
    'of a group above its own',
    ({ host }) => void host.groupVariables.set('contoso', [{ key: 'NODE_OPTIONS', value: '--require /tmp/x.js' }]),
    'the variable NODE_OPTIONS of the group contoso: beats',
  ],
  [
    'of groups that GitLab does not tell',
    ({ project }) => void (project.tellsInherited = false),
    'the variables of its groups: GitLab does not tell',
  ],
])(
  'a variable %s that chooses what a job runs is nobody of ours to take away: nothing trusts it',
  async (_of, set, said) => {
    await onGitlab(async ({ session, found, project, host, wanted }) => {
      await session.setRules(found, wanted);
      set({ host, project });
      const before = project.variables.length;
      const text = await refusal(session.setRules(await session.look(projectName), wanted));
      expect(text).toContain(said);
      expect([text.includes('--require'), project.variables.length]).toEqual([false, before]);
    });
  },
);

test("variables that choose nothing, and those that bootstrap made, are in nobody's way; every page of a group is read", async () => {
  await onGitlab(async ({ session, found, project, host, wanted }) => {
    const many = Array.from({ length: 130 }, (_each, at) => ({ key: `COLOUR_${at}`, value: 'blue' }));
    host.groupVariables.set('contoso/it', [...many, { key: 'HTTPS_PROXY', value: 'http://proxy.contoso.com' }]);
    project.variables.push({ key: 'AWS_DEFAULT_REGION', value: 'eu-west-1', protected: false, masked: false });
    await session.setRules(found, wanted);
    const arn = 'arn:aws:iam::111122223333:role/contoso-apply';
    await session.setVariables(found, { ENTRA_WORKSPACES_AWS_APPLY: arn, ENTRA_WORKSPACES_STATE_BUCKET: 'contoso' });
    expect(await session.weaknesses(found, wanted)).toEqual({ weak: [], unseen: [] });
    host.groupVariables.get('contoso/it')!.push({ key: 'CI_API_V4_URL', value: 'https://gitlab.example.com' });
    expect((await session.weaknesses(found, wanted)).weak).toHaveLength(1);
  });
});
