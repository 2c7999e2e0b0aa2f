import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { World } from '../clouds.js';
import { asProviderError, callHandlers, diagnostic, type Session, type WireRequest } from './calls.js';
import { decode } from './cty.js';
import type { Provider } from './provider.js';
import type { Values } from './value.js';
import { providerService, withVersionNames } from './wire.js';

/** One entry of TF_REATTACH_PROVIDERS. */
interface Reattach {
  readonly Protocol: 'grpc';
  readonly ProtocolVersion: number;
  readonly Pid: number;
  readonly Test: true;
  readonly Addr: { readonly Network: 'tcp'; readonly String: string };
}

/** A call of terraform, for those who want to see what it did. */
export interface ProviderCall {
  readonly provider: string;
  readonly call: string;
  readonly type: string;
  /** Of an apply: the resource as planned; as it was, when it is to be removed. */
  readonly resource?: Values;
  /** Of an apply: whether the resource is to be removed. */
  readonly removes?: boolean;
}

/** Sees a call before it is served. While the promise that it gives is open, the call is held back. */
export type CallObserver = (call: ProviderCall) => Promise<void> | void;

export interface RunningProviders {
  /** Value of TF_REATTACH_PROVIDERS: to be set for every terraform command, init included. */
  readonly reattach: string;
  /** Settles when no call is under way: after terraform was killed, what it had begun still comes to an end. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves providers to terraform, one loopback port each (all of them speak on the same service path). */
export async function serveProviders(
  providers: readonly Provider<unknown>[],
  world: World,
  options: { environment?: () => NodeJS.ProcessEnv; onCall?: CallObserver } = {},
): Promise<RunningProviders> {
  const sentinel = startSentinel();
  const servers: Server[] = [];
  const underWay = new Set<Promise<void>>();
  const entries: [string, Reattach][] = [];
  try {
    for (const provider of providers) {
      const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
      servers.push(server);
      server.addService(providerService(provider.protocol), implementation(provider, world, underWay, options));
      const port = await bind(server);
      const address = { Network: 'tcp', String: `127.0.0.1:${port}` } as const;
      entries.push([
        provider.address,
        { Protocol: 'grpc', ProtocolVersion: provider.protocol, Pid: sentinel.pid, Test: true, Addr: address },
      ]);
    }
  } catch (error) {
    servers.forEach((server) => server.forceShutdown());
    await sentinel.stop();
    throw error;
  }
  return {
    reattach: JSON.stringify(Object.fromEntries(entries)),
    quiet: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: async () => {
      servers.forEach((server) => server.forceShutdown());
      await sentinel.stop();
    },
  };
}

function implementation(
  provider: Provider<unknown>,
  world: World,
  underWay: Set<Promise<void>>,
  options: { environment?: () => NodeJS.ProcessEnv; onCall?: CallObserver },
): Parameters<Server['addService']>[1] {
  // Each provider block of each command is a connection of its own: that is how aliases are told apart.
  const sessions = new Map<string, Session<unknown>>();
  const sessionOf = (peer: string, begins: boolean): Session<unknown> => {
    const known = begins ? undefined : sessions.get(peer);
    const session = known ?? { stop: new AbortController() };
    sessions.set(peer, session);
    return session;
  };
  const handlers = callHandlers(provider, world, options.environment ?? (() => ({})));
  const served = Object.entries(handlers).map(([name, handler]) => {
    const serve = async (call: ServerUnaryCall<WireRequest, object>, answer: sendUnaryData<object>): Promise<void> => {
      const session = sessionOf(call.getPeer(), name === 'ConfigureProvider');
      // Terraform is gone: nobody waits any longer. What was sent to a cloud takes effect all the same. (The event also
      // comes when a call has ended well.)
      let open = true;
      call.on('cancelled', () => open && session.stop.abort());
      try {
        if (options.onCall) await options.onCall(observed(provider, name, call.request));
        const answered = await handler(call.request, session);
        open = false;
        answer(null, answered);
      } catch (error) {
        open = false;
        answer(null, { diagnostics: [diagnostic(asProviderError(error))] });
      }
    };
    const noted = (call: ServerUnaryCall<WireRequest, object>, answer: sendUnaryData<object>): void => {
      const served = serve(call, answer).finally(() => underWay.delete(served));
      underWay.add(served);
    };
    return [name, noted] as const;
  });
  return withVersionNames(provider.protocol, Object.fromEntries(served));
}

function observed(provider: Provider<unknown>, call: string, request: WireRequest): ProviderCall {
  const seen = { provider: provider.address, call, type: request.type_name ?? '' };
  const type = provider.schema.resources[seen.type];
  if (call !== 'ApplyResourceChange' || !type) return seen;
  const planned = decode(type, request.planned_state);
  return { ...seen, resource: planned ?? decode(type, request.prior_state) ?? {}, removes: !planned };
}

async function bind(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

/**
 * Reads from a pipe until it is closed, and does nothing else. A second node costs some eighty milliseconds of the processor at each
 * start of a twin, which tests start by the hundred: it is for machines without `cat`.
 */
const reader: readonly [program: string, ...args: string[]] = existsSync('/bin/cat')
  ? ['/bin/cat']
  : [process.execPath, '-e', 'process.stdin.resume()'];

/**
 * Terraform kills the Pid of a provider that it cannot reach, and cancels calls that take more than a second when the Pid
 * is dead. So it is neither ours nor none: a child that reads from a pipe until we end it, or end ourselves.
 */
function startSentinel(): { pid: number; stop(): Promise<void> } {
  const [program, ...args] = reader;
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  if (child.pid === undefined) throw new Error('twin: the process that stands for the providers could not be started');
  child.unref();
  child.stdin.on('error', () => undefined);
  (child.stdin as unknown as { unref(): void }).unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
