import { describe, expect, test } from '@jest/globals';
import type { Graph } from '../../../wizard/clouds/graph.js';
import type { Aws } from '../../../wizard/clouds/aws.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { levelOf } from '../../../wizard/bootstrap/asked.js';
import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { credentialNameOf, rightsOf, trustOf, type Making } from '../../../wizard/bootstrap/identities.js';
import type { Level } from '../../../domain/pipeline-level.js';
import type { HostedRepository } from '../../../wizard/bootstrap/repository.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import { makingOf } from '../../../wizard/bootstrap/making.js';
import { prefixBefore } from '../../../wizard/bootstrap/same-repository.js';
import { surveyEntra } from '../../../wizard/bootstrap/survey.js';
import { surveyAws } from '../../../wizard/bootstrap/survey-aws.js';
import { nobody } from '../../../domain/trust-nobody.js';

const account = '111122223333';
const mark = '22222222-2222-4222-8222-222222222222';
const deployment = {
  name: 'contoso',
  aws: { accountId: account, rolePath: '/' },
  identityCenter: { region: 'eu-central-1' },
  pipeline: null,
};
const making = {
  ...{ host: github, level: 'approved' },
  ...{ deployment, mark, environment: 'production', subjects: {}, trusting: true, identities: ['apply'] },
  repository: { prefix: 'repo:contoso/desktops', id: '8' },
  rights: { mainPlan: { aws: [], graph: [] }, apply: { aws: [], graph: [] }, boundary: [] },
} as unknown as Making;

