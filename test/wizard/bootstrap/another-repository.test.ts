/** Whom an application believes is changed to another repository by an option, never by a deployment and a hand-over alone. */
import { describe, expect, test } from '@jest/globals';
import type { Graph } from '../../../wizard/clouds/graph.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import { azureDevOps } from '../../../wizard/bootstrap/hosts/azure-devops/azure-devops.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import { credentialNameOf, type Making } from '../../../wizard/bootstrap/identities.js';
import { surveyEntra } from '../../../wizard/bootstrap/survey.js';

const mark = '22222222-2222-4222-8222-222222222222';
const making = {
  ...{ host: github, level: 'approved', mark, environment: 'production', subjects: {} },
  deployment: { name: 'contoso', aws: { accountId: '111122223333', rolePath: '/' }, pipeline: null },
  ...{ trusting: true, identities: ['apply'] },
  repository: { name: 'contoso/desktops', prefix: 'repo:contoso/desktops', id: '8' },
} as unknown as Making;
const ids = { ...making, repository: { ...making.repository, prefix: 'repo:contoso@5/desktops@8' } };
const project = {
  ...{ ...making, host: gitlab },
  repository: { name: 'it/desktops', prefix: 'project_path:it/desktops', id: '42', url: 'https://gitlab.com' },
} as unknown as Making;
const onGitlab = (path: string): string => `project_path:${path}:ref_type:branch:ref:main`;

const connection = (name: string, id: string) => ({
  ...{ name, id, issuer: 'https://login.microsoftonline.com/t/v2.0', subject: `/eid1/c/pub/t/T/a/A/sc/ORG/${id}` },
});
const inAzure = {
  ...{ ...making, host: azureDevOps },
  repository: {
    ...{ name: 'contoso/Desktops/Desktops', prefix: 'https://dev.azure.com/contoso', id: 'r' },
    connections: { mainPlan: connection('contoso-main-plan', 'p2'), apply: connection('contoso-apply', 'a2') },
    connectionsBefore: { mainPlan: connection('contoso-main-plan', 'p1'), apply: connection('contoso-apply', 'a1') },
  },
} as unknown as Making;

/** What is found of an application whose credential compares this. */
async function found(of: Making, { subject, expression }: { subject?: string; expression?: string }): Promise<number> {
  const issuer = of.host.provider(of.repository)?.issuer;
  const credential = {
    ...{ id: 'f', name: credentialNameOf(of, 'apply'), issuer, subject: subject ?? null, audiences: [] },
    ...(expression !== undefined && { claimsMatchingExpression: { value: expression } }),
  };
  const answers: Readonly<Record<string, readonly object[]>> = {
    applications: [{ id: 'o', appId: 'c', displayName: 'contoso', notes: `entra-workspaces:bootstrap ${mark}` }],
    'applications/o/federatedIdentityCredentials': [credential],
  };
  const graph = { list: async (path: string) => Promise.resolve(answers[path] ?? []) } as unknown as Graph;
  return (await surveyEntra(graph, of, {})).length;
}

describe('an application that lets another repository in than the deployment names', () => {
  test.each<[string, Making, Parameters<typeof found>[1]]>([
    ['of another owner', making, { subject: 'repo:mallory/desktops:environment:production' }],
    ['with our name at its beginning', making, { subject: 'repo:contoso/desktops-copy:environment:production' }],
    ['of our name and another number', making, { subject: 'repo:contoso@5/desktops@9:environment:production' }],
    ['with subjects of its own making', making, { subject: 'repository_id:9:environment:production' }],
    ['by an expression that is not shown', making, {}],
    ['on Azure DevOps', inAzure, { subject: '/eid1/c/pub/t/T/a/A/sc/ORG/other' }],
    ['on Azure DevOps, of another project by its name', inAzure, { subject: 'sc://contoso/Other/contoso-apply' }],
    ['on GitLab', project, { subject: onGitlab('mallory/desktops') }],
    [
      'on GitLab, by an expression',
      project,
      { expression: `claims['sub'] eq '${onGitlab('it/old')}' and claims['x'] eq '1'` },
    ],
  ])('%s: is refused, and both are named', async (_what, of, credential) => {
    await expect(found(of, credential)).rejects.toMatchObject({
      message: expect.stringMatching(/lets another (repository|project) in than the deployment names/),
      fix: [expect.stringContaining('got: '), expect.stringContaining('--repository ')],
    });
    // An option says that it is meant; and taking it away is always right.
    expect(await found({ ...of, repositorySaid: true }, credential)).toBe(2);
    expect(await found({ ...of, trusting: false }, credential)).toBe(2);
  });

  test.each<[string, Making, Parameters<typeof found>[1]]>([
    ['another environment', making, { subject: 'repo:contoso/desktops:environment:staging' }],
    ['other capitals', making, { subject: 'repo:Contoso/Desktops:environment:production' }],
    ['ids that it sends since', ids, { subject: 'repo:contoso/desktops:environment:production' }],
    ['another name, and the same number', ids, { subject: 'repo:fabrikam@5/old@8:environment:production' }],
    [
      'the name before, as its host says',
      { ...making, repository: { ...making.repository, formerly: 'repo:contoso/old' } },
      { subject: 'repo:contoso/old:environment:production' },
    ],
    [
      'subjects of its own, as they are given',
      { ...making, subjects: { apply: 'repository_id:8:x:y' } },
      { subject: 'repository_id:8:x:y' },
    ],
    [
      'the connection of Azure DevOps that the deployment names, and which was made anew',
      inAzure,
      { subject: '/eid1/c/pub/t/T/a/A/sc/ORG/a1' },
    ],
    ['the older form of Azure DevOps', inAzure, { subject: 'sc://contoso/desktops/contoso-apply' }],
    ['another level of GitLab', project, { subject: `${onGitlab('it/desktops')}:environment:production` }],
  ])('it is the same one with %s: put right', async (_what, of, credential) => {
    expect(await found(of, credential)).toBe(2);
  });
});

test('an application of another deployment of the same name is not taken, and the way out is named', async () => {
  const others = [
    { id: 'o', appId: 'c', displayName: 'x', notes: `entra-workspaces:bootstrap ${mark.replace('2', '3')}` },
  ];
  const graph = {
    list: async (path: string) => Promise.resolve(path === 'applications' ? others : []),
  } as unknown as Graph;
  await expect(surveyEntra(graph, making, {})).rejects.toMatchObject({
    message: expect.stringContaining('its notes say that another deployment made it'),
    fix: expect.arrayContaining([expect.stringMatching(/needs another `name`.*bootstrap --undo of it/)]),
  });
});
