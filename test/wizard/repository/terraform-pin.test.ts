/** Terraform of a pipeline is fetched, known by its hash. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { usePinnedTerraform } from '../../../wizard/repository/pipelines/terraform-pin.js';

const says = (version: string): string => `#!/bin/sh\necho "Terraform v${version}"\n`;
const archive = Buffer.from(zipSync({ 'LICENSE.txt': strToU8('…'), terraform: strToU8(says('1.11.4')) }));
const hash = createHash('sha256').update(archive).digest('hex');

let server: Server;
let asked: string[] = [];
let releases: string;
let folder: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const found = request.url === '/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip';
    response.writeHead(found ? 200 : 404).end(found ? archive : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  releases = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => {
  asked = [];
  folder = mkdtempSync(join(tmpdir(), 'pin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const withTerraform = (version: string): NodeJS.ProcessEnv => {
  writeFileSync(join(folder, 'terraform'), says(version));
  chmodSync(join(folder, 'terraform'), 0o755);
  return { PATH: `${folder}:/usr/bin:/bin` };
};
const use = async (env: NodeJS.ProcessEnv, over: object = {}): Promise<string | undefined> => {
  await usePinnedTerraform(env, join(folder, 'job'), { platform: 'linux-x64', hash, releases, ...over });
  return env['ENTRA_WORKSPACES_TERRAFORM'];
};

test('the very version on PATH, and one that is named, are used as they are', async () => {
  expect(await use(withTerraform('1.11.4'))).toBeUndefined();
  expect(await use({ ENTRA_WORKSPACES_TERRAFORM: '/opt/terraform' })).toBe('/opt/terraform');
  expect(asked).toEqual([]);
});

test.each([['none'], ['1.13.0'], ['1.10.0']])(
  'with %s on PATH it is fetched, compared, and found by all that follows',
  async (there) => {
    const program = await use(there === 'none' ? { PATH: '/nowhere' } : withTerraform(there));
    expect(asked).toEqual(['/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip']);
    expect(readFileSync(program ?? '', 'utf8')).toBe(says('1.11.4'));
  },
);

test('one of another content is not run, nor even laid there', async () => {
  await expect(use({ PATH: '/nowhere' }, { hash: '0'.repeat(64) })).rejects.toMatchObject({
    message: expect.stringContaining('is not the terraform that this package knows'),
    fix: [expect.stringContaining(`got: ${hash}`), expect.any(String)],
  });
  expect(existsSync(join(folder, 'job'))).toBe(false);
});

test('where it cannot be had, it is said how to bring one', async () => {
  const words = { fix: expect.arrayContaining([expect.stringContaining('ENTRA_WORKSPACES_TERRAFORM=')]) };
  await expect(use({ PATH: '/nowhere' }, { releases: `${releases}/elsewhere` })).rejects.toMatchObject(words);
  await expect(use({ PATH: '/nowhere' }, { platform: 'win32-x64', hash: undefined })).rejects.toMatchObject(words);
});