describe('a role of our name is taken with our mark and with our trust alone', () => {
  const withTrust = (
    trust: string,
    tagged = true,
    { attached = [], inline = [] }: { attached?: readonly string[]; inline?: readonly string[] } = {},
  ): Aws =>
    ({
      pages: async (_service: string, operation: string) =>
        Promise.resolve([
          operation === 'ListRolePolicies'
            ? { PolicyNames: inline }
            : { AttachedPolicies: attached.map((PolicyArn) => ({ PolicyArn })) },
        ]),
      call: async (_service: string, operation: string) => {
        if (operation !== 'GetRole') throw new CloudError('error', 'no', { code: 'NoSuchEntity' });
        const Tags = tagged ? [{ Key: 'entra-workspaces:bootstrap', Value: mark }] : [];
        const Arn = `arn:aws:iam::${account}:role/contoso-apply`;
        return Promise.resolve({ Role: { Arn, Tags, AssumeRolePolicyDocument: encodeURIComponent(trust) } });
      },
    }) as never;
  const ours = trustOf(making, 'apply') as { Statement: [{ Principal: object; Condition: { StringEquals: object } }] };
  const [statement] = ours.Statement;
  const changed = (over: object): string => JSON.stringify({ ...ours, Statement: [{ ...statement, ...over }] });
  const equals = (over: object): object => ({
    Condition: { StringEquals: { ...statement.Condition.StringEquals, ...over } },
  });
  const key = (name: string): string => `token.actions.githubusercontent.com:${name}`;

  test.each<[string, string]>([
    ['as it is made', JSON.stringify(ours)],
    ['without trust yet', nobody],
    ['of the name before a renaming', changed(equals({ [key('sub')]: 'repo:contoso/old:environment:production' }))],
  ])('%s: taken', async (_what, trust) => {
    expect(await surveyAws(withTrust(trust), making, false)).toMatchObject([{ id: 'contoso-apply' }]);
  });

  test.each<[string, string]>([
    ['an account', changed({ Principal: { AWS: 'arn:aws:iam::999988887777:root' }, Condition: {} })],
    ['everybody', changed({ Principal: '*' })],
    ['another number of a repository', changed(equals({ [key('repository_id')]: '9' }))],
    ['every repository', changed({ Condition: { StringEquals: { [key('aud')]: 'sts.amazonaws.com' } } })],
    ['somebody beside ours', JSON.stringify({ Statement: [statement, { Effect: 'Allow', Principal: { AWS: '*' } }] })],
    ['the provider of another account', changed({ Principal: { Federated: 'arn:aws:iam::9:oidc-provider/x' } })],
    ['nothing that can be read', '{'],
  ])('%s is trusted: refused, and both are shown', async (_what, trust) => {
    const refused = surveyAws(withTrust(trust), making, false);
    await expect(refused).rejects.toThrow(
      'The role contoso-apply has the mark of bootstrap, and trusts somebody else.',
    );
    await expect(refused).rejects.toMatchObject({
      fix: [expect.stringContaining('wanted: '), expect.stringContaining('there: '), expect.any(String)],
    });
    // To take it away is always right.
    expect(await surveyAws(withTrust(trust), { ...making, trusting: false }, false)).toHaveLength(1);
  });

  const own = `arn:aws:iam::${account}:policy/contoso-apply-1`;
  test.each<[string, object]>([
    ['attached', { attached: [own, 'arn:aws:iam::aws:policy/AdministratorAccess'] }],
    ['inline', { inline: ['AdministratorAccess'] }],
  ])('with a policy of others, %s, it is refused: whoever gets in would have that as well', async (_what, more) => {
    const trust = JSON.stringify(ours);
    await expect(surveyAws(withTrust(trust, true, more), making, false)).rejects.toMatchObject({
      message: 'The role contoso-apply holds rights that bootstrap did not give.',
      fix: [
        expect.stringMatching(/must have no policy but those of bootstrap, got: .*Administrator/),
        expect.any(String),
      ],
    });
    expect(await surveyAws(withTrust(trust, true, { attached: [own] }), making, false)).toHaveLength(1);
  });

  describe('of a GitLab of its own, whose numbers AWS does not know', () => {
    const repository = { prefix: 'project_path:it/desktops', id: '42', url: 'https://code.contoso.com/gitlab' };
    const onGitlab = { ...making, host: gitlab, level: 'confirmed', repository } as unknown as Making;
    const renamed = {
      ...onGitlab,
      repository: { ...repository, formerly: 'project_path:it/old' },
    } as unknown as Making;
    const applies = (project: string, isProtected: boolean, environment = 'production'): string =>
      `project_path:${project}:ref_type:branch:ref:main:environment:${environment}:environment_protected:${isProtected}`;
    const trusting = (sub: unknown, provider = 'code.contoso.com/gitlab'): string =>
      JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
          Condition: { StringEquals: { [`${provider}:aud`]: 'sts.amazonaws.com', [`${provider}:sub`]: sub } },
        },
      });

    /** The application of the job that applies, with the credential of ours. */
    const withCredential = (issuer: string): Graph => {
      const answers: Readonly<Record<string, readonly object[]>> = {
        applications: [{ id: 'o', appId: 'c', displayName: 'contoso', notes: `entra-workspaces:bootstrap ${mark}` }],
        'applications/o/federatedIdentityCredentials': [
          {
            id: 'f',
            name: credentialNameOf(onGitlab, 'apply'),
            issuer,
            subject: applies('it/desktops', true),
            audiences: [],
          },
        ],
      };
      return { list: async (path: string) => Promise.resolve(answers[path] ?? []) } as unknown as Graph;
    };

    test.each<[string, string, Making]>([
      ['as it is made', JSON.stringify(trustOf(onGitlab, 'apply')), onGitlab],
      ['of another level', trusting(applies('it/desktops', true)), onGitlab],
      ['of another environment', trusting(applies('it/desktops', false, 'staging')), onGitlab],
      ['of the name before a renaming, whose number is known', trusting(applies('it/old', false)), renamed],
    ])('%s: taken', async (_what, trust, wanted) => {
      expect(await surveyAws(withTrust(trust), wanted, false)).toMatchObject([{ id: 'contoso-apply' }]);
    });

    test.each<[string, string]>([
      ['a name that nobody knows to be the one before', trusting(applies('it/old', false))],
      ['a name that begins with ours', trusting(applies('it/desktops-copy', false))],
      ['ours and somebody', trusting([applies('it/desktops', false), applies('mallory/desktops', false)])],
      ['our name on gitlab.com', trusting(applies('it/desktops', false), 'gitlab.com')],
      ['every project', trusting(undefined)],
    ])('%s is trusted: refused', async (_what, trust) => {
      await expect(surveyAws(withTrust(trust), onGitlab, false)).rejects.toThrow(/trusts somebody else/);
    });

    const signing = { ...onGitlab, repository: { ...repository, issuer: 'https://tokens.contoso.com' } };
    const before = { ...signing, issuerSaid: true, signedBefore: { url: repository.url } };
    const by = (provider: string) => trusting(applies('it/desktops', false), provider);
    test('a role that trusts who signed before is taken where an option says who does now', async () => {
      expect(await surveyAws(withTrust(by('code.contoso.com/gitlab')), before, false)).toHaveLength(1);
      expect(await surveyAws(withTrust(by('tokens.contoso.com')), before, false)).toHaveLength(1);
    });
    test.each<[string, string, object]>([
      ['of the one before, which no option says', by('code.contoso.com/gitlab'), { signedBefore: undefined }],
      ['of a third one', by('mallory.example'), {}],
      ['of the one before, of another project', trusting(applies('mallory/desktops', false)), {}],
    ])('a role that trusts jobs %s is refused, with the call that takes its trust away', async (_what, trust, over) => {
      await expect(surveyAws(withTrust(trust), { ...before, ...over }, false)).rejects.toMatchObject({
        fix: expect.arrayContaining([
          expect.stringContaining(`update-assume-role-policy --role-name contoso-apply --policy-document '${nobody}'`),
        ]),
      });
    });

    test('what a renamed project was called is told to both clouds, though no hand-over carries it', async () => {
      const file = resolve('examples/smallest.json');
      const input = JSON.parse(readFileSync(file, 'utf8')) as DeploymentInput;
      const told = async (of: object): Promise<object> => {
        const intended = { level: 'confirmed', environment: 'production', subjects: {}, repository: of };
        const bootstrap = { context: { env: {} }, deployment, file, intended, asked: { subjects: [] }, host: gitlab };
        const handed = { mark, repository: { ...repository, name: 'it/desktops' } as never };
        return (await makingOf(bootstrap as never, handed, { input, deployment } as never, ['apply'])).repository;
      };
      const formerly = 'project_path:it/old';
      expect(await told({ ...repository, formerly })).toEqual({ ...repository, name: 'it/desktops', formerly });
      expect(await told(repository)).toEqual({ ...repository, name: 'it/desktops' });
    });

    test.each<[string, object, string]>([
      ['as it was made', {}, 'https://code.contoso.com/gitlab'],
      ['another one, which an option says', { issuerSaid: true }, 'https://old.contoso.com'],
      ['another one, which is taken away', { trusting: false }, 'https://old.contoso.com'],
    ])('in Entra who signs is %s: taken', async (_what, over, issuer) => {
      const found = await surveyEntra(withCredential(issuer), { ...onGitlab, ...over }, {});
      expect(found.map(({ type }) => type)).toEqual([
        'azuread_application',
        'azuread_application_federated_identity_credential',
      ]);
    });

    test('in Entra who signs is another one, which the deployment alone says: refused', async () => {
      const refused = surveyEntra(withCredential('https://old.contoso.com'), onGitlab, {});
      await expect(refused).rejects.toThrow('believes another address than the deployment names');
      await expect(refused).rejects.toMatchObject({
        fix: [
          expect.stringContaining('must be https://code.contoso.com/gitlab, got: https://old.contoso.com'),
          expect.stringContaining('--host-issuer https://code.contoso.com/gitlab'),
        ],
      });
    });

    test('the number that the deployment keeps tells a renamed project from one that was made anew', () => {
      const [words, url] = [{ host: 'GitLab', repository: 'project' }, repository.url];
      const known = { name: 'it/desktops', prefix: repository.prefix, url, id: '42' };
      const found = { name: 'it/desktops', id: '42', url };
      expect(prefixBefore(known, found, words)).toBeUndefined();
      expect(prefixBefore(known, { ...found, name: 'it/new' }, words)).toBe(repository.prefix);
      expect(() => prefixBefore(known, { ...found, id: '77' }, words)).toThrow(/another project than the one/);
      // Of another GitLab, and of a deployment that keeps none, numbers say nothing.
      expect(prefixBefore(known, { ...found, id: '77', url: 'https://gitlab.com' }, words)).toBeUndefined();
      const { id: _id, ...without } = known;
      expect(prefixBefore(without, { ...found, id: '77' }, words)).toBeUndefined();
    });
  });

  test('without our mark it is nobody that we know', async () => {
    await expect(surveyAws(withTrust(nobody, false), making, false)).rejects.toThrow(/did not make it/);
  });
});

