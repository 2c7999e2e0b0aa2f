import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Listener } from '../../../twin/network.js';
import { Bench } from './world.js';

/**
 * What the real azuread 3.7.0 sent, replayed over HTTP: same order, same status, every field that the recorded answer
 * carries there with the same type.
 */
const folder = join(import.meta.dirname, '../../recordings/azuread-3.7.0');

type Json = null | boolean | number | string | Json[] | { [field: string]: Json };
interface Entry {
  readonly request: { method: string; path: string; query?: Record<string, string>; body?: Json };
  readonly response: { status: number; body?: Json; bodySameAs?: string };
  readonly count?: number;
}
interface Recording {
  readonly type: string;
  readonly commonRequestHeaders?: Record<string, string>;
  readonly operations: Record<string, Entry[]>;
}

const files = readdirSync(folder).filter((name) => /^(data\.)?azuread_.*\.json$/.test(name));

/** What each recording finds in the tenant: the objects of its prerequisites, under the recording's own names. */
type Prepare = (bench: Bench) => Promise<Record<string, string>>;

const application: Prepare = async (bench) => {
  const made = await bench.expect(201, 'POST', '/v1.0/applications', {
    displayName: 'pre app',
    isDeviceOnlyAuthSupported: false,
    isFallbackPublicClient: false,
    api: { acceptMappedClaims: false, requestedAccessTokenVersion: 1 },
    optionalClaims: {},
  });
  return { 'application.objectId': made.id, 'application.appId': made.appId };
};
const group: Prepare = async (bench) => {
  const made = await bench.expect(201, 'POST', '/beta/groups', {
    displayName: 'pre group',
    mailEnabled: false,
    mailNickname: 'pre',
    'owners@odata.bind': [`https://graph.microsoft.com/beta/directoryObjects/${bench.admin.objectId}`],
    isAssignableToRole: false,
    securityEnabled: true,
  });
  return { 'group.objectId': made.id };
};
const plainPrincipal: Prepare = async (bench) => {
  const ids = await application(bench);
  const made = await bench.expect(201, 'POST', '/v1.0/servicePrincipals', { appId: ids['application.appId'] });
  return { ...ids, 'servicePrincipal.objectId': made.id };
};
const gallery =
  (mode: 'saml' | null): Prepare =>
  async (bench) => {
    const { applicationId, appId, principalId } = await bench.galleryApp('AWS IdC pre');
    if (mode) {
      await bench.expect(204, 'PATCH', `/v1.0/servicePrincipals/${principalId}`, {
        preferredSingleSignOnMode: mode,
        samlSingleSignOnSettings: {},
        tags: ['WindowsAzureActiveDirectoryIntegratedApp', 'WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1'],
      });
    }
    return {
      'application.objectId': applicationId,
      'application.appId': appId,
      'servicePrincipal.objectId': principalId,
    };
  };
const withJob: Prepare = async (bench) => {
  const ids = await gallery('saml')(bench);
  const path = `/v1.0/servicePrincipals/${ids['servicePrincipal.objectId'] ?? ''}/synchronization/jobs`;
  const job = await bench.expect(201, 'POST', path, { templateId: 'aWSSingleSignon' });
  return { ...ids, 'synchronizationJob.id': job.id };
};
const both =
  (...prepares: Prepare[]): Prepare =>
  async (bench) => {
    const ids: Record<string, string> = {};
    for (const prepare of prepares) Object.assign(ids, await prepare(bench));
    return ids;
  };
const nothing: Prepare = async () => ({});

const prepared: Record<string, Prepare> = {
  'azuread_app_role_assignment.consent': plainPrincipal,
  'azuread_app_role_assignment.group': both(gallery('saml'), group),
  azuread_application_federated_identity_credential: application,
  azuread_application_identifier_uri: gallery('saml'),
  azuread_application_password: application,
  azuread_application_redirect_uris: gallery('saml'),
  azuread_group_member: group,
  'azuread_service_principal.plain': application,
  'azuread_service_principal.use_existing_saml': gallery(null),
  azuread_service_principal_token_signing_certificate: gallery('saml'),
  azuread_synchronization_job: gallery('saml'),
  azuread_synchronization_job_provision_on_demand: withJob,
  azuread_synchronization_secret: gallery('saml'),
  'data.azuread_application': application,
  'data.azuread_group': group,
};

