import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../../deployment/schema.js';
import { isLeftByRun } from '../../../wizard/bootstrap/half-lock.js';
import { ownersKnown } from '../../../wizard/bootstrap/code-owners.js';
import { codeOwners } from '../../../wizard/repository/pipelines/code-owners.js';
import { reviewersOf } from '../../../wizard/bootstrap/asked.js';
import { subjectsOf } from '../../../wizard/bootstrap/github-subjects.js';
import { intendedThings, type Intended } from '../../../wizard/bootstrap/describe.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import { github, githubSession } from '../../../wizard/bootstrap/hosts/github.js';
import { assertRulesStand, assertTwoSubjects, checkHandOver, checkHanded } from '../../../wizard/bootstrap/handed.js';
import { dropHandOver, writeHandOver, type HandOver } from '../../../wizard/bootstrap/hand-over.js';
import { dropHostRules } from '../../../wizard/bootstrap/drop-host-rules.js';
import { setHostRules } from '../../../wizard/bootstrap/host-rules.js';
import { variablesOf } from '../../../wizard/bootstrap/repository-variables.js';
import type { HostedRepository } from '../../../wizard/bootstrap/repository.js';
import { repositoryOf } from '../../../wizard/bootstrap/undo.js';
import type { Terminal } from '../../../wizard/terminal/terminal.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { on, wanted } from './a-host.js';

const deployment = {
  name: 'contoso',
  aws: { accountId: '111122223333', rolePath: '/' },
  entra: { tenantId: '11111111-1111-4111-8111-111111111111' },
  identityCenter: { region: 'eu-central-1' },
  state: { local: {} },
  pipeline: null,
} as unknown as Deployment;

const role = (of: string): string => `arn:aws:iam::111122223333:role/contoso-${of}`;
const handed: HandOver = {
  about: '',
  deployment: 'contoso',
  mark: '22222222-2222-4222-8222-222222222222',
  repository: {
    ...{ name: 'contoso/desktops', id: '8', prefix: 'repo:contoso/desktops', level: 'approved' },
    ...{ environment: 'production', subjects: {}, protected: true },
  },
  aws: {
    ...{ accountId: '111122223333', bucket: 'contoso-state-111122223333', region: 'eu-central-1' },
    kmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000',
    roles: { mainPlan: role('main-plan'), apply: role('apply') },
  },
  entra: {
    tenantId: '11111111-1111-4111-8111-111111111111',
    clients: { mainPlan: '33333333-3333-4333-8333-333333333333' },
  },
};
const beside = { parts: ['aws'], origin: { name: 'contoso/desktops' } } as const;
type Part<K extends 'repository' | 'aws' | 'entra'> = Partial<NonNullable<HandOver[K]>>;
const repository = (over: Part<'repository'>): HandOver => ({
  ...handed,
  repository: { ...handed.repository!, ...over },
});
const aws = (over: Part<'aws'>): HandOver => ({ ...handed, aws: { ...handed.aws!, ...over } });

const linesOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return error instanceof Failure ? [error.message, ...error.fix].join('\n') : String(error);
  }
  return '';
};

