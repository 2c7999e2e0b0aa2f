import { connect as connectHttp2, createServer, type ClientHttp2Session, type Http2Server } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import type { RealProvider } from '../../twin/terraform-environment.js';
import { KeptProvider, type Reattach } from './kept-provider.js';
import { schemaPart } from './schema-part.js';

/** What is said of a program in TF_REATTACH_PROVIDERS. */
interface Entry {
  readonly Addr: { readonly Network: string; readonly String: string };
}

/** One program of the provider, and the connection of terraform that has it now. */
interface Member {
  readonly provider: KeptProvider;
  readonly session: ClientHttp2Session;
  /** Configuration that it was given last, as terraform sent it. */
  configuration: string;
  user: ServerHttp2Session | undefined;
}

/** Schemas of a large provider are many megabytes: a small window would wait for each 64 KiB. */
const window = 16 * 1024 * 1024;
/** Before each message of gRPC: whether it is compressed, and its length in four bytes. */
const frame = 5;

/**
 * The real aws provider, kept for all commands of a scenario. A program of it holds one configuration, and
 * TF_REATTACH_PROVIDERS names one address for all provider blocks; but each block of each command is a connection of its
 * own. So terraform talks to this door: a connection that is configured gets a program of its own for as long as it is open,
 * before that it only asks what any of them answers (schemas, whether a configuration is valid). No program is started
 * twice, and of the schema terraform is given what the stack uses.
 */
class ProviderPool {
  private readonly members: Member[] = [];
  private growing: Promise<unknown> = Promise.resolve();
  private readonly server: Http2Server;
  private readonly open = new Set<ServerHttp2Session>();
  private readonly memberOf = new Map<ServerHttp2Session, Member>();
  private schema: Promise<Buffer> | undefined;

