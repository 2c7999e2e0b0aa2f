import { getEventListeners, getMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Addresses, cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { AzureDevOpsApi } from '../../../wizard/clouds/azure-devops.js';
import { GithubApi } from '../../../wizard/clouds/github.js';
import { GitlabApi } from '../../../wizard/clouds/gitlab.js';
import { HostReader } from '../../../wizard/clouds/host-reader.js';
import { timeLimitVariable } from '../../../wizard/clouds/time-limit.js';

// How often a host is called that does not answer as it should: each call to a silent one takes its whole time limit.

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A host on this machine. @param answer told which call it is, from 1 on */
async function hostThat(
  answer: (call: number, response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly calls: () => number }> {
  let calls = 0;
  server = createServer((request, response) => {
    calls += 1;
    request.resume();
    answer(calls, response, request);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tokens = { GH_TOKEN: 'sandbox', GITLAB_TOKEN: 'sandbox', AZURE_DEVOPS_EXT_PAT: 'sandbox' };
  return { env: { [cloudsVariable]: `http://127.0.0.1:${port}`, ...tokens }, calls: () => calls };
}

type Send = (env: NodeJS.ProcessEnv, method: string) => Promise<unknown>;
const clients: readonly (readonly [string, Send])[] = [
  ['GitHub', async (env, method) => GithubApi.from(env).send(method, '/repos/contoso/desktops')],
  ['GitLab', async (env, method) => GitlabApi.from(env).send(method, '/projects/1')],
  ['Azure DevOps', async (env, method) => AzureDevOpsApi.from(env, 'contoso').send(method, 'Desktops/_apis/build')],
];
const readers: readonly (readonly [string, Send])[] = [
  [
    'what doctor reads of GitLab',
    async (env) => HostReader.from(env, new Addresses(env)).find('GitLab', 'https://gitlab.com/api/v4/projects/1'),
  ],
];

describe.each([...clients, ...readers])('%s', (_name, send) => {
  test('a host that never answers is called once', async () => {
    const { env, calls } = await hostThat(() => undefined);
    await expect(send({ ...env, [timeLimitVariable]: '0.2' }, 'GET')).rejects.toMatchObject({ reason: 'timeout' });
    expect(calls()).toBe(1);
  });

  test.each([
    ['is busy', (response: ServerResponse) => response.writeHead(503).end()],
    ['breaks the connection', (response: ServerResponse) => response.destroy()],
  ])('a host that %s is asked again', async (_what, failing) => {
    const { env, calls } = await hostThat((call, response) => {
      if (call === 1) failing(response);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":1}');
    });
    expect(await send(env, 'GET')).toEqual({ id: 1 });
    expect(calls()).toBe(2);
  });
});

test.each(clients)('%s: what makes something new is sent once, whatever comes back', async (name, send) => {
  const { env, calls } = await hostThat((_call, response) => {
    response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"overloaded"}');
  });
  await expect(send(env, 'POST')).rejects.toThrow(new RegExp(`^${name}: POST .* answered 503: overloaded$`));
  expect(calls()).toBe(1);
});

test('many calls side by side under one limit are no leak, of which Node would warn at the eleventh', async () => {
  const { env, calls } = await hostThat((_call, response) => response.end('{}'));
  const { signal } = new AbortController();
  const reader = HostReader.from(env, new Addresses(env)).within(signal);
  await Promise.all(
    Array.from({ length: 12 }, (_each, at) => reader.find('GitLab', `https://gitlab.com/api/v4/projects/${at}`)),
  );
  expect({ calls: calls(), warnsFrom: getMaxListeners(signal), left: getEventListeners(signal, 'abort') }).toEqual({
    calls: 12,
    warnsFrom: Infinity,
    left: [],
  });
});