describe('a hand-over is believed as far as it fits to what is known', () => {
  test.each<[string, HandOver]>([
    ['by name', handed],
    ['with ids', repository({ prefix: 'repo:contoso@5/desktops@8' })],
    ['with other capitals', repository({ name: 'Contoso/Desktops', prefix: 'repo:contoso/desktops' })],
    [
      'with subjects of its own making',
      repository({
        prefix: 'repo:x',
        subjects: { mainPlan: 'repository_id:8:ref:main', apply: 'repository_id:8:e:p' },
      }),
    ],
  ])('%s', (_what, handOver) => {
    expect(linesOf(() => checkHandOver(handOver, deployment, beside))).toBe('');
  });

  test.each<[string, HandOver, string]>([
    ['subjects of another repository', repository({ prefix: 'repo:mallory/desktops' }), 'repository.prefix'],
    ['ids of another repository', repository({ prefix: 'repo:contoso@5/desktops@9' }), 'repository.prefix'],
    ['one id alone', repository({ prefix: 'repo:contoso@5/desktops' }), 'repository.prefix'],
    ['more after the name', repository({ prefix: 'repo:contoso/desktops:ref:refs/heads/x' }), 'repository.prefix'],
    ['one subject of another', repository({ prefix: 'repo:a/b', subjects: { apply: 'repo:x' } }), 'repository.prefix'],
    ['a pattern', repository({ subjects: { apply: 'repo:*' } }), 'repository.subjects.apply'],
    ['another account', aws({ accountId: '444455556666' }), 'aws.accountId'],
    ['a key of another account', aws({ kmsKeyId: 'arn:aws:kms:eu-central-1:444455556666:key/x' }), 'aws.kmsKeyId'],
    ['a role of another account', aws({ roles: { mainPlan: role('x') } }), 'aws.roles.mainPlan'],
    [
      'another tenant',
      { ...handed, entra: { ...handed.entra!, tenantId: '99999999-9999-4999-8999-999999999999' } },
      'entra.tenantId',
    ],
  ])('%s: refused', (_what, handOver, path) => {
    expect(linesOf(() => checkHandOver(handOver, deployment, beside))).toContain(`${path}: must`);
  });

  test.each<[string, Parameters<typeof checkHandOver>[2], string]>([
    ['the working copy is of another one', beside, 'repository.name: must be contoso/desktops, which the remote'],
    ['the working copy is of none', { parts: ['aws'] }, 'repository.name: must be named by --repository'],
    [
      'and its rules are to be made',
      { ...beside, parts: ['repository', 'aws', 'entra'] },
      'must be contoso/desktops, which',
    ],
    ['unless an option names it', { ...beside, repository: 'mallory/desktops' }, ''],
  ])('a repository that the file alone names is trusted by nobody: %s', (_what, asked, said) => {
    const planted = repository({ name: 'mallory/desktops', prefix: 'repo:mallory/desktops' });
    const lines = linesOf(() => checkHandOver(planted, deployment, asked));
    expect(said === '' ? lines === '' : lines.includes(said)).toBe(true);
  });

  test('another repository, environment or bucket than the deployment or an option names is refused', () => {
    const pipeline = { github: { repository: 'contoso/other' } };
    const state = { s3: { bucket: 'contoso-other', region: 'eu-central-1' } };
    const named = { ...deployment, pipeline, state } as unknown as Deployment;
    const said = linesOf(() => checkHandOver(handed, named, { parts: ['aws'], environment: 'staging' }));
    expect(said).toContain('repository.name: must be contoso/other, got: contoso/desktops');
    expect(said).toContain('repository.environment: must be staging, got: production');
    expect(said).toContain('aws.bucket: must be contoso-other');
    // Whoever does the part of the repository says these anew.
    const admin = linesOf(() => checkHandOver({ ...handed, aws: undefined }, named, { parts: ['repository'] }));
    expect(admin).toBe('');
  });

  test('with the state in Azure its place must be that of the deployment, and no key of AWS is named; with it in S3 the other way round', () => {
    const subscriptionId = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
    const azurerm = { resourceGroupName: 'desktops', storageAccountName: 'contosostate', containerName: 'tfstate' };
    const inAzure = { ...deployment, state: { azurerm: { ...azurerm, subscriptionId } } } as unknown as Deployment;
    const { bucket: _bucket, region: _region, kmsKeyId: _key, ...ofAws } = handed.aws!;
    const azure = {
      ...{ subscriptionId, resourceGroup: 'desktops', account: 'contosostate', container: 'tfstate' },
      principals: { mainPlan: '33333333-3333-4333-8333-333333333334' },
    };
    const lines = (over: Partial<HandOver>, of = inAzure): string =>
      linesOf(() => checkHandOver({ ...handed, aws: ofAws, azure, ...over }, of, { ...beside, parts: ['azure'] }));
    expect(lines({})).toBe('');
    expect(lines({ azure: { ...azure, account: 'mallorystate' } })).toContain('azure.account: must be contosostate');
    expect(lines({ aws: handed.aws })).toContain('aws.kmsKeyId: must be left out with a state in Azure');
    expect(lines({ aws: handed.aws }, deployment)).toContain('azure: must be left out with a state in S3');
    expect(lines({ azure: undefined }, deployment)).toContain('aws.kmsKeyId: must be the ARN of a key, got: nothing');
  });

  test('a renamed repository can begin anew while no cloud was told', () => {
    const found = { name: 'contoso/new', id: '8', prefix: 'repo:contoso/new' } as HostedRepository;
    const { aws: _aws, entra: _entra, ...early } = handed;
    expect(linesOf(() => checkHanded(early, found, ['repository'], github.words))).toBe('');
    expect(linesOf(() => checkHanded(early, found, ['aws'], github.words))).toContain(
      'prefix: must be repo:contoso/new',
    );
    expect(linesOf(() => checkHanded(handed, found, ['repository'], github.words))).toContain(
      'name: must be contoso/new',
    );
  });
});

