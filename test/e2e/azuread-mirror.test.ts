import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTwin, type Twin } from '../../twin/twin.js';
import { findAzureadProvider } from './aws-mirror.js';
import { Workspace } from './terraform.js';

// Where a mirror has the real azuread provider, terraform runs that and not our stand-in. The provider itself is not to be
// had here: an empty program in its place shows that terraform would take it, a small client that it would find the tenant.

interface Endpoints {
  readonly name: string;
  readonly resourceManager: string;
  readonly microsoftGraphResourceId: string;
  readonly authentication: { readonly loginEndpoint: string };
}

describe('the real azuread provider in a mirror', () => {
  let mirror: string;
  let twin: Twin;
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const before = process.env['TERRAFORM_PROVIDER_MIRROR'];

  beforeAll(async () => {
    mirror = await mkdtemp(join(tmpdir(), 'entra-workspaces-mirror-'));
    for (const [name, version] of [
      ['aws', '5.0.0'],
      ['azuread', '3.7.0'],
    ] as const) {
      const folder = join(mirror, 'registry.terraform.io/hashicorp', name, version, platform);
      await mkdir(folder, { recursive: true });
      const program = join(folder, `terraform-provider-${name}_v${version}_x5`);
      await writeFile(program, '#!/bin/sh\nexit 1\n');
      await chmod(program, 0o755);
    }
    process.env['TERRAFORM_PROVIDER_MIRROR'] = mirror;
    const azuread = findAzureadProvider();
    if (!azuread) throw new Error('the mirror was not found');
    twin = await startTwin({ azuread });
  });
  afterAll(async () => {
    if (before === undefined) delete process.env['TERRAFORM_PROVIDER_MIRROR'];
    else process.env['TERRAFORM_PROVIDER_MIRROR'] = before;
    const certificate = twin.terraform.env['SSL_CERT_FILE'] ?? '';
    await twin.stop();
    expect(existsSync(certificate)).toBe(false);
    await rm(mirror, { recursive: true, force: true });
  });

  test('is found, and no stand-in is named in its place', () => {
    expect(findAzureadProvider()).toEqual({ mirror, version: '3.7.0' });
    expect(twin.terraform.standIns.join()).not.toContain('hashicorp/azuread');
    expect(twin.terraform.standIns).toContain('hashicorp/aws');
  });

  test('terraform installs it from the mirror in the version that the mirror has', async () => {
    const workspace = await Workspace.create(twin.terraform.env);
    const synthesized = {
      terraform: { required_providers: { azuread: { source: 'hashicorp/azuread', version: '3.6.0' } } },
      provider: { azuread: [{}] },
    };
    await workspace.write('cdk.tf.json', synthesized);
    await workspace.write('test_override.tf.json', twin.terraform.override(synthesized));
    expect(await workspace.must('init', '-no-color')).toContain('Installed hashicorp/azuread v3.7.0');
    await workspace.remove();
  });

  test('its environment leads to the metadata host over TLS, from there to a token and to Graph', async () => {
    const { env } = twin.terraform;
    const ca = await readFile(env['SSL_CERT_FILE'] ?? '', 'utf8');
    const endpoints = await new Promise<Endpoints>((resolve, reject) => {
      const url = `https://${env['ARM_METADATA_HOSTNAME']}/metadata/endpoints?api-version=2022-09-01`;
      request(url, { ca }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(JSON.parse(text) as Endpoints));
      })
        .once('error', reject)
        .end();
    });
    const graph = endpoints.microsoftGraphResourceId;
    expect([endpoints.name, endpoints.resourceManager].every(Boolean)).toBe(true);
    expect(endpoints.authentication.loginEndpoint).not.toMatch(/\/$/);
    const token = (await (
      await fetch(`${endpoints.authentication.loginEndpoint}/${env['ARM_TENANT_ID']}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: env['ARM_CLIENT_ID'] ?? '',
          client_secret: env['ARM_CLIENT_SECRET'] ?? '',
          grant_type: 'client_credentials',
          scope: `${graph}/.default`,
        }),
      })
    ).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' };
    for (const version of ['v1.0', 'beta']) {
      const users = await fetch(`${graph}/${version}/users?$filter=userPrincipalName eq 'ada@contoso.com'`, {
        headers,
      });
      expect(await users.json()).toMatchObject({ value: [{ userPrincipalName: 'ada@contoso.com' }] });
    }
  });
});
