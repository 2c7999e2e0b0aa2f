import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { assertSomebodyElse } from '../../../wizard/repository/pipelines/second-person.js';
import { Stage } from '../commands/fake-terraform.js';

/** A commit that GitHub verified: of an author, committed by somebody. */
const signed = (name: string, author: string | null, committer: string | null = 'web-flow', verified = true) => ({
  sha: shaOf(name),
  author: author && { login: author },
  committer: committer && { login: committer },
  commit: {
    // What anybody may write there; the host finds no account by it for a commit that is not signed.
    author: { name: author, email: `${author}@contoso.com` },
    verification: { verified, reason: verified ? 'valid' : 'unsigned' },
  },
});
type HostCommit = ReturnType<typeof signed>;
const shaOf = (name: string): string => Buffer.from(name.padEnd(20, '.')).toString('hex').slice(0, 40);

/** A repository as its host knows it. It answers its own job alone, and pages as GitHub does. */
class Host {
  /** Of the main branch, oldest first. */
  main: HostCommit[] = [];
  pulls = new Map<
    number,
    { user: string; merged: string; brought: string[]; commits: HostCommit[]; said?: number; to?: string }
  >();
  /** Newest first. */
  moves: { after: string; actor: { login: string; type?: string } | null }[] = [];
  asked: string[] = [];
  /** What lies beside the state, which is kept here too. */
  applied: string | undefined;
  private server: Server | undefined;

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (!pathname.startsWith('/repos/')) {
        const found = request.method === 'GET' && pathname.endsWith('.applied') ? this.applied : undefined;
        return response.writeHead(found === undefined ? 404 : 200).end(found);
      }
      const { authorization, accept } = request.headers;
      const known = authorization === 'Bearer of-the-job' && accept === 'application/vnd.github+json';
      const path = pathname.replace('/repos/contoso/desktops/', '');
      this.asked.push(path);
      const answer = known ? this.answer(path, searchParams) : undefined;
      return response.writeHead(answer !== undefined ? 200 : known ? 404 : 401).end(JSON.stringify(answer ?? {}));
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.server?.close(done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  env(actor: string): NodeJS.ProcessEnv {
    return {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: this.url,
      GITHUB_REPOSITORY: 'contoso/desktops',
      GITHUB_TOKEN: 'of-the-job',
      GITHUB_TRIGGERING_ACTOR: actor,
    };
  }

  private answer(path: string, query: URLSearchParams): unknown {
    const [what, id = '', part] = path.split('/');
    const at = this.main.findIndex(({ sha }) => sha === id);
    const paged = <T>(list: readonly T[]): T[] => {
      const size = Number(query.get('per_page') ?? 30);
      const from = (Number(query.get('page') ?? 1) - 1) * size;
      return list.slice(from, from + size);
    };
    if (what === 'activity') return query.get('ref') === 'refs/heads/main' ? paged(this.moves) : [];
    if (what === 'commits' && id === '') return paged(this.main.slice(0, this.indexOf(query.get('sha')) + 1).reverse());
    if (what === 'commits' && part === 'pulls') {
      const found = [...this.pulls].filter(([, { brought }]) => brought.includes(id));
      return paged(
        found.map(([number, { user, to = 'main' }]) => ({
          number,
          user: { login: user },
          base: { ref: to },
          merged_at: to === 'main' ? '2026-11-20T08:00:00Z' : null,
        })),
      );
    }
    if (what === 'commits') return this.main[at];
    if (what === 'compare') {
      const [from, to] = id.split('...').map((sha) => this.indexOf(sha));
      if (from === undefined || to === undefined || from < 0 || to < 0) return undefined;
      const commits = this.main.slice(from + 1, to + 1);
      const status = from < to ? 'ahead' : from > to ? 'behind' : 'identical';
      return { status, total_commits: commits.length, commits: paged(commits) };
    }
    const pull = this.pulls.get(Number(id));
    if (what !== 'pulls' || pull === undefined) return undefined;
    if (part === 'commits') return paged(pull.commits.slice(0, 250));
    const { user, merged, commits, said } = pull;
    return { number: Number(id), user: { login: user }, merged_by: { login: merged }, commits: said ?? commits.length };
  }

  private indexOf(sha: string | null): number {
    return this.main.findIndex((each) => each.sha === sha);
  }
}

const host = new Host();
beforeAll(async () => host.start());
afterAll(async () => host.stop());
beforeEach(() => {
  host.main = [signed('applied', 'grace', 'grace')];
  host.pulls.clear();
  host.moves = [];
  host.asked = [];
});

/** A pull request that was squashed onto main. */
function merged(
  number: number,
  name: string,
  how: { user?: string; merger?: string; commits?: HostCommit[]; author?: string } = {},
): void {
  const { user = 'ada', merger = 'linus', author = user } = how;
  const { commits = [signed(`${name}-1`, user, user)] } = how;
  host.main.push(signed(name, author));
  host.pulls.set(number, { user, merged: merger, brought: [shaOf(name)], commits });
}
const started = async (actor: string, over: { since?: string | undefined; tip?: string } = {}): Promise<void> =>
  assertSomebodyElse(
    {
      commit: over.tip ?? host.main.at(-1)?.sha ?? '',
      since: 'since' in over ? over.since : shaOf('applied'),
    },
    host.env(actor),
  );
const isAuthor = 'Somebody else than the authors of the change starts the apply.';
const nobodyKnows = 'Nobody knows who wrote a part of the change.';

describe('with the level confirmed a person who had no part in the change starts the apply', () => {
  test('such a person may', async () => {
    merged(7, 'tip');
    await expect(started('katherine')).resolves.toBeUndefined();
    // What was applied before is done with: its author may.
    await expect(started('grace')).resolves.toBeUndefined();
  });

  test.each([
    ['who wrote it', 'ada', {}],
    ['in other letters', 'ADA', {}],
    ['who merged it', 'linus', {}],
    [
      'who opened the pull request',
      'mallory',
      { user: 'mallory', author: 'ada', commits: [signed('x', 'ada', 'ada')] },
    ],
    [
      "who edited a robot's",
      'mallory',
      { user: 'robot[bot]', commits: [signed('x', 'robot[bot]'), signed('y', 'mallory')] },
    ],
    ["who signed a commit under another's name", 'mallory', { commits: [signed('x', 'ada', 'mallory')] }],
  ])('one %s may not', async (_who, actor, how) => {
    merged(7, 'tip', how);
    await expect(started(actor)).rejects.toThrow(isAuthor);
  });

  test('one whose merge before this one was never applied may not, and is named', async () => {
    merged(6, 'mallorys', { user: 'mallory' });
    merged(7, 'tip');
    await expect(started('mallory')).rejects.toMatchObject({
      message: isAuthor,
      fix: expect.arrayContaining([
        expect.stringMatching(/started by: mallory; written, .* by: (?=.*mallory)(?=.*ada)/),
      ]),
    });
    // Once it is applied it counts no more.
    await expect(started('mallory', { since: shaOf('mallorys') })).resolves.toBeUndefined();
  });

  test('of 130 merges the first one counts, too', async () => {
    merged(1, 'mallorys', { user: 'mallory' });
    for (let at = 2; at <= 130; at += 1) merged(at, `merge-${at}`);
    await expect(started('mallory')).rejects.toThrow(isAuthor);
    await expect(started('katherine')).resolves.toBeUndefined();
  });

  test('where no apply has noted its commit the whole history counts', async () => {
    merged(7, 'tip');
    await expect(started('grace', { since: undefined })).rejects.toThrow(isAuthor);
  });

  test('a commit that is applied again counts itself', async () => {
    await expect(started('grace')).rejects.toThrow(isAuthor);
    await expect(started('ada')).resolves.toBeUndefined();
  });

  test('who pushed without a pull request counts, whoever wrote it', async () => {
    host.main.push(signed('pushed', 'ada', 'ada'));
    host.moves = [
      { after: shaOf('pushed'), actor: { login: 'mallory' } },
      { after: shaOf('applied'), actor: { login: 'grace' } },
    ];
    await expect(started('mallory')).rejects.toThrow(isAuthor);
    await expect(started('grace')).resolves.toBeUndefined();
    host.moves = [{ after: shaOf('pushed'), actor: null }];
    await expect(started('katherine')).rejects.toThrow('Nobody knows who pushed to main.');
  });
});

describe("what anybody may have written is nobody else's", () => {
  test.each([
    [
      'not signed, under the name of another',
      [signed('forged', 'ada', 'ada', false)],
      /commit [0-9a-f]{12}: not verified by GitHub \(unsigned\)/,
    ],
    ['of an author without an account', [signed('x', null)], /of nobody who has an account/],
    ['committed by somebody without an account', [signed('x', 'ada', null)], /of nobody who has an account/],
  ])('a commit that is %s', async (_what, commits, said) => {
    merged(7, 'tip', { commits });
    await expect(started('katherine')).rejects.toMatchObject({
      message: nobodyKnows,
      fix: expect.arrayContaining([expect.stringMatching(said)]),
    });
  });

  test('and so on the main branch itself', async () => {
    host.main.push(signed('pushed', 'ada', 'ada', false));
    host.moves = [{ after: shaOf('pushed'), actor: { login: 'ada' } }];
    await expect(started('katherine')).rejects.toThrow(nobodyKnows);
  });

  test('commits of a pull request that GitHub does not list', async () => {
    merged(7, 'tip', { commits: Array.from({ length: 251 }, (_, at) => signed(`c-${at}`, 'ada')) });
    await expect(started('katherine')).rejects.toThrow(nobodyKnows);
  });

  test('more merges than are looked through', async () => {
    for (let at = 1; at <= 251; at += 1) host.main.push(signed(`merge-${at}`, 'ada'));
    await expect(started('katherine')).rejects.toThrow('More was merged since the last apply than GitHub lists');
    await expect(started('katherine', { since: undefined })).rejects.toThrow('More was merged');
  });

  test('an older commit than the one that was applied last', async () => {
    merged(7, 'tip');
    await expect(started('katherine', { since: shaOf('tip'), tip: shaOf('applied') })).rejects.toThrow(
      'is older than the one that was applied last',
    );
  });

  test.each(['', 'github-actions[bot]', 'robot[bot]'])('a start by a program: %s', async (actor) => {
    merged(7, 'tip');
    await expect(started(actor)).rejects.toThrow('A person has to start the apply, and a program did.');
    expect(host.asked).toEqual([]);
  });

  test.each<[string, Parameters<typeof merged>[2]]>([
    ['committed by a job of a branch', { commits: [signed('x', 'github-actions[bot]')] }],
    ['opened by one', { user: 'github-actions[bot]', author: 'ada', commits: [signed('x', 'ada', 'ada')] }],
    ['merged by one', { merger: 'robot[bot]' }],
  ])('what a program brought: %s', async (_what, how) => {
    merged(7, 'tip', how);
    await expect(started('katherine')).rejects.toMatchObject({
      message: 'A program brought a part of the change, and nobody knows on whose behalf.',
      fix: expect.arrayContaining([expect.stringMatching(/merged or pushed by: [\w-]+\[bot\]$/)]),
    });
    await expect(started('katherine', { since: shaOf('tip') })).rejects.toThrow('A program brought');
  });

  test('what a program pushed, whoever is said to have written it', async () => {
    host.main.push(signed('pushed', 'ada', 'ada'));
    host.moves = [
      { after: shaOf('pushed'), actor: { login: 'Deployer', type: 'Bot' } },
      { after: shaOf('applied'), actor: { login: 'grace' } },
    ];
    await expect(started('katherine')).rejects.toThrow('A program brought');
  });

  test('a host that does not answer its job', async () => {
    merged(7, 'tip');
    const env = { ...host.env('katherine'), GITHUB_TOKEN: 'of-another' };
    await expect(assertSomebodyElse({ commit: shaOf('tip'), since: shaOf('applied') }, env)).rejects.toThrow(
      'GitHub could not be asked about the repository',
    );
  });
});

test('a pull request to another branch is no merge into main: who pushed the commit is asked for', async () => {
  merged(30, 'elsewhere', { user: 'ada' });
  const pull = host.pulls.get(30);
  if (pull) host.pulls.set(30, { ...pull, to: 'topic' });
  host.moves = [
    { after: shaOf('elsewhere'), actor: { login: 'mallory' } },
    { after: shaOf('applied'), actor: { login: 'ada' } },
  ];
  await expect(started('mallory')).rejects.toThrow(isAuthor);
});

test.each(['confirmed', 'approved'])(
  'apply asks before terraform installs or runs anything, though the change calls the level %s',
  async (level) => {
    const stage = new Stage();
    try {
      const file = join(stage.folder, 'deployment.json');
      const read = (path: string): Record<string, object> => JSON.parse(readFileSync(path, 'utf8')) as never;
      const { github } = read(resolve('examples/everything-on.json'))['pipeline'] as { github: object };
      const input = {
        ...read(file),
        state: { s3: { bucket: 'contoso-tfstate', region: 'eu-central-1' } },
        pipeline: { github: { ...github, level } },
      };
      writeFileSync(file, JSON.stringify(input));
      writeFileSync(join(stage.folder, '.gitignore'), '*\n!deployment.json\n');
      const git = (...words: string[]): string => execFileSync('git', words, { cwd: stage.folder, encoding: 'utf8' });
      git('init', '--quiet');
      git('add', 'deployment.json');
      git('-c', 'user.name=a', '-c', 'user.email=a@contoso.com', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'x');
      merged(6, 'mallorys', { user: 'mallory' });
      merged(7, 'tip');
      host.main.push({ ...signed('last', 'ada'), sha: git('rev-parse', 'HEAD').trim() });
      host.moves = [
        { after: shaOf('tip'), actor: { login: 'ada' } },
        { after: shaOf('applied'), actor: { login: 'ada' } },
      ];
      host.applied = JSON.stringify({ form: 1, commit: shaOf('applied'), version: '0.1.0' });
      const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'key', AWS_ENDPOINT_URL_S3: host.url };
      const env = { ...host.env('mallory'), ...keys, GITHUB_EVENT_NAME: 'workflow_dispatch' };
      const { exitCode, stderr } = await stage.run(
        ['apply', '--stored', 'd'.repeat(64), '--skip-preflight'],
        {},
        { env },
      );
      expect({ exitCode, stderr, commands: stage.commands }).toEqual({
        exitCode: 1,
        stderr: expect.stringMatching(
          new RegExp(`${isAuthor}[^]*started by: mallory[^]*between ${shaOf('applied').slice(0, 12)}`),
        ),
        commands: [],
      });
    } finally {
      stage.remove();
    }
  },
  60_000,
);
