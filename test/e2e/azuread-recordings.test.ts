import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from '../../twin/clock.js';
import type { World } from '../../twin/clouds.js';
import { Faults } from '../../twin/faults.js';
import { json, Network, type CloudRequest, type CloudResponse } from '../../twin/network.js';
import { azureadProvider } from '../../twin/providers/azuread.js';
import { serveProviders, type RunningProviders } from '../../twin/providers/server.js';
import { RuleBook } from '../../twin/rules.js';
import { Workspace } from './terraform.js';

// The stand-in for azuread must send what the real azuread 3.7.0 sent: same requests, same order, same bodies. Its
// answers are the recorded ones, so a request that the recording does not have at this place fails the operation.

const folder = join(import.meta.dirname, '../recordings/azuread-3.7.0');

interface Entry {
  request: { method: string; path: string; query?: Record<string, string>; body?: unknown };
  response: { status: number; body?: unknown; bodySameAs?: string };
  count?: number;
}
type Operations = Record<string, Entry[]>;
interface Recording {
  type: string;
  configuration: Record<string, unknown>;
  updatedConfiguration?: Record<string, unknown>;
  operations: Operations;
}

const der = Buffer.from('a certificate of the recording').toString('base64');
// The provider sends the members of a set in the order of their ids: alice first, as recorded.
const values: Record<string, string> = {
  'user.alice.objectId': '00000000-0000-4000-8000-00000000000a',
  'user.bob.objectId': '00000000-0000-4000-8000-00000000000b',
  'user.carol.objectId': '00000000-0000-4000-8000-00000000000c',
  graph: 'https://graph.microsoft.com',
  time: '2026-11-22T00:00:00Z',
  'certificate.derBase64': der,
  'certificate2.derBase64': Buffer.from('the second one').toString('base64'),
};

/** Placeholders are ids: the same one is the same id everywhere. What is random is left to be matched by anything. */
function filled<T>(value: T): T {
  const text = JSON.stringify(value).replace(/\{([a-zA-Z]+2?3?(?:\.[a-zA-Z]+)*)\}/g, (whole, name: string) => {
    if (/^random/.test(name)) return whole;
    return values[name] ?? uuidOf(name);
  });
  return JSON.parse(text) as T;
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Answers with the recording, in its order, and notes what came instead of what was recorded. */
class Replay {
  private queue: { entry: Entry; left: number }[] = [];
  readonly deviations: string[] = [];

  constructor(private readonly operations: Operations) {}

  begin(operation: string): void {
    this.queue = (this.operations[operation] ?? []).map((entry) => ({ entry, left: entry.count ?? 1 }));
  }

  /** What was recorded and never sent. */
  end(operation: string): void {
    for (const { entry, left } of this.queue) {
      this.deviations.push(`${operation}: missing ${left} x ${entry.request.method} ${entry.request.path}`);
    }
  }

  answer(request: CloudRequest): CloudResponse {
    const [next] = this.queue;
    const sent = `${request.method} ${request.path}`;
    if (!next || `${next.entry.request.method} ${next.entry.request.path}` !== sent) {
      this.deviations.push(
        `sent ${sent}, recorded ${next ? `${next.entry.request.method} ${next.entry.request.path}` : 'nothing more'}`,
      );
      return json(599, { error: { code: 'NotRecorded', message: sent } });
    }
    this.compare(sent, next.entry, request);
    next.left -= 1;
    if (next.left === 0) this.queue.shift();
    const { status } = next.entry.response;
    const body = this.bodyOf(next.entry);
    return body === null || body === undefined ? { status } : json(status, body);
  }

  private compare(sent: string, entry: Entry, request: CloudRequest): void {
    const query = Object.fromEntries(request.query);
    if (JSON.stringify(query) !== JSON.stringify(entry.request.query ?? {})) {
      this.deviations.push(
        `${sent}: query ${JSON.stringify(query)}, recorded ${JSON.stringify(entry.request.query ?? {})}`,
      );
    }
    const body: unknown = request.body.length === 0 ? undefined : JSON.parse(request.body.toString('utf8'));
    for (const difference of differences(entry.request.body ?? undefined, body, ''))
      this.deviations.push(`${sent}: ${difference}`);
  }

  private bodyOf(entry: Entry): unknown {
    const [, operation, index] = /^(\w+)\[(\d+)\]$/.exec(entry.response.bodySameAs ?? '') ?? [];
    const source = operation ? this.operations[operation]?.[Number(index)] : undefined;
    return source ? this.bodyOf(source) : entry.response.body;
  }
}

/** Where two bodies differ. Arrays are compared without order: the provider sends sets in an order of its own. */
function differences(recorded: unknown, sent: unknown, at: string): string[] {
  if (typeof recorded === 'string' && recorded.includes('{random')) {
    const pattern = recorded.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{random[^}]*\}/g, '[0-9A-Za-z-]+');
    return new RegExp(`^${pattern}$`).test(String(sent))
      ? []
      : [`${at} is ${JSON.stringify(sent)}, recorded ${recorded}`];
  }
  if (Array.isArray(recorded) && Array.isArray(sent)) {
    const sorted = (list: unknown[]): unknown[] =>
      [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const [one, other] = [sorted(recorded), sorted(sent)];
    if (one.length !== other.length) return [`${at} has ${other.length} elements, recorded ${one.length}`];
    return one.flatMap((each, index) => differences(each, other[index], `${at}[${index}]`));
  }
  if (recorded !== null && sent !== null && typeof recorded === 'object' && typeof sent === 'object') {
    const names = new Set([...Object.keys(recorded), ...Object.keys(sent)]);
    const [one, other] = [recorded as Record<string, unknown>, sent as Record<string, unknown>];
    return [...names].flatMap((name) => differences(one[name], other[name], `${at}.${name}`));
  }
  return recorded === sent ? [] : [`${at} is ${JSON.stringify(sent)}, recorded ${JSON.stringify(recorded)}`];
}

