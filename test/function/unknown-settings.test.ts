import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeWorkspaceDirectoriesCommand,
  ModifySelfservicePermissionsCommand,
  WorkSpacesClient,
} from '@aws-sdk/client-workspaces';
import { expect, jest, test } from '@jest/globals';
import { keepUnknownSettings } from '../../function/unknown-settings.js';

test('settings of tomorrow are sent along, and the SDK has nothing to warn of', async () => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const sent: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      sent.push(JSON.parse(body));
      const SelfservicePermissions = { Tomorrow: 'ENABLED', RestartWorkspace: 'DISABLED' };
      response.end(JSON.stringify({ Directories: [{ DirectoryId: 'wsd-1', SelfservicePermissions }] }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const client = new WorkSpacesClient({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    });
    keepUnknownSettings(client);
    await client.send(new DescribeWorkspaceDirectoriesCommand({}));
    await client.send(
      new ModifySelfservicePermissionsCommand({
        ResourceId: 'wsd-1',
        SelfservicePermissions: { RestartWorkspace: 'ENABLED' },
      }),
    );
    client.destroy();
    expect(sent.at(-1)).toEqual({
      ResourceId: 'wsd-1',
      SelfservicePermissions: { Tomorrow: 'ENABLED', RestartWorkspace: 'ENABLED' },
    });
    expect(warned).not.toHaveBeenCalled();
  } finally {
    warned.mockRestore();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
