/** A GitLab of somebody's own, behind the proxy and the certificate authority of a company. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { discoveryOf } from '../../../twin/gitlab/discovery.js';
import { GitLab, levels } from '../../../twin/gitlab/gitlab.js';
import { json, Network as TwinNetwork } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { GitlabApi } from '../../../wizard/clouds/gitlab.js';
import { askGitlab } from '../../../wizard/clouds/job-hosts/gitlab.js';
import { Network } from '../../../wizard/clouds/network.js';
import { isInside, issuerDoubt } from '../../../wizard/bootstrap/hosts/gitlab/issuer.js';
import { lookAtProject } from '../../../wizard/bootstrap/hosts/gitlab/project.js';
import type { Failure } from '../../../wizard/terminal/failure.js';
import { startCompany, type Company } from './company.js';

const url = 'https://code.contoso.com/gitlab';
const name = 'contoso/it/desktops';
let company: Company;
/** None of the twin's own: those never leave this machine. */
const token = 'glpat-of-a-company';
beforeAll(async () => {
  const network = new TwinNetwork();
  const host = new GitLab({ network, clock: new Clock(), faults: new Faults(), rules: new RuleBook() }, { url });
  host.addProject(name, { id: 42 });
  host.people.set(token, { id: 7, username: 'ada', level: levels.maintainer });
  // Its administrators let another address sign, and wrote that with a slash at its end.
  network.register('tokens.contoso.com', () => Promise.resolve(discoveryOf('https://tokens.contoso.com/')));
  const inner = { issuer: 'https://keys.contoso.com', jwks_uri: 'https://10.1.2.3/keys' };
  network.register('keys.contoso.com', () => Promise.resolve(json(200, inner)));
  // What stands before a GitLab whose address is another one.
  network.register('pages.contoso.com', () => Promise.resolve({ ...json(404, {}), body: '<!DOCTYPE html><p>404' }));
  company = await startCompany(async (request) => network.dispatch(request));
});
afterAll(async () => company.close());

const throughProxy = (): NodeJS.ProcessEnv => ({ HTTPS_PROXY: company.proxy });

test('a person reaches it, below its path, by the proxy and the authority that the environment names', async () => {
  const env = { ...throughProxy(), NODE_EXTRA_CA_CERTS: company.authority, GITLAB_HOST: url, GITLAB_TOKEN: token };
  const found = await lookAtProject(GitlabApi.from(env, url), name);
  expect(found).toMatchObject({ id: '42', url, prefix: `project_path:${name}` });
  expect(company.connected).toContain('code.contoso.com');
});

test('a page with the status 404 says that the API is elsewhere, and not that the project is not there', async () => {
  const at = 'https://pages.contoso.com';
  const env = { ...throughProxy(), NODE_EXTRA_CA_CERTS: company.authority, GITLAB_HOST: at, GITLAB_TOKEN: token };
  await expect(lookAtProject(GitlabApi.from(env, at), name)).rejects.toThrow(
    /answered 404 with a page and no JSON: its API is not at https:\/\/pages\.contoso\.com\/api\/v4.*--host-url/,
  );
});

test('a job reaches it by the authority that its runner names, which is believed for no other host', async () => {
  const env = {
    ...{ ...throughProxy(), CI_SERVER_HOST: 'code.contoso.com', CI_SERVER_TLS_CA_FILE: company.authority },
    ...{ CI_API_V4_URL: `${url}/api/v4`, CI_PROJECT_ID: name, ENTRA_WORKSPACES_GITLAB_TOKEN: token },
  };
  await expect(askGitlab(env, 'protected_branches')).resolves.toMatchObject([{ name: 'main' }]);
  await expect(Network.of(env).fetch('https://graph.microsoft.com/v1.0/me')).rejects.toThrow(
    /shows a certificate of an authority that this machine does not know/,
  );
  await expect(askGitlab({ ...env, CI_SERVER_TLS_CA_FILE: '/nowhere/ca.pem' }, 'protected_branches')).rejects.toThrow(
    /authority that this machine does not know.*tls-ca-file of its config\.toml/,
  );
});