  private constructor(
    private readonly start: () => Promise<KeptProvider>,
    private readonly types: ReadonlySet<string>,
  ) {
    this.server = createServer({ settings: { initialWindowSize: window } });
    this.server.on('session', (session) => {
      this.open.add(session);
      session.on('error', () => undefined);
      session.once('close', () => {
        this.open.delete(session);
        const member = this.memberOf.get(session);
        if (member) member.user = undefined;
      });
    });
    this.server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      this.serve(stream, headers).catch(() => stream.close());
    });
  }

  /**
   * Starts the first program.
   * @param folder from which it reads relative file names
   * @param types of resources and data sources that commands may need; more may come
   */
  static async listen(
    real: RealProvider,
    folder: string,
    env: NodeJS.ProcessEnv,
    types: ReadonlySet<string>,
  ): Promise<ProviderPool> {
    const pool = new ProviderPool(() => KeptProvider.start(real, folder, env), types);
    await pool.grow();
    await new Promise<void>((done) => pool.server.listen(0, '127.0.0.1', done));
    return pool;
  }

  get reattach(): Reattach {
    const { port } = this.server.address() as AddressInfo;
    const first = this.members[0]!.provider.reattach;
    const addr = { Network: 'tcp', String: `127.0.0.1:${port}` };
    return Object.fromEntries(
      Object.entries(first).map(([address, entry]) => [address, { ...(entry as Entry), Addr: addr }]),
    );
  }

  /** Whether its programs were started for this folder and these variables, and are there. */
  fits(folder: string, env: NodeJS.ProcessEnv): boolean {
    return this.members.every(({ provider }) => provider.fits(folder, env));
  }

  async stop(): Promise<void> {
    await this.growing.catch(() => undefined);
    for (const session of this.open) session.destroy();
    for (const { session } of this.members) session.destroy();
    await new Promise((done) => this.server.close(done));
    await Promise.all(this.members.map(({ provider }) => provider.stop()));
  }

  private async grow(): Promise<Member> {
    const provider = await this.start();
    const { Addr } = Object.values(provider.reattach)[0] as Entry;
    const session = connectHttp2('http://provider', {
      createConnection: () => connectSocket(Addr.String),
      settings: { initialWindowSize: window },
    });
    session.on('error', () => undefined);
    session.once('connect', () => session.setLocalWindowSize(window));
    const member: Member = { provider, session, configuration: '', user: undefined };
    this.members.push(member);
    return member;
  }

  private async serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const user = stream.session as ServerHttp2Session;
    const call = headers[':path']?.split('/').at(-1);
    if (call === 'GetSchema') return this.answerSchema(stream, headers);
    if (call !== 'Configure') {
      return this.forward(stream, headers, this.memberOf.get(user) ?? this.members[0]!, undefined);
    }
    const body = await everything(stream);
    this.forward(stream, headers, await this.take(user, body.toString('base64')), body);
  }

  private async answerSchema(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const asked = await everything(stream);
    this.schema ??= everything(this.members[0]!.session.request(passedOn(headers), { endStream: false }).end(asked));
    const whole = await this.schema;
    if (whole[0] !== 0 || whole.readUInt32BE(1) !== whole.length - frame) {
      throw new Error('the aws provider answered its schema in another form');
    }
    const part = schemaPart(whole.subarray(frame), this.types);
    const begin = Buffer.alloc(frame);
    begin.writeUInt32BE(part.length, 1);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.concat([begin, part]));
  }

  /** The program that had this configuration last, else one that nobody has, else another one. */
  private async take(user: ServerHttp2Session, configuration: string): Promise<Member> {
    const free = this.members.filter((each) => each.user === undefined);
    const found = free.find((each) => each.configuration === configuration) ?? free[0];
    if (found) return this.give(found, user, configuration);
    const grown = this.growing.then(() => this.grow());
    this.growing = grown.catch(() => undefined);
    return this.give(await grown, user, configuration);
  }

  private give(member: Member, user: ServerHttp2Session, configuration: string): Member {
    member.user = user;
    member.configuration = configuration;
    this.memberOf.set(user, member);
    return member;
  }

  private forward(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    { session }: Member,
    body: Buffer | undefined,
  ): void {
    const beyond = session.request(passedOn(headers), { endStream: false });
    let trailers: Record<string, string> = {};
    const asked = (names: IncomingHttpHeaders) =>
      Object.fromEntries(Object.entries(names).filter(([name]) => name !== ':status')) as Record<string, string>;
    beyond.on('error', () => stream.close());
    beyond.once('trailers', (found: IncomingHttpHeaders) => (trailers = asked(found)));
    beyond.once('response', (found, flags) => {
      if (stream.destroyed) return;
      // 1: END_STREAM, an answer of trailers alone.
      if ((flags & 1) === 1) return void stream.respond(found, { endStream: true });
      stream.respond(found, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      beyond.pipe(stream);
    });
    stream.once('close', () => beyond.close());
    if (body === undefined) stream.pipe(beyond);
    else beyond.end(body);
  }
}

/** Keeps a pool for a scenario's commands: as long as folder and variables stay, the programs do. */
export class KeptForCommands {
  private pool: ProviderPool | undefined;
  private readonly types = new Set<string>();

  /** @param real undefined: nothing is kept, and commands run as they are */
  constructor(private readonly real: RealProvider | undefined) {}

  /** Takes the types of a synthesized stack: of the schema terraform is given what any of them used. */
  sees(stack: object): void {
    const { resource = {}, data = {} } = stack as { readonly resource?: object; readonly data?: object };
    for (const type of [...Object.keys(resource), ...Object.keys(data)]) this.types.add(type);
  }

  /** The variables of a command, with the kept programs beside the providers of the twin. */
  async env(folder: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
    if (this.real === undefined) return env;
    if (this.pool?.fits(folder, env) !== true) {
      await this.pool?.stop();
      this.pool = await ProviderPool.listen(this.real, folder, env, this.types);
    }
    const standIns = JSON.parse(env['TF_REATTACH_PROVIDERS'] ?? '{}') as object;
    return { ...env, TF_REATTACH_PROVIDERS: JSON.stringify({ ...standIns, ...this.pool.reattach }) };
  }

  async stop(): Promise<void> {
    await this.pool?.stop();
  }
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^:(scheme|authority)$/.test(name)));
}

async function everything(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
