import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeWorkspacesCommand } from '@aws-sdk/client-workspaces';
import { afterEach, expect, jest, test } from '@jest/globals';
import { Clients } from '../../function/clients.js';
import { isPassing, wasAnswered } from '../../function/errors.js';

afterEach(() => {
  jest.useRealTimers();
});

test.each([
  ['looks ends by itself, and may be made again', 'workspaces', 10],
  ['makes something is given the time of four: it may be made all the same', 'makingWorkspaces', 40],
] as const)('a call that nobody answers and that %s', async (_, client, seconds) => {
  let arrived = (): void => undefined;
  const asked = new Promise<void>((resolve) => (arrived = resolve));
  const server = createServer(() => arrived()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
  try {
    const clients = new Clients({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    let error: unknown;
    void clients[client].send(new DescribeWorkspacesCommand({})).catch((thrown: unknown) => (error = thrown));
    await asked;
    await jest.advanceTimersByTimeAsync(seconds * 1000 - 1);
    await new Promise(setImmediate);
    expect(error).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    await new Promise(setImmediate);
    expect(error).toMatchObject({ name: 'TimeoutError', operation: 'workspaces:DescribeWorkspaces' });
    expect([isPassing(error), wasAnswered(error)]).toEqual([true, false]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