let replay: Replay;
const network = new Network();
network.register('graph.microsoft.com', async (request) => replay.answer(request));
network.register('login.microsoftonline.com', async () => {
  const claims = Buffer.from(JSON.stringify({ oid: uuidOf('caller.objectId') })).toString('base64url');
  return json(200, { token_type: 'Bearer', expires_in: 3600, access_token: `e30.${claims}.` });
});
const world: World = { network, clock: new Clock(20_000), faults: new Faults(), rules: new RuleBook() };

const recordings = readdirSync(folder)
  .filter((file) => /^azuread_.*\.json$/.test(file) && !file.startsWith('azuread_directory_role'))
  .map((file) => [file, filled(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording)] as const);
const dataRecordings = readdirSync(folder)
  .filter((file) => file.startsWith('data.'))
  .map(
    (file) =>
      [
        file,
        filled(
          JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording & {
            variantConfiguration?: Record<string, unknown>;
          },
        ),
      ] as const,
  );

describe('the stand-in for azuread sends what the real one sent', () => {
  let providers: RunningProviders;
  let workspace: Workspace;
  const environment = {
    ARM_TENANT_ID: uuidOf('tenantId'),
    ARM_CLIENT_ID: uuidOf('caller.appId'),
    ARM_CLIENT_SECRET: 'secret',
  };

  beforeAll(async () => {
    providers = await serveProviders([azureadProvider()], world, { environment: () => environment });
  });
  afterAll(async () => providers.stop());
  afterEach(async () => workspace.remove());

  async function write(configuration: Record<string, unknown>): Promise<void> {
    await workspace.write('main.tf.json', {
      terraform: { required_providers: { azuread: { source: 'hashicorp/azuread', version: '3.7.0' } } },
      ...configuration,
    });
  }
  async function phase(operation: string, run: () => Promise<unknown>): Promise<void> {
    replay.begin(operation);
    const failure: unknown = await run().then(
      () => undefined,
      (error: unknown) => error,
    );
    // What deviated says more than the failure that follows from it.
    if (failure === undefined) replay.end(operation);
    expect({
      operation,
      deviations: replay.deviations,
      failure: replay.deviations.length ? undefined : failure,
    }).toEqual({
      operation,
      deviations: [],
      failure: undefined,
    });
  }
  const planAndApply = async (...options: string[]): Promise<void> => {
    await workspace.must('plan', '-no-color', '-out=p', ...options);
    await workspace.must('apply', '-no-color', '-parallelism=1', 'p');
  };

  /** Which of two independent resources comes first is terraform's choice: the recorded one (`t`) is named first. */
  const inRecordedOrder = async ({ configuration }: Recording, ...options: string[]): Promise<void> => {
    const [[type, resources] = ['', {}]] = Object.entries((configuration['resource'] ?? {}) as Record<string, object>);
    if (Object.keys(resources).length === 1) return planAndApply(...options);
    await planAndApply(...options, `-target=${type}.t`);
    // What is there by now is not read again: the recording was made in one go.
    await planAndApply(...new Set([...options, '-refresh=false']));
  };

  test.each(recordings)('%s', async (_file, recording) => {
    replay = new Replay(recording.operations);
    workspace = await Workspace.create({ TF_REATTACH_PROVIDERS: providers.reattach });
    await write(recording.configuration);
    await workspace.must('init', '-no-color');
    await phase('create', async () => inRecordedOrder(recording));
    await phase('read', async () => expect(await workspace.must('plan', '-no-color')).toContain('No changes'));
    if (recording.updatedConfiguration) {
      await write(recording.updatedConfiguration);
      await phase('update', async () => planAndApply('-refresh=false'));
      await phase('readAfterUpdate', async () =>
        expect(await workspace.must('plan', '-no-color')).toContain('No changes'),
      );
    }
    await phase('delete', async () => inRecordedOrder(recording, '-destroy', '-refresh=false'));
  });

  test.each(dataRecordings)('%s', async (_file, recording) => {
    replay = new Replay(recording.operations);
    workspace = await Workspace.create({ TF_REATTACH_PROVIDERS: providers.reattach });
    await write(recording.configuration);
    await workspace.must('init', '-no-color');
    await phase('read', async () => workspace.must('plan', '-no-color'));
    if (!recording.variantConfiguration) return;
    await write(recording.variantConfiguration);
    await phase('read.variant', async () => workspace.must('plan', '-no-color'));
  });
});
