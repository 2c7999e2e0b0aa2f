/**
 * The network of a company, on loopback: a proxy that opens TLS with a certificate authority of its own, and is the only
 * way out. Whoever does not go through it, or does not trust that authority, reaches nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import type { CloudHandler } from '../../../twin/network.js';

export interface Company {
  /** `http://127.0.0.1:PORT` */
  readonly proxy: string;
  /** PEM file of the certificate authority. */
  readonly authority: string;
  /** Hosts that were connected to, in order. */
  readonly connected: readonly string[];
  /** What the proxy answers to CONNECT instead of letting anybody through. */
  refuse: number | undefined;
  /** `Proxy-Authorization` of the last CONNECT. */
  readonly signedInAs: () => string | undefined;
  close(): Promise<void>;
}

/** @param handler Answers for every host behind the proxy. */
export async function startCompany(handler: CloudHandler): Promise<Company> {
  const folder = mkdtempSync(join(tmpdir(), 'company-'));
  const contexts = new Map<string, SecureContext>();
  const openssl = (...words: string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/O=Contoso/CN=Contoso Inspection CA'];
  openssl('req', '-x509', ...key, ...subject, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2');
  const contextOf = (host: string): SecureContext => {
    const known = contexts.get(host);
    if (known) return known;
    writeFileSync(join(folder, 'leaf.ext'), `subjectAltName=DNS:${host}\n`);
    openssl('req', ...key, '-subj', '/CN=leaf', '-keyout', 'leaf.key', '-out', 'leaf.csr');
    const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'leaf.ext'];
    openssl('x509', '-req', '-in', 'leaf.csr', ...sign, '-out', 'leaf.pem', '-days', '2');
    const read = (name: string) => readFileSync(join(folder, name));
    const context = createSecureContext({ key: read('leaf.key'), cert: read('leaf.pem') });
    contexts.set(host, context);
    return context;
  };

  const connected: string[] = [];
  const open = new Set<Socket>();
  let authorization: string | undefined;
  const inside = createServer((message, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk as Buffer);
      const host = message.headers.host ?? '';
      const target = new URL(message.url ?? '/', `https://${host}`);
      const headers = Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, String(value ?? '')]),
      );
      const answer = await handler({
        method: message.method ?? 'GET',
        host,
        path: target.pathname,
        query: target.searchParams,
        headers,
        body: Buffer.concat(chunks),
      });
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    })();
  });
  const company = {
    proxy: '',
    authority: join(folder, 'ca.pem'),
    connected,
    refuse: undefined as number | undefined,
    signedInAs: () => authorization,
    close: async () => {
      for (const socket of open) socket.destroy();
      inside.close();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const proxy = createServer((_message, response) => response.writeHead(400).end());
  proxy.on('connect', (message: IncomingMessage, socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    authorization = message.headers['proxy-authorization'];
    if (company.refuse !== undefined) {
      socket.end(`HTTP/1.1 ${company.refuse} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = ''] = (message.url ?? '').split(':');
    connected.push(host);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secured = new TLSSocket(socket, { isServer: true, secureContext: contextOf(host) });
    secured.on('error', () => undefined);
    inside.emit('connection', secured);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  company.proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return company;
}