describe('a hand-over of GitLab', () => {
  const project = (over: Part<'repository'>): HandOver =>
    repository({
      ...{ host: 'gitlab', name: 'contoso/it/desktops', prefix: 'project_path:contoso/it/desktops' },
      ...{ url: 'https://gitlab.com', ...over },
    });
  const own = 'https://gitlab.contoso.com';
  const saidOf = (handOver: HandOver, settings?: object, asked: object = {}): string => {
    const pipeline = settings && { gitlab: { project: 'contoso/it/desktops', url: 'https://gitlab.com', ...settings } };
    const of = { ...deployment, ...(pipeline && { pipeline }) } as unknown as Deployment;
    return linesOf(() => checkHandOver(handOver, of, { parts: ['aws'], host: 'gitlab', ...asked }));
  };

  test.each<[string, Part<'repository'>, string]>([
    [
      'another project, behind subjects that nobody compares',
      { prefix: 'project_path:mallory/desktops', subjects: { mainPlan: 'a:b', apply: 'a:c' } },
      'repository.prefix: must be project_path:contoso/it/desktops',
    ],
    ['subjects of its own', { subjects: { apply: 'a:c' } }, 'repository.subjects: must be left empty, as GitLab makes'],
    ['another spelling of gitlab.com', { url: 'https://GitLab.com:443' }, 'repository.url: must be https://gitlab.com'],
  ])('that names %s is refused', (_what, over, said) => expect(saidOf(project(over))).toContain(said));

  test('that names another issuer than the deployment, or than the option, is refused; one that fits is not', () => {
    expect(saidOf(project({ url: own }), {})).toContain(`repository.url: must be https://gitlab.com, got: ${own}`);
    expect(saidOf(project({ url: undefined }), { url: own })).toContain(
      `repository.url: must be ${own}, got: https://gitlab.com`,
    );
    expect(saidOf(project({}), undefined, { repository: `${own}/contoso/it/desktops` })).toContain('repository.url');
    // Named without an address it is on gitlab.com, or where the working copy came from.
    const origin = { name: 'contoso/it/desktops', url: own };
    const plain = { repository: 'contoso/it/desktops' };
    expect(saidOf(project({ url: own }), undefined, plain)).toContain('repository.url: must be https://gitlab.com');
    expect(saidOf(project({ url: own }), undefined, { ...plain, origin })).toBe('');
    expect([saidOf(project({ url: own }), undefined, { origin }), saidOf(project({}), undefined, { origin })]).toEqual([
      '',
      expect.stringContaining(`repository.url: must be ${own}, which the remote "origin" of this folder names`),
    ]);
    expect([saidOf(project({ url: own }), { url: own }), saidOf(project({ url: undefined }), {})]).toEqual(['', '']);
  });

  test('what will be trusted is shown with who signs its tokens', () => {
    const shown = intendedThings({
      ...{ deployment, host: gitlab, level: 'approved', foreseen: undefined, environment: 'production' },
      ...{ repository: project({ url: own }).repository!, reviewers: [], parts: ['entra'], subjects: {} },
      ...{ place: { s3: { bucket: 'x', region: 'eu-central-1' } }, entraRights: 'daily', consent: false },
    } as unknown as Intended);
    expect(shown.map(({ why }) => why.includes(`, signed by ${own}`))).toEqual([true, true]);
  });
});

