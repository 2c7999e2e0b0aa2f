import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { protectionInWords } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { readme } from '../../../wizard/repository/readme.js';

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra, entraRights, ...github } = full.pipeline!.github!;
const identities = { aws, entra, entraRights };
type Level = 'approved' | 'confirmed' | 'refused';
const environment = 'production';
const onGithub = (level: Level): Deployment => ({ ...full, pipeline: { github: { ...github, ...identities, level } } });
const onGitlab = (level: Level): Deployment => ({
  ...full,
  pipeline: { gitlab: { url: 'https://gitlab.com', project: 'contoso/desktops', environment, level, ...identities } },
});

test.each<[string, Deployment, RegExp]>([
  ['GitHub, approved', onGithub('approved'), /rests in Entra on its branch rule alone/],
  ['GitHub, confirmed', onGithub('confirmed'), /Nobody approves here.* branch rule of the environment \S+ alone/],
  ['GitHub, refused', onGithub('refused'), /Nothing but a laptop applies/],
  ['GitLab, approved', onGitlab('approved'), /the job asks GitLab whether one did/],
  ['GitLab, confirmed', onGitlab('confirmed'), /Nobody approves here.* The rule of the branch main alone/],
  ['GitLab, refused', onGitlab('refused'), /Nothing but a laptop applies/],
])('on %s README and words say what an apply rests on', (_host, deployment, said) => {
  expect(protectionInWords(deployment)).toMatch(said);
  expect(readme(deployment)).toContain(`**Who applies.** ${protectionInWords(deployment)}`);
});

test('on Azure DevOps it is the service connection, and without a pipeline nothing', () => {
  const connection = { name: 'desktops apply', id: '', issuer: '', subject: '' };
  const settings = { organization: 'contoso', project: 'Desktops', level: 'approved' as const, ...identities };
  const azureDevOps = { ...settings, connections: { mainPlan: connection, apply: connection } };
  const said = protectionInWords({ pipeline: { azureDevOps } });
  expect(said).toMatch(/connection desktops apply approve, and its branch control alone/);
  expect(protectionInWords({ pipeline: null })).toBeUndefined();
});