test('the authority that its runner names is read once, not for every request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-gitlab-'));
  try {
    const file = join(folder, 'ca.pem');
    copyFileSync(company.authority, file);
    const env = { ...throughProxy(), CI_SERVER_HOST: 'code.contoso.com', CI_SERVER_TLS_CA_FILE: file };
    // A connection of its own each time.
    const ask = async () => Network.of(env).fetch(`${url}/api/v4/version`, { headers: { connection: 'close' } });
    const { status } = await ask();
    rmSync(file);
    expect((await ask()).status).toBe(status);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('who signs is read where both clouds read it: told where that fails, refused where it is another address', async () => {
  const env = { ...throughProxy(), NODE_EXTRA_CA_CERTS: company.authority };
  // The authority of the company, and its proxy: what the clouds see is another matter, and said so.
  expect(await issuerDoubt(env, url)).toMatch(
    /^code\.contoso\.com is reached by a proxy .* not judged\. .* NODE_EXTRA_CA_CERTS besides: .* not judged\./,
  );
  expect(await issuerDoubt(env, 'https://code.contoso.com')).toMatch(
    /answered 404\. AWS and Entra fetch it from the internet/,
  );
  expect(await issuerDoubt(throughProxy(), url)).toMatch(/could not be read from here: .* --host-issuer/);
  await expect(issuerDoubt(env, 'https://tokens.contoso.com')).rejects.toMatchObject({
    fix: expect.arrayContaining([
      'the issuer in https://tokens.contoso.com/.well-known/openid-configuration must be https://tokens.contoso.com, got: "https://tokens.contoso.com/"',
    ]),
  });
});

describe('what stands where the issuer says who it is', () => {
  const issuer = 'https://code.contoso.com';
  const keys = `${issuer}/keys`;
  /** The doubt, or what it is refused with. */
  const said = async (body: string): Promise<string> => {
    const server = createServer((_request, response) => response.end(body));
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    try {
      return await issuerDoubt({ [cloudsVariable]: `http://127.0.0.1:${port}/_host` }, issuer).then(
        (doubt) => doubt ?? '',
        (error: unknown) => [(error as Failure).message, ...(error as Failure).fix].join(' '),
      );
    } finally {
      server.close();
    }
  };

  test.each<[string, unknown, RegExp]>([
    ['its keys with https', { issuer, jwks_uri: keys }, /^$/],
    ['no keys', { issuer }, /jwks_uri .* must be an address with https, got: nothing/],
    ['keys in the clear', { issuer, jwks_uri: 'http://10.0.0.1/keys' }, /jwks_uri .* got: "http:\/\/10\.0\.0\.1/],
    ['no address of keys', { issuer, jwks_uri: ['x'] }, /jwks_uri .* got: \["x"\]/],
    ['nothing', null, /something else than a JSON object/],
  ])('%s', async (_what, document, wanted) => expect(await said(JSON.stringify(document))).toMatch(wanted));

  test('what a foreign host answers is printed short and plain, or not at all', async () => {
    const refused = await said(JSON.stringify({ issuer: `\u202eevil${'x'.repeat(5000)}`, jwks_uri: keys }));
    expect(refused).toContain('got: "?evil');
    expect(refused.length).toBeLessThan(1000);
    expect(await said('<script>hello')).toMatch(/^[^<]*something else than a JSON object[^<]*$/);
  });

  test('keys in a private network are said, as an issuer there is', async () => {
    const env = { ...throughProxy(), NODE_EXTRA_CA_CERTS: company.authority, NO_PROXY: '10.1.2.3' };
    expect(await issuerDoubt(env, 'https://keys.contoso.com')).toContain(
      '10.1.2.3 is at 10.1.2.3 from here, which nobody reaches from the internet.',
    );
  });
});

test.each<[boolean, readonly string[]]>([
  [true, ['10.1.2.3', '192.168.7.1']],
  [true, ['fd00::1']],
  [false, ['10.1.2.3', '203.0.113.7']],
  [false, ['2001:db8::1']],
  [false, []],
])('inside alone: %s for %j', (inside, addresses) => {
  expect(isInside(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))).toBe(inside);
});