describe('the job that plans is another than the one that applies', () => {
  const of = (subjects: object) =>
    linesOf(() =>
      assertTwoSubjects({
        host: github,
        level: 'approved',
        repository: { name: 'contoso/desktops', prefix: 'repo:contoso/desktops' },
        environment: 'production',
        subjects,
      }),
    );
  test.each<[string, object, RegExp]>([
    ['as GitHub makes them', {}, /^$/],
    ['one for both', { mainPlan: 'repository_id:8', apply: 'repository_id:8' }, /got for both: repository_id:8/],
    ['apply by the branch alone', { apply: 'repo:contoso/desktops:ref:refs/heads/main' }, /the same to both clouds/],
  ])('%s', (_what, subjects, said) => expect(of(subjects)).toMatch(said));

  test('a subject that names no branch is refused, whatever is given', () => {
    const given = ['main-plan=a:b', 'apply=a:c'];
    const found = (claims: string[]) => ({ name: 'contoso/desktops', claims }) as unknown as HostedRepository;
    expect(() => subjectsOf(given, found(['repo', 'environment']), ['mainPlan', 'apply'])).toThrow(/which branch/);
    expect(() => subjectsOf(given, found(['repo', 'ref', 'environment']), ['mainPlan', 'apply'])).not.toThrow();
  });
});

test.each<[string, object, boolean]>([
  ['of that run', { Created: '2026-11-01T10:00:00Z', Who: 'ada@laptop' }, true],
  ['with other capitals', { Created: '2026-11-01T10:00:00Z', Who: 'CONTOSO\\ada@LAPTOP' }, true],
  ['of somebody else, meanwhile', { Created: '2026-11-01T10:00:00Z', Who: 'grace@desk' }, false],
  ['older than that run', { Created: '2026-11-01T09:00:00Z', Who: 'ada@laptop' }, false],
  ['of an unknown time', { Who: 'ada@laptop' }, false],
])('a lock %s is taken away: %j, %s', (_what, lock, taken) =>
  expect(isLeftByRun(lock, '2026-11-01T09:59:00Z', 'laptop')).toBe(taken),
);

test.each<[string, readonly string[], 'User' | 'Organization' | undefined, RegExp | undefined]>([
  ['who reviews', ['@contoso/platform'], 'Organization', /^\* @contoso\/platform$/m],
  ['whose repository it is', [], 'User', /^\* @contoso$/m],
  ['an organization: nobody', [], 'Organization', undefined],
  ['not known, since the host was not asked: nobody', [], undefined, undefined],
])('the code is owned by %s', (_what, reviewers, ownerType, line) => {
  const hosted = ownerType === undefined ? undefined : { name: 'contoso/desktops', ownerType };
  const text = codeOwners({ sites: [] }, ownersKnown(reviewers, hosted));
  const lines = text.split('\n').filter((each) => each !== '' && !each.startsWith('#'));
  expect(lines.join('\n')).toMatch(line ?? /^$/);
});

