/** Who signs for a GitLab of somebody's own, and which project it is, as bootstrap knows them before it makes anything. */
import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../../deployment/load.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { usersFileReader } from '../../../deployment/text-file.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { GitLab, type Instance } from '../../../twin/gitlab/gitlab.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { prepare, type Asked, type Bootstrap } from '../../../wizard/bootstrap/bootstrap.js';
import { emptyHandOver, writeHandOver, type HandOver } from '../../../wizard/bootstrap/hand-over.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import type { CommandContext } from '../../../wizard/command.js';
import { projectName as name, refusal } from './a-gitlab.js';

const own = 'https://git.contoso.com';
const evil = 'https://evil.example';
const id = 42;
const project = (over: object = {}): NonNullable<HandOver['repository']> => ({
  ...{
    host: 'gitlab',
    name,
    id: String(id),
    prefix: `project_path:${name}`,
    url: own,
    level: 'approved',
  },
  ...{ environment: 'production', subjects: {}, protected: true },
  ...over,
});

const identities = {
  aws: {
    mainPlan: 'arn:aws:iam::111122223333:role/plan',
    apply: 'arn:aws:iam::111122223333:role/apply',
  },
  entra: {
    mainPlan: '5d6e7f80-91a2-4b3c-84d5-e6f708192a3b',
    apply: '4c5d6e7f-8091-4a2b-93c4-d5e6f708192a',
  },
};

interface Given {
  readonly asked?: Partial<Asked>;
  /** Section of the deployment. */
  readonly settings?: object;
  /** What lies beside it. */
  readonly handed?: HandOver['repository'];
  /** Nobody is signed in to GitLab. @default true */
  readonly signedIn?: boolean;
}

/** What one run would do, on a folder of its own; and what was written on the project. */
async function foreseen(at: Instance, { asked, settings, handed, signedIn = true }: Given) {
  const network = new Network();
  const host = new GitLab(
    {
      network,
      clock: new Clock(),
      faults: new Faults(),
      rules: new RuleBook(),
    },
    at,
  );
  host.addProject(name, { id });
  const token = host.addPerson();
  const listener = await network.listen();
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-who-signs-'));
  const file = join(folder, 'deployment.json');
  const input = {
    ...(JSON.parse(readFileSync('examples/smallest.json', 'utf8')) as DeploymentInput),
    ...(settings && {
      pipeline: {
        gitlab: {
          project: name,
          environment: 'production',
          ...identities,
          ...settings,
        },
      },
    }),
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } },
  } as DeploymentInput;
  const env = {
    [cloudsVariable]: `${listener.url}/_host`,
    ...(signedIn && {
      GITLAB_TOKEN: token,
      GITLAB_HOST: new URL(host.url).host,
    }),
  };
  const context = {
    env,
    cwd: folder,
    terminal: { interactive: false, warn: () => undefined },
  };
  try {
    if (handed !== undefined) {
      const mark = '22222222-2222-4222-8222-222222222222';
      await writeHandOver(join(folder, 'bootstrap.json'), {
        ...emptyHandOver('contoso', mark),
        repository: handed,
      });
    }
    const all = {
      host: 'gitlab',
      reviewers: [],
      subjects: [],
      consent: false,
      verbose: false,
      ...asked,
    } as const;
    const { deployment } = checkDeploymentValue(input, file, usersFileReader(folder));
    const made = await prepare(context as unknown as CommandContext, { file, input, deployment }, all, true);
    return {
      repository: (made as Bootstrap).intended.repository,
      writes: host.writes,
    };
  } finally {
    await listener.close();
    await rm(folder, { recursive: true });
  }
}