describe('the recordings of azuread 3.7.0 replayed over HTTP', () => {
  test.each(files.map((file) => file.replace(/\.json$/, '')))('%s', async (name) => {
    const recording = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Recording;
    const replay = await Replay.start(name, recording);
    try {
      for (const [operation, entries] of Object.entries(recording.operations)) {
        for (const [index, entry] of entries.entries()) await replay.play(`${operation}[${index}]`, entry);
      }
      expect(replay.bench.tenant.unknownCalls).toEqual([]);
    } finally {
      await replay.listener.close();
    }
  });

  test('every recorded type has been replayed', () => {
    expect(files.length).toBe(29);
  });
});

describe('what the provider asks before any resource', () => {
  let bench: Bench;
  let loopback: Awaited<ReturnType<Bench['tenant']['listen']>>;
  beforeAll(async () => {
    bench = new Bench();
    loopback = await bench.tenant.listen();
  });
  afterAll(() => loopback.close());

  test('the token answer carries every recorded field', async () => {
    const { operations } = JSON.parse(readFileSync(join(folder, '_provider.json'), 'utf8')) as Recording;
    const recorded = operations['configure']?.[1]?.response.body ?? null;
    const body = new URLSearchParams({
      client_id: bench.admin.appId,
      client_secret: bench.admin.clientSecret,
      grant_type: 'client_credentials',
      scope: `${loopback.graph.url}/.default`,
    });
    const answer = await fetch(`${loopback.graph.url}/${bench.tenant.id}/oauth2/v2.0/token`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    compare((await answer.json()) as Json, recorded, 'token', new Map());
  });
});

/** One recording on its way through a fresh tenant. Names in braces are bound to what the tenant answers. */
class Replay {
  private readonly answered = new Map<string, Json>();
  private readonly sent = new Set<string>();

  private constructor(
    readonly bench: Bench,
    readonly listener: Listener,
    private readonly base: string,
    private readonly token: string,
    private readonly headers: Record<string, string>,
    private readonly names: Map<string, string>,
  ) {}

  static async start(name: string, recording: Recording): Promise<Replay> {
    const bench = new Bench({ verifiedDomains: ['contoso.onmicrosoft.com'] });
    const names = new Map<string, string>([
      ['tenantId', bench.tenant.id],
      ['caller.objectId', bench.admin.objectId],
      ['caller.appId', bench.admin.appId],
    ]);
    for (const first of ['alice', 'bob', 'carol']) {
      const user = bench.tenant.addUser(`${first}@contoso.com`, {
        displayName: first,
        givenName: first,
        surname: 'Test',
      });
      names.set(`user.${first}.objectId`, user.id);
    }
    const graph = await bench.expect(
      200,
      'GET',
      "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')",
    );
    names.set('graphServicePrincipal.objectId', graph.id);
    for (const [key, value] of Object.entries(await (prepared[name] ?? nothing)(bench))) names.set(key, value);
    const listener = await bench.world.network.listen();
    const base = `${listener.url}/_host/graph.microsoft.com`;
    return new Replay(bench, listener, base, await bench.token(), recording.commonRequestHeaders ?? {}, names);
  }

  async play(label: string, { request, response, count }: Entry): Promise<void> {
    const query = request.query
      ? `?${new URLSearchParams(this.filled(request.query) as Record<string, string>).toString()}`
      : '';
    const body = request.body === undefined ? {} : { body: JSON.stringify(this.filled(request.body)) };
    rememberStrings(request.body ?? null, this.sent);
    for (let times = 0; times < (count ?? 1); times += 1) {
      const answer = await fetch(`${this.base}${this.filledText(request.path)}${query}`, {
        method: request.method,
        headers: { ...this.headers, authorization: `Bearer ${this.token}` },
        ...body,
      });
      const text = await answer.text();
      const where = `${label} ${request.method} ${request.path}`;
      expect([where, answer.status, answer.status >= 400 ? '' : text.slice(0, 0)]).toEqual([
        where,
        response.status,
        '',
      ]);
      const recorded = response.bodySameAs ? (this.answered.get(response.bodySameAs) ?? null) : (response.body ?? null);
      if (response.body) this.answered.set(label, response.body);
      if (recorded === null) {
        expect([where, text]).toEqual([where, '']);
        continue;
      }
      expect(answer.headers.get('content-type')).toContain('application/json');
      compare(JSON.parse(text) as Json, recorded, where, this.names, this.sent);
    }
  }

  private filled(value: Json): Json {
    if (typeof value === 'string') return this.filledText(value);
    if (Array.isArray(value)) return value.map((each) => this.filled(each));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.filled(each)]));
  }

  private filledText(text: string): string {
    return text.replace(/\{([\w.-]+)\}/g, (whole, name: string) => {
      if (name === 'graph') return this.base;
      if (name.startsWith('random')) return 'r4nd0m';
      const bound = this.names.get(name);
      if (bound === undefined) throw new Error(`nothing is bound to ${whole}`);
      return bound;
    });
  }
}

