import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { State } from './state.js';

/**
 * Keeps the state of a scenario, for terraform's http backend: https://developer.hashicorp.com/terraform/language/backend/http
 *
 * Into a local file terraform writes the whole state anew after each resource, and compares it with the one before: a
 * destroy of 200 resources spends three of its four seconds of processor time on that. A remote state it writes at the end,
 * and every 20 seconds.
 */
export class StateStore {
  private kept: Buffer | undefined;

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<StateStore> {
    const server = createServer();
    const store = new StateStore(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (request.method === 'POST') store.kept = Buffer.concat(parts);
        if (request.method === 'DELETE') store.kept = undefined;
        const answer = request.method === 'GET' ? store.kept : Buffer.alloc(0);
        response.writeHead(answer ? 200 : 404).end(answer);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return store;
  }

  /** An override with this store as backend. */
  laidIn(override: object): object {
    const { terraform, ...others } = override as { readonly terraform?: object };
    const { port } = this.server.address() as AddressInfo;
    return { ...others, terraform: { ...terraform, backend: { http: { address: `http://127.0.0.1:${port}/` } } } };
  }

  /** As terraform wrote it last. */
  get state(): State {
    return (this.kept ? JSON.parse(this.kept.toString('utf8')) : {}) as State;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