describe('a file that came along names nobody who signs', () => {
  test.each<[string, Instance, Given, string]>([
    [
      'for a GitLab of its own, all parts',
      { url: own },
      {
        asked: { url: own, repository: name },
        handed: project({ issuer: evil }),
      },
      'repository.issuer: must be left out, unless --host-issuer says the same, got: https://evil.example',
    ],
    [
      'for gitlab.com, all parts',
      {},
      {
        asked: { repository: name },
        handed: project({ url: 'https://gitlab.com', issuer: evil }),
      },
      'repository.issuer: must be left out, unless --host-issuer says the same, got: https://evil.example',
    ],
    [
      'for a project that the deployment names',
      { url: own },
      { settings: { url: own }, handed: project({ issuer: evil }) },
      'repository.issuer: must be left out',
    ],
    [
      'in another spelling of an address',
      {},
      {
        asked: { repository: name },
        handed: project({ url: 'https://GitLab.com:443' }),
      },
      'repository.url: must be an address in small letters, without a slash at its end',
    ],
    [
      'nor where somebody signs in, for a name without an address',
      { url: evil },
      { asked: { repository: name }, handed: project({ url: evil }) },
      `repository.url: must be https://gitlab.com, got: ${evil}. If that one is meant: --host-url ${evil}`,
    ],
  ])('%s', async (_what, at, given, said) => expect(await refusal(foreseen(at, given))).toContain(said));

  const issuer = 'https://tokens.contoso.com';
  test.each<[string, Given]>([
    [
      'an option says it',
      {
        asked: { url: own, repository: name, issuer },
        handed: project({ issuer: evil }),
      },
    ],
    [
      'an option says the same',
      {
        asked: { url: own, repository: name, issuer },
        handed: project({ issuer }),
      },
    ],
    ['the deployment says it', { settings: { url: own, issuer }, handed: project({ issuer }) }],
  ])('%s: believed', async (_what, given) => {
    expect((await foreseen({ url: own, issuer }, given)).repository.issuer).toBe(issuer);
  });
});

describe('what no cloud could believe is refused before anything is made', () => {
  const port = `${own}:8443`;
  test.each<[string, Instance, Partial<Asked>, string]>([
    ['an address with a port', { url: port }, { url: port }, `--host-url must have no port: AWS takes no tokens`],
    [
      'an address with a port that signs',
      { url: own },
      { url: own, issuer: 'https://tokens.contoso.com:8443' },
      '--host-issuer must have no port',
    ],
    [
      'somebody who signs for gitlab.com',
      {},
      { issuer: evil },
      '--host-issuer must be left out with https://gitlab.com',
    ],
    [
      'gitlab.com, which signs for no other',
      { url: own },
      { url: own, issuer: 'https://gitlab.com' },
      '--host-issuer must be another address than https://gitlab.com',
    ],
    [
      'a project of another GitLab than the option names',
      { url: own },
      { url: own, repository: `${evil}/${name}` },
      `--repository must be a project of ${own}, which --host-url names, got: ${evil}/${name}`,
    ],
  ])('%s', async (_what, at, asked, said) => {
    expect(await refusal(foreseen(at, { asked: { repository: name, ...asked } }))).toContain(said);
  });

  test('an address with a port lets another one sign', async () => {
    const issuer = 'https://tokens.contoso.com';
    const { repository, writes } = await foreseen(
      { url: port, issuer },
      { asked: { url: port, repository: name, issuer } },
    );
    expect([repository.url, repository.issuer, writes]).toEqual([port, issuer, []]);
  });
});

test('whoever does a cloud alone knows a renamed project by its number, without a look at GitLab', async () => {
  const given = {
    asked: { only: 'aws', repository: name },
    settings: { url: own, project: 'contoso/it/old', projectId: id },
    signedIn: false,
  } as const;
  expect((await foreseen({ url: own }, { ...given, handed: project() })).repository).toMatchObject({
    ...{
      name,
      prefix: `project_path:${name}`,
      formerly: 'project_path:contoso/it/old',
    },
  });
  // Another number is another project, whose subjects are not those of ours.
  const other = await foreseen({ url: own }, { ...given, handed: project({ id: '77' }) });
  expect(other.repository.formerly).toBeUndefined();
});

describe('the number of a hand-over is compared with that of the deployment', () => {
  const only = { only: 'aws' } as const;
  const settings = { url: own, projectId: 7 };
  test('whatever the capitals of the name', async () => {
    const handed = project({
      name: 'Contoso/IT/desktops',
      prefix: 'project_path:Contoso/IT/desktops',
    });
    expect(await refusal(foreseen({ url: own }, { asked: only, settings, handed, signedIn: false }))).toContain(
      'repository.id: must be 7, got: 42',
    );
  });

  test('and not where an option names another GitLab, whose numbers are others', async () => {
    const asked = { ...only, url: own };
    const found = await foreseen({ url: own }, { asked, settings: { ...settings, url: evil }, handed: project() });
    expect(found.repository).toMatchObject({ id: String(id), url: own });
  });
});