describe('a hand-over lowers no level without a word', () => {
  const hosted = (plan: string): HostedRepository => ({ private: true, plan }) as HostedRepository;
  const named = (level: Level): object => ({ pipeline: { github: { level, aws: { mainPlan: 'a role' } } } });
  type Asked = Parameters<typeof levelOf> extends [...infer Said, unknown] ? Said : never;
  test.each<[string, Asked, string]>([
    ['the host keeps reviewers', [undefined, 'confirmed', {} as never, hosted('enterprise')], 'must be approved'],
    ['nobody asked the host', [undefined, 'refused', {} as never, undefined], 'must be approved'],
    ['the deployment says more', [undefined, 'refused', named('confirmed') as never, undefined], 'must be confirmed'],
    ['an option says it, too', ['confirmed', 'confirmed', {} as never, undefined], 'confirmed'],
    ['the host keeps no more', [undefined, 'confirmed', {} as never, hosted('team')], 'confirmed'],
    ['the deployment says the same', [undefined, 'refused', named('refused') as never, undefined], 'refused'],
    [
      'the deployment only checks, since the host had no more than that when it was written',
      [undefined, 'confirmed', { pipeline: { github: { level: 'refused' } } } as never, hosted('team')],
      'confirmed',
    ],
    ['an option says another one', ['approved', 'confirmed', {} as never, undefined], 'must be what bootstrap.json'],
    ['it says the highest', [undefined, 'approved', {} as never, undefined], 'approved'],
  ])('%s', (_what, asked, wanted) => {
    const found = (): string => {
      try {
        return levelOf(...asked, github);
      } catch (error) {
        const { message, fix } = error as Error & { fix: string[] };
        return [message, ...fix].join(' ');
      }
    };
    if (wanted.startsWith('must')) expect(found()).toContain(wanted);
    else expect(found()).toBe(wanted);
  });
});

test('rights are told of a deployment with lists of people and exports of policies beside it', async () => {
  for (const name of ['company-files', 'everything-on']) {
    const file = resolve(`examples/${name}.json`);
    const rights = await rightsOf(JSON.parse(readFileSync(file, 'utf8')) as DeploymentInput, file, process.env);
    expect(rights.apply.aws.length).toBeGreaterThan(0);
  }
});
