/** The one way out: proxies, certificate authorities, time limits, and what is said when something stands in between. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { Network } from '../../../wizard/clouds/network.js';
import { proxyFor } from '../../../wizard/clouds/proxy.js';
import { unreachable } from '../../../wizard/clouds/trouble.js';
import { UsageError } from '../../../wizard/terminal/failure.js';
import { startCompany, type Company } from './company.js';

const graph = 'https://graph.microsoft.com/v1.0/me';
const said = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"said":"hello"}' };

async function failure(call: Promise<unknown>): Promise<CloudError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CloudError) return error;
  throw new Error(`expected a CloudError, got: ${String(error)}`);
}

test.each([
  ['http', 'http://127.0.0.1:1/', {}],
  ['https', 'https://127.0.0.1:1/', {}],
  ['a proxy', 'https://graph.microsoft.com/', { HTTPS_PROXY: 'http://127.0.0.1:1' }],
])(
  'a host that is far away has more than Node’s quarter of a second for each of its addresses: %s',
  async (_by, to, env) => {
    const connect = jest.spyOn(net.Socket.prototype, 'connect');
    try {
      await failure(Network.of(env).send(to));
      const [first] = connect.mock.calls[0] as unknown as [object];
      const [options] = [first].flat() as [{ autoSelectFamilyAttemptTimeout?: number }];
      expect(options.autoSelectFamilyAttemptTimeout).toBe(2_500);
    } finally {
      connect.mockRestore();
    }
  },
);

describe('which proxy', () => {
  const of = (address: string, env: NodeJS.ProcessEnv) => proxyFor(new URL(address), env)?.url.href;
  const proxy = 'http://proxy.contoso.com:3128/';

  test.each<[string, NodeJS.ProcessEnv]>([
    ['HTTPS_PROXY', { HTTPS_PROXY: proxy }],
    ['https_proxy', { https_proxy: proxy }],
    ['HTTPS_PROXY without a scheme', { HTTPS_PROXY: 'proxy.contoso.com:3128' }],
  ])('%s is used for https', (_what, env) => {
    expect(of(graph, env)).toBe(proxy);
  });

  test.each([
    ['HTTP_PROXY alone is not', { HTTP_PROXY: proxy }, graph],
    ['this machine is reached without', { HTTPS_PROXY: proxy }, 'https://127.0.0.1:8080/'],
    ['an empty one is none', { HTTPS_PROXY: '' }, graph],
  ])('%s', (_what, env, address) => {
    expect(of(address, env)).toBeUndefined();
  });

  test.each([
    ['*', graph, true],
    ['graph.microsoft.com', graph, true],
    ['microsoft.com', graph, true],
    ['.microsoft.com', graph, true],
    ['*.microsoft.com', graph, true],
    ['.graph.microsoft.com', graph, false],
    ['soft.com', graph, false],
    ['example.com, GRAPH.microsoft.com', graph, true],
    ['graph.microsoft.com:443', graph, true],
    ['graph.microsoft.com:8443', graph, false],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.1.2.3', 'https://10.1.2.3/', true],
    ['fd00::/8', 'https://[fd00::1]/', true],
  ])('NO_PROXY=%s for %s: direct %s', (entries, address, direct) => {
    expect(of(address, { HTTPS_PROXY: proxy, NO_PROXY: entries }) === undefined).toBe(direct);
    expect(of(address, { https_proxy: proxy, no_proxy: entries }) === undefined).toBe(direct);
  });

  test.each(['socks5://proxy.contoso.com:1080', 'http://', 'file:///etc/proxy'])('%s is refused', (value) => {
    expect(() => of(graph, { HTTPS_PROXY: value })).toThrow(UsageError);
  });

  test('a password in a wrong value is not repeated', () => {
    const wrong = () => of(graph, { HTTPS_PROXY: 'socks5://ada:top-secret@proxy.contoso.com:1080' });
    expect(wrong).toThrow(/got: socks5:\/\/…@proxy\.contoso\.com:1080/);
    const slash = () => proxyFor(new URL('https://x.contoso.com'), { HTTPS_PROXY: 'http://ada:se/cr@et@proxy:99999' });
    expect(slash).toThrow('got: http://…@proxy:99999');
  });

  test.each(['http://u:p%zz@127.0.0.1:9', 'u%:p@127.0.0.1:9', 'https://u:%e0%a4@127.0.0.1:9'])(
    '%s: a %% that begins no code is refused before anything is called, and the password is not said',
    async (value) => {
      const refused = /^HTTPS_PROXY has a name or password with a % that begins no code, at 127\.0\.0\.1:9$/;
      expect(() => of(graph, { HTTPS_PROXY: value })).toThrow(refused);
      await expect(Network.of({ HTTPS_PROXY: value }).fetch(graph)).rejects.toThrow(UsageError);
    },
  );
});

describe('what the environment holds, and no call can carry', () => {
  test('a token with a line end is said by its header, and is not repeated', async () => {
    const { reason, message } = await failure(
      Network.of({}).fetch('https://127.0.0.1:9/', { headers: { authorization: 'Bearer top-secret\n' } }),
    );
    expect(reason).toBe('error');
    expect(message).toContain('nothing was sent to 127.0.0.1:9: authorization would hold a character');
    expect(message).not.toContain('secret');
  });

  test('what is no address is told as such', async () => {
    const { message } = await failure(Network.of({}).fetch('not an address&audience=x'));
    expect(message).toContain('this is no address to call: not an address');
  });
});

describe('behind a proxy that opens TLS', () => {
  let company: Company;
  let answer = said as { status: number; headers: Record<string, string>; body: string };
  beforeAll(async () => {
    company = await startCompany(async () => answer);
  });
  afterAll(() => company.close());
  beforeEach(() => {
    answer = said;
    company.refuse = undefined;
  });
  const through = (more: NodeJS.ProcessEnv = {}) =>
    Network.of({ HTTPS_PROXY: company.proxy, NODE_EXTRA_CA_CERTS: company.authority, ...more });

  test.each(['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE'])('%s makes its authority known', async (name) => {
    const network = Network.of({ HTTPS_PROXY: company.proxy, [name]: company.authority });
    expect(await (await network.fetch(graph)).json()).toEqual({ said: 'hello' });
    expect(company.connected.at(-1)).toBe('graph.microsoft.com');
  });

  test('an authority that is not known is named, with the variable to set', async () => {
    const { reason, message } = await failure(Network.of({ HTTPS_PROXY: company.proxy }).fetch(graph));
    expect(reason).toBe('offline');
    expect(message).toContain('("Contoso Inspection CA")');
    expect(message).toContain(`through the proxy ${company.proxy} (HTTPS_PROXY)`);
    expect(message).toContain('set NODE_EXTRA_CA_CERTS');
  });

  test('ca_bundle of a profile, which terraform does not read either, is named with what to set instead', async () => {
    const file = join(dirname(company.authority), 'config');
    writeFileSync(file, `[profile desktops]\nca_bundle = ${company.authority}\n`);
    const env = { HTTPS_PROXY: company.proxy, AWS_PROFILE: 'desktops', AWS_CONFIG_FILE: file };
    const { message } = await failure(Network.of(env).fetch(graph));
    expect(message).toContain(`set AWS_CA_BUNDLE=${company.authority} (ca_bundle of the profile desktops`);
  });

  test('name and password of the proxy are sent to it, and never said', async () => {
    const proxy = company.proxy.replace('http://', 'http://ada:top%2Fsecret@');
    await through({ HTTPS_PROXY: proxy }).fetch(graph);
    expect(company.signedInAs()).toBe(`Basic ${Buffer.from('ada:top/secret').toString('base64')}`);
    company.refuse = 407;
    const { message } = await failure(through({ HTTPS_PROXY: proxy }).fetch(graph));
    expect(message).toContain('asks for a name and a password (407)');
    expect(message).toContain('write % as %25');
    expect(message).not.toContain('secret');
  });

  test('what the proxy refuses is not taken for an answer of the cloud', async () => {
    company.refuse = 403;
    const { reason, message } = await failure(through().fetch(graph));
    expect(reason).toBe('offline');
    expect(message).toContain('does not let calls through to graph.microsoft.com (403)');
  });

  test('a web page is told from data, by its title', async () => {
    answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<title>Guest \u001b[2JWiFi</title>' };
    const { message } = await failure(through().fetch(graph));
    expect(message).toContain('graph.microsoft.com answered with a web page ("Guest [2JWiFi")');
  });

  test('the way to a portal is not gone', async () => {
    answer = { status: 302, headers: { location: 'https://portal.example.com/sign-in' }, body: '' };
    const before = company.connected.length;
    const { message } = await failure(through().fetch(graph));
    expect(message).toContain('the way to portal.example.com');
    expect(company.connected.slice(before)).not.toContain('portal.example.com');
  });

  test('a certificate that is not valid today names the clock of this machine', () => {
    const { message } = unreachable(Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }), {
      url: new URL(graph),
      via: '',
      presented: { valid_from: 'Jan 1 2026', valid_to: 'Feb 1 2026' },
      env: {},
    });
    expect(message).toMatch(/graph\.microsoft\.com is not valid \(Jan 1 2026 to Feb 1 2026\) at \d{4}-.*clock/);
  });

  test('how far the clock is off is seen by the answers', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    answer = { ...said, headers: { ...said.headers, date } };
    const network = through();
    await network.fetch(graph);
    expect(Math.abs((network.clockAhead ?? 0) - 3_600)).toBeLessThan(60);
  });
});

describe('variables that name no certificates', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'authorities-'));
    writeFileSync(join(folder, 'company.cer'), Buffer.from([0x30, 0x82, 0x01]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['gone.pem', /AWS_CA_BUNDLE must name a file with certificates, got: .*gone\.pem \(ENOENT\)/],
    ['company.cer', /AWS_CA_BUNDLE must name a file with certificates as PEM, got: .*company\.cer/],
  ])('%s', async (file, message) => {
    const call = Network.of({ AWS_CA_BUNDLE: join(folder, file) }).fetch(graph);
    await expect(call).rejects.toThrow(UsageError);
    await expect(call).rejects.toThrow(message);
  });
});

describe('time', () => {
  test('a host that never answers is left at the limit, and named', async () => {
    const silent = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const network = Network.of({ ENTRA_WORKSPACES_SECONDS: '0.2' });
    const { reason, message } = await failure(network.fetch(`http://127.0.0.1:${port}/`));
    silent.close();
    expect(reason).toBe('timeout');
    expect(message).toBe(`127.0.0.1:${port} gave no answer within 0.2 s`);
  });

  test('an answer that never ends is left at the limit', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const network = Network.of({});
    const { reason } = await failure(network.fetch(`http://127.0.0.1:${port}/`, { seconds: 0.2 }));
    server.close();
    expect(reason).toBe('timeout');
  });

  test.each(['soon', '0', '-1', '1e9'])('%s is no number of seconds', async (text) => {
    const call = Network.of({ ENTRA_WORKSPACES_SECONDS: text }).fetch('http://127.0.0.1:1/');
    await expect(call).rejects.toThrow(`ENTRA_WORKSPACES_SECONDS must be a number of seconds up to 3600, got: ${text}`);
  });
});

test('nothing is sent in the clear to another machine', async () => {
  const { message } = await failure(Network.of({}).fetch('http://scim.example.com/Users'));
  expect(message).toContain('over https alone');
});

test('a connection that the other side closed meanwhile is opened anew', async () => {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    let asked = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      asked += 1;
      if (asked > 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const network = Network.of({});
  for (let count = 0; count < 2; count += 1) {
    expect(await (await network.fetch(`http://127.0.0.1:${port}/`)).json()).toEqual({});
  }
  server.close();
  expect(connections).toBe(2);
});