test('undone, no file says any more that the rules of the repository stand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-handed-'));
  try {
    const file = join(folder, 'bootstrap.json');
    await writeHandOver(file, handed);
    expect(await dropHandOver(file, 'fabrikam')).toBe(false);
    expect(await dropHandOver(file, 'contoso')).toBe(true);
    expect(await readdir(folder)).toEqual([]);
    expect(await dropHandOver(file, 'contoso')).toBe(false);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const intended = { host: github, level: 'approved', environment: 'production', deployment } as const;

test('trust can be taken away when the repository is gone or renamed', async () => {
  await on(async (api, found, repository, host) => {
    const look = async (name: string) => repositoryOf(githubSession(api), { name, prefix: `repo:${name}` });
    expect(await look(found.name)).toMatchObject({ hosted: true, repository: { prefix: found.prefix, id: found.id } });
    const gone = await look('contoso/gone');
    expect(gone).toMatchObject({
      hosted: false,
      repository: { prefix: 'repo:contoso/gone' },
      why: expect.stringContaining('no repository'),
    });
    host.rename(repository, 'contoso/new');
    expect((await look(found.name)).hosted).toBe(false);
    host.people.clear();
    await expect(look(found.name)).rejects.toThrow(/does not take the token/);
  });
});

describe('rules of the host', () => {
  test('are read back before a cloud trusts by a hand-over that says that they stand', async () => {
    await on(async (api, found, { rulesets, environments }) => {
      await expect(assertRulesStand(githubSession(api), found, intended)).rejects.toThrow(/do not stand/);
      await setHostRules(api, found, wanted);
      await assertRulesStand(githubSession(api), found, intended);
      await expect(
        assertRulesStand(githubSession(api), found, { ...intended, environment: 'staging' }),
      ).rejects.toThrow(/stand/);
      environments.get('production')!.policies.clear();
      await expect(assertRulesStand(githubSession(api), found, intended)).rejects.toThrow(/do not stand/);
      await setHostRules(api, found, wanted);
      rulesets.clear();
      await expect(assertRulesStand(githubSession(api), found, intended)).rejects.toThrow(/do not stand/);
    });
  });

  test('a team that reviews owns the code by its organization, never as the person who has its name', async () => {
    await on(async (api, found, _repository, host) => {
      await setHostRules(api, found, wanted);
      const asked = {
        given: [],
        level: 'approved',
        environment: 'production',
        printing: false,
        words: github.words,
      } as const;
      expect((await reviewersOf(githubSession(api), found, asked, {} as Terminal)).map(({ name }) => name)).toEqual([
        '@contoso/platform',
      ]);
      const ada = [...host.people.values()][0]!;
      const people = { ...wanted, reviewers: [{ type: 'User', id: ada.id, name: '@ada' }] } as const;
      await setHostRules(api, found, { ...people, environmentBefore: 'production' });
      expect((await reviewersOf(githubSession(api), found, asked, {} as Terminal)).map(({ name }) => name)).toEqual([
        '@ada',
      ]);
    });
  });

  test('an environment with secrets of others stays when the rest goes', async () => {
    await on(async (api, found, { environments, rulesets, variables }) => {
      await setHostRules(api, found, wanted);
      environments.get('production')!.secrets.push('TOKEN');
      const stay: string[] = [];
      const of = { environment: 'production', deployment: 'contoso', stays: (what: string) => void stay.push(what) };
      await dropHostRules(api, found.name, of);
      expect([environments.size, rulesets.size, variables.size]).toEqual([1, 0, 0]);
      expect(stay).toEqual(['The environment production, which holds secrets or variables,']);
    });
  });

  test('variables beyond the first page are seen', async () => {
    const asked: string[] = [];
    const all = Array.from({ length: 31 }, (_, at) => ({ name: `V${at}`, value: String(at) }));
    const api = {
      send: async (_method: string, path: string) => {
        asked.push(path);
        const page = Number(new URLSearchParams(path.split('?')[1]).get('page') ?? 1);
        return Promise.resolve({ variables: all.slice((page - 1) * 30, page * 30) });
      },
    } as unknown as Parameters<typeof variablesOf>[0];
    expect((await variablesOf(api, '/repos/contoso/desktops')).get('V30')).toBe('30');
    expect(asked).toHaveLength(2);
  });
});

test.each<[string, string | undefined]>([
  ['https://github.com/contoso/desktops.git', 'contoso/desktops'],
  ['https://x-access-token:t@github.com/contoso/desktops', 'contoso/desktops'],
  ['git@github.com:contoso/desktops.git', 'contoso/desktops'],
  ['ssh://git@ssh.github.com:443/contoso/desktops.git', 'contoso/desktops'],
  // A folder, a sign-in and a host that only look like it.
  ['https://git.fabrikam.com/github.com/contoso/desktops', undefined],
  ['https://github.com@git.fabrikam.com/contoso/desktops', undefined],
  ['git@github.com.fabrikam.com:contoso/desktops.git', undefined],
  ['/srv/github.com/contoso/desktops', undefined],
])('the remote %s is %s', (remote, name) => {
  expect(github.ofRemote(remote)?.name).toBe(name);
});
