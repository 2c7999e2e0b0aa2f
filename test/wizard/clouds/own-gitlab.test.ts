/** A GitLab of somebody's own, behind the proxy and the certificate authority of a company. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { discoveryOf } from '../../../twin/gitlab/discovery.js';
import { GitLab, levels } from '../../../twin/gitlab/gitlab.js';
import { Network as TwinNetwork } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { GitlabApi } from '../../../wizard/clouds/gitlab.js';
import { askGitlab } from '../../../wizard/clouds/job-hosts/gitlab.js';
import { Network } from '../../../wizard/clouds/network.js';
import { isInside, issuerDoubt } from '../../../wizard/bootstrap/hosts/gitlab/issuer.js';
import { lookAtProject } from '../../../wizard/bootstrap/hosts/gitlab/project.js';
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

test('who signs is read where both clouds read it: told where that fails, refused where it is another address', async () => {
  const env = { ...throughProxy(), NODE_EXTRA_CA_CERTS: company.authority };
  expect(await issuerDoubt(env, url)).toBeUndefined();
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

test.each<[boolean, readonly string[]]>([
  [true, ['10.1.2.3', '192.168.7.1']],
  [true, ['fd00::1']],
  [false, ['10.1.2.3', '203.0.113.7']],
  [false, ['2001:db8::1']],
  [false, []],
])('inside alone: %s for %j', (inside, addresses) => {
  expect(isInside(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))).toBe(inside);
});
