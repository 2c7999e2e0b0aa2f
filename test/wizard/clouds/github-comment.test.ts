/** The one comment on a pull request. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { githubJob } from '../../../wizard/clouds/job-hosts/github.js';
import { jobHosts } from '../../../wizard/clouds/job-hosts/index.js';
import { Comments } from '../../e2e/pipeline/comments.js';

let server: Server;
let comments: Comments;
let may: boolean;
beforeEach(async () => {
  comments = new Comments();
  may = true;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://x');
      const path = url.pathname.split('/').slice(5);
      const [status, body] = comments.answer({
        ...{ path, method: request.method ?? '', body: Buffer.concat(chunks), may },
      }) ?? [404, {}];
      const [size, page] = ['per_page', 'page'].map((name) => Number(url.searchParams.get(name)));
      const some = Array.isArray(body) ? body.slice((page! - 1) * size!, page! * size!) : body;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(some));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());

const say = async (markdown: string, over: NodeJS.ProcessEnv = {}): Promise<void> =>
  githubJob.comment!(markdown, 'contoso', {
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ GITHUB_REPOSITORY: 'contoso/desktops', GITHUB_TOKEN: 'x', GITHUB_REF: 'refs/pull/7/merge', ...over },
  });

test('each run writes the same one anew, whichever page it is on, and each pull request has its own', async () => {
  for (let id = 1; id <= 130; id += 1) comments.kept.push({ id, pull: 7, user: { login: 'ada' }, body: 'hm' });
  await say('first');
  await say('second');
  await say('other', { GITHUB_REF: 'refs/pull/8/merge' });
  expect(comments.kept.slice(130).map(({ pull, body }) => [pull, body.split('\n')[1]])).toEqual([
    [7, 'second'],
    [8, 'other'],
  ]);
});

test('what a person wrote is never written over, whatever it begins with', async () => {
  await say('first');
  const mine = comments.kept.pop()!.body;
  comments.kept.push({ id: 1, pull: 7, user: { login: 'mallory' }, body: mine });
  await say('second');
  expect(comments.kept.map(({ user, body }) => [user.login, body.includes('second')])).toEqual([
    ['mallory', false],
    ['github-actions[bot]', true],
  ]);
});

test('a plan that is longer than a comment may be is cut at a line, and says where all of it stands', async () => {
  await say(Array.from({ length: 9000 }, (_each, at) => `- line ${at}`).join('\n'));
  expect(comments.kept[0]?.body).toMatch(/- line \d+\n\nCut here: all of it stands in the summary of the run\.$/);
});

test('a token that may not, and a job of no pull request, are named', async () => {
  await expect(say('x', { GITHUB_REF: 'refs/heads/main' })).rejects.toThrow('the job is of no pull request');
  may = false;
  await expect(say('x')).rejects.toMatchObject({
    fix: [expect.stringContaining('pull-requests: write')],
  });
});

test('hosts whose pull requests nobody plans have none', () => {
  expect(jobHosts.filter((host) => 'comment' in host).map(({ name }) => name)).toEqual(['GitHub Actions']);
});

test.each([0, 400_000])(
  'a summary that GitHub would not show (more than 1 MiB) is cut at a line and says so first, with %i bytes there already',
  async (there) => {
    const folder = mkdtempSync(join(tmpdir(), 'summary-'));
    const file = join(folder, 'summary.md');
    writeFileSync(file, 'x'.repeat(there));
    const line = `| müller@contoso.com | ${'é'.repeat(80)} |`;
    const job = { env: { GITHUB_STEP_SUMMARY: file } } as unknown as Parameters<typeof githubJob.summarize>[1];
    await githubJob.summarize(`# Plan\n${`${line}\n`.repeat(8_000)}`, job);
    const text = readFileSync(file, 'utf8').slice(there);
    const size = statSync(file).size;
    rmSync(folder, { recursive: true });
    expect(size).toBeLessThanOrEqual(1_048_576);
    expect(size).toBeGreaterThan(1_048_576 - 500);
    expect(text).toMatch(/^\*\*This is cut: GitHub shows no more than 1 MiB.*\n\n# Plan\n/);
    expect(text.endsWith(`${line}\n`)).toBe(true);
  },
);

test('a summary for which nothing is left hides none that stands there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  const file = join(folder, 'summary.md');
  writeFileSync(file, 'x'.repeat(1_048_500));
  const job = { env: { GITHUB_STEP_SUMMARY: file } } as unknown as Parameters<typeof githubJob.summarize>[1];
  await githubJob.summarize('y'.repeat(1_000), job);
  const { size } = statSync(file);
  rmSync(folder, { recursive: true });
  expect(size).toBe(1_048_500);
});
