/** An application of ours is taken again only where nobody else can sign in as it, and where it holds no role of the directory. */
import { describe, expect, test } from '@jest/globals';
import type { Graph } from '../../../wizard/clouds/graph.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import { credentialNameOf, type Making } from '../../../wizard/bootstrap/identities.js';
import { surveyEntra } from '../../../wizard/bootstrap/survey.js';

const mark = '22222222-2222-4222-8222-222222222222';
const making = {
  ...{ host: github, level: 'approved', mark, environment: 'production', subjects: {} },
  deployment: { name: 'contoso', aws: { accountId: '111122223333', rolePath: '/' }, pipeline: null },
  ...{ trusting: true, identities: ['apply'] },
  repository: { name: 'contoso/desktops', prefix: 'repo:contoso/desktops', id: '8' },
} as unknown as Making;
const ours = {
  ...{ id: 'f', name: credentialNameOf(making, 'apply'), issuer: github.provider({})?.issuer, audiences: [] },
  subject: 'repo:contoso/desktops:environment:production',
};
const application = {
  ...{ id: 'o', appId: 'c', displayName: 'Contoso pipeline (apply)', notes: `entra-workspaces:bootstrap ${mark}` },
};

/** What is found of it, with what a case changes in the answers of the tenant. */
async function found(changes: Readonly<Record<string, readonly object[]>> = {}): Promise<readonly string[]> {
  const answers: Readonly<Record<string, readonly object[]>> = {
    applications: [application],
    servicePrincipals: [{ id: 'p', appId: 'c' }],
    'applications/o/federatedIdentityCredentials': [ours],
    ...changes,
  };
  const graph = { list: async (path: string) => Promise.resolve(answers[path] ?? []) } as unknown as Graph;
  return (await surveyEntra(graph, making, {})).map(({ type }) => type);
}

test('with our credential alone it is taken', async () => {
  expect(await found()).toEqual([
    'azuread_application',
    'azuread_application_federated_identity_credential',
    'azuread_service_principal',
  ]);
});

describe('somebody else can sign in as it, or make that they can', () => {
  test.each<[string, Parameters<typeof found>[0], string]>([
    [
      'an owner',
      { 'applications/o/owners': [{ id: 'm', userPrincipalName: 'mallory@contoso.com' }] },
      'owned by mallory',
    ],
    ['an owner of its principal', { 'servicePrincipals/p/owners': [{ id: 'm' }] }, 'owned by m'],
    ['a secret', { applications: [{ ...application, passwordCredentials: [{}] }] }, '1 client secret'],
    [
      'a secret of its principal',
      { servicePrincipals: [{ id: 'p', appId: 'c', passwordCredentials: [{}] }] },
      '1 client secret',
    ],
    ['a certificate', { applications: [{ ...application, keyCredentials: [{}, {}] }] }, '2 certificates'],
    [
      'a credential of others',
      {
        'applications/o/federatedIdentityCredentials': [
          ours,
          { ...ours, id: 'g', name: 'x', subject: 'repo:mallory/x' },
        ],
      },
      'the federated credential x, which lets repo:mallory/x in',
    ],
  ])('%s: refused, and named', async (_what, changes, said) => {
    await expect(found(changes)).rejects.toMatchObject({
      message: 'Somebody else can sign in as the application "Contoso pipeline (apply)".',
      fix: [expect.stringContaining(said), expect.stringContaining('App registrations, c')],
    });
  });
});

test('a role of the directory, which bootstrap gives nobody: refused, and named', async () => {
  const parents = [
    { '@odata.type': '#microsoft.graph.group', id: 'g', displayName: 'A group' },
    { '@odata.type': '#microsoft.graph.directoryRole', id: 'r', displayName: 'Global Administrator' },
  ];
  await expect(found({ 'servicePrincipals/p/transitiveMemberOf': parents })).rejects.toMatchObject({
    message: expect.stringContaining('holds roles of the directory that bootstrap did not give'),
    fix: [expect.stringMatching(/got: Global Administrator$/), expect.anything()],
  });
});