const free = /^(time|uuid|hint|random.*|graph)$/;

/** Binds placeholders and compares: each recorded field is there, of the same type, and equal where the caller sent it. */
function compare(actual: Json, recorded: Json, at: string, names: Map<string, string>, sent = new Set<string>()): void {
  if (typeof recorded === 'string') {
    expect([at, typeof actual]).toEqual([at, 'string']);
    const placeholder = /^\{([\w.-]+)\}$/.exec(recorded)?.[1];
    if (placeholder !== undefined && !free.test(placeholder)) {
      const bound = names.get(placeholder);
      if (bound === undefined) names.set(placeholder, actual as string);
      else expect([at, actual]).toEqual([at, bound]);
    } else if (sent.has(recorded) && !recorded.includes('{')) {
      expect([at, actual]).toEqual([at, recorded]);
    }
    return;
  }
  if (recorded === null) {
    expect([at, actual === undefined]).toEqual([at, false]);
    return;
  }
  if (Array.isArray(recorded)) {
    expect([at, Array.isArray(actual)]).toEqual([at, true]);
    const list = actual as Json[];
    if (at.endsWith('].value') || / \S+\.value$/.test(at)) expectLength(list, recorded, at);
    recorded.forEach((each, index) => {
      const literalId =
        isObject(each) && typeof each['id'] === 'string' && !each['id'].startsWith('{') ? each['id'] : undefined;
      const same = literalId === undefined ? list[index] : list.find((one) => isObject(one) && one['id'] === literalId);
      expect([`${at}[${index}]`, same === undefined]).toEqual([`${at}[${index}]`, false]);
      compare(same as Json, each, `${at}[${index}]`, names, sent);
    });
    return;
  }
  if (typeof recorded === 'object') {
    expect([at, isObject(actual)]).toEqual([at, true]);
    for (const [field, value] of Object.entries(recorded)) {
      const found = (actual as Record<string, Json>)[field];
      expect([`${at}.${field}`, found === undefined]).toEqual([`${at}.${field}`, false]);
      compare(found as Json, value, `${at}.${field}`, names, sent);
    }
    return;
  }
  expect([at, typeof actual]).toEqual([at, typeof recorded]);
}

/** Lists of the tenant are as long as recorded, but for the directory's own templates. */
function expectLength(list: Json[], recorded: Json[], at: string): void {
  if (at.includes('directoryRoleTemplates')) return;
  expect([at, list.length]).toEqual([at, recorded.length]);
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rememberStrings(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) value.forEach((each) => rememberStrings(each, into));
  else if (isObject(value)) Object.values(value).forEach((each) => rememberStrings(each, into));
}
