/** The one issue of a pipeline. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { githubJob } from '../../../wizard/clouds/job-hosts/github.js';
import type { JobHost, Notice } from '../../../wizard/clouds/job-hosts/job-host.js';
import { tell, type Found } from '../../../wizard/repository/pipelines/notice.js';

const title = 'Desktops (contoso): what needs a look';

describe('what becomes of it', () => {
  let open: Notice | undefined;
  let did: string[];
  let run: number;
  const host: Pick<JobHost, 'notices' | 'address'> = {
    address: () => `https://host.example/runs/${run}`,
    notices: {
      noun: 'issue',
      find: () => Promise.resolve(open),
      open: (notice) => {
        did.push('open');
        open = { ...notice, id: '1', address: 'https://host.example/issues/1' };
        return Promise.resolve(open);
      },
      update: (notice) => {
        did.push('update');
        open = notice;
        return Promise.resolve();
      },
      close: (notice) => {
        did.push(`close: ${notice.text.split('\n')[0]}`);
        open = undefined;
        return Promise.resolve();
      },
    },
  };
  const tells = async (found: Partial<Found>): Promise<string> => {
    run += 1;
    const told = await tell(host as JobHost, title, { rules: [], unseen: [], ...found }, {});
    return told.did;
  };
  beforeEach(() => {
    open = undefined;
    did = [];
    run = 0;
  });

  test('opened where something needs a look, left alone without news, updated with them, closed when all is well', async () => {
    expect(await tells({})).toBe('nothing');
    expect(await tells({ text: 'a token ends', rules: ['scim-token'] })).toBe('opened');
    expect(open).toMatchObject({ title, text: expect.stringContaining('Seen by https://host.example/runs/2') });
    // The next run says the same, and the host has kept the text in its own way.
    open = { ...open!, text: `${open!.text.replaceAll('\n', '\r\n')}\r\n` };
    expect(await tells({ text: 'a token ends', rules: ['scim-token'] })).toBe('left');
    expect(await tells({ text: 'a token has ended', rules: ['scim-token'] })).toBe('updated');
    expect(await tells({})).toBe('closed');
    expect(did).toEqual(['open', 'update', 'close: All is well again.']);
  });

  test('stays open while a rule that it speaks of cannot look', async () => {
    await tells({ text: 'a token ends', rules: ['scim-token', 'boundary'] });
    expect(await tells({ unseen: ['scim-token'] })).toBe('left');
    expect(await tells({ unseen: ['licences'] })).toBe('closed');
  });

  test('is cut where a host takes no more', async () => {
    await tells({ text: 'x'.repeat(100_000), rules: ['boundary'] });
    expect(open!.text.length).toBeLessThan(61_000);
    expect(open!.text).toMatch(/… and more: see the run\.\n<!-- entra-workspaces rules: boundary -->/);
  });
});

describe('on GitHub', () => {
  let server: Server;
  let asked: string[];
  let status = 200;
  const robot = { login: 'github-actions[bot]' };
  const issues = [
    ...Array.from({ length: 100 }, (_each, at) => ({ number: at, title: `other ${at}`, user: robot })),
    { number: 200, title, user: { login: 'mallory' }, body: 'written by a person' },
    { number: 201, title, user: robot, pull_request: {} },
    { number: 202, title, user: robot, body: 'ours', html_url: 'https://github.com/contoso/desktops/issues/202' },
  ];
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      asked.push(`${request.method} ${url.pathname} ${request.headers.authorization}`);
      const page = Number(url.searchParams.get('page') ?? 1);
      response.writeHead(status).end(JSON.stringify(issues.slice((page - 1) * 100, page * 100)));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    env = {
      GITHUB_TOKEN: 'of-the-job',
      GITHUB_REPOSITORY: 'contoso/desktops',
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
  });
  afterAll(() => new Promise((done) => server.close(done)));
  beforeEach(() => {
    asked = [];
    status = 200;
  });

  test('it is the one that a job opened, on whatever page: a person may open one of the same title', async () => {
    expect(await githubJob.notices.find(title, env)).toMatchObject({ id: '202', text: 'ours' });
    expect(await githubJob.notices.find('nobody wrote this', env)).toBeUndefined();
    expect(asked[0]).toBe('GET /repos/contoso/desktops/issues Bearer of-the-job');
  });

  test('a token that may not write issues is refused in words; nothing is made twice where an answer is lost', async () => {
    status = 403;
    await expect(githubJob.notices.open({ title, text: '' }, env)).rejects.toMatchObject({
      message: 'GitHub could not be asked about the repository: issues answered 403.',
      fix: [expect.stringContaining('issues: write')],
    });
    status = 503;
    asked = [];
    await expect(githubJob.notices.open({ title, text: '' }, env)).rejects.toThrow('503');
    expect(asked).toHaveLength(1);
  });
});
