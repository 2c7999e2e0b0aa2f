import { describe, expect, test } from '@jest/globals';
import { Bench } from './world.js';

describe('what the twin does not know fails loudly and is noted', () => {
  test.each([
    ['a call', 'GET', '/v1.0/teams', undefined, 400, 'call'],
    ['a method', 'PUT', '/v1.0/groups', undefined, 405, 'call'],
    ['a version', 'GET', '/v2.0/groups', undefined, 400, 'version'],
    ['a field of a body', 'POST', '/v1.0/applications', { displayName: 'a', colour: 'red' }, 400, 'field colour'],
    [
      'a field inside a field',
      'POST',
      '/v1.0/applications',
      { displayName: 'a', web: { colour: 'red' } },
      400,
      'field web.colour',
    ],
    ['a query option', 'GET', '/v1.0/groups?$apply=x', undefined, 400, 'query $apply'],
    ['a selected property', 'GET', '/v1.0/groups?$select=colour', undefined, 400, '$select=colour'],
    ['a body where none belongs', 'DELETE', '/v1.0/groups/x', { a: 1 }, 400, 'body'],
  ])('%s', async (_what, method, path, body, status, noted) => {
    const bench = new Bench();
    bench.tenant.addGroup('one');
    const answer = await bench.graph(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({
      code: expect.any(String),
      message: expect.any(String),
      innerError: { date: expect.any(String) },
    });
    expect(bench.tenant.unknownCalls).toEqual([{ method, path: path.split('?')[0], what: noted }]);
  });

  test('a property in $filter that the objects do not have, and an expression it cannot read', async () => {
    const bench = new Bench();
    bench.tenant.addGroup('one');
    for (const filter of ["colour eq 'red'", "displayName like 'x'", 'displayName eq', 'length(displayName) eq 3']) {
      const answer = await bench.graph('GET', `/v1.0/groups?$filter=${encodeURIComponent(filter)}`);
      expect([filter, answer.status]).toEqual([filter, 400]);
    }
    expect(bench.tenant.unknownCalls).toHaveLength(4);
  });

  test('a wrong type or a missing field is refused and is no unknown call', async () => {
    const bench = new Bench();
    expect((await bench.graph('POST', '/v1.0/applications', { displayName: 3 })).body.error.message).toContain(
      'displayName',
    );
    expect((await bench.graph('POST', '/v1.0/applications', {})).body.error.message).toContain('displayName');
    expect((await bench.graph('POST', '/v1.0/applications', ['a'])).status).toBe(400);
    expect(bench.tenant.unknownCalls).toEqual([]);
  });

  test('login answers what it knows and notes the rest', async () => {
    const bench = new Bench();
    const get = async (path: string): Promise<number> =>
      (await bench.world.network.request(`https://login.microsoftonline.com${path}`)).status;
    expect(await get('/common/discovery/instance')).toBe(200);
    expect(await get(`/${bench.tenant.id}/v2.0/.well-known/openid-configuration`)).toBe(200);
    expect(await get('/common/oauth2/v2.0/devicecode')).toBe(404);
    expect(bench.tenant.unknownCalls).toEqual([
      { method: 'GET', path: '/common/oauth2/v2.0/devicecode', what: 'call' },
    ]);
  });
});

describe('lists', () => {
  async function names(bench: Bench, query: string, headers: Record<string, string> = {}): Promise<string[]> {
    const answer = await bench.graph('GET', `/v1.0/groups?${query}`, undefined, { headers });
    expect(answer.status).toBe(200);
    return answer.body.value.map((each: { displayName: string }) => each.displayName);
  }
  const filled = (): Bench => {
    const bench = new Bench();
    for (const name of ['Alpha', 'Beta', "O'Brien", 'Gamma']) bench.tenant.addGroup(name);
    return bench;
  };

  test.each([
    ["displayName eq 'alpha'", ['Alpha']],
    ["displayName eq 'O''Brien'", ["O'Brien"]],
    ["startsWith(displayName,'b') or startsWith(displayName, 'g')", ['Beta', 'Gamma']],
    ["displayName in ('Alpha','Gamma') and securityEnabled eq true", ['Alpha', 'Gamma']],
    ["(displayName eq 'Alpha' or displayName eq 'Beta') and mailEnabled eq false", ['Alpha', 'Beta']],
    ['membershipRule eq null', ['Alpha', 'Beta', "O'Brien", 'Gamma']],
    ["groupTypes/any(t:t eq 'DynamicMembership')", []],
  ])('$filter=%s', async (filter, expected) => {
    expect(await names(filled(), `$filter=${encodeURIComponent(filter)}`)).toEqual(expected);
  });

  test('operators of advanced queries need ConsistencyLevel: eventual and $count', async () => {
    const bench = filled();
    const query = `$filter=${encodeURIComponent("displayName ne 'Alpha'")}`;
    expect((await bench.graph('GET', `/v1.0/groups?${query}`)).body.error.code).toBe('Request_UnsupportedQuery');
    expect(await names(bench, `${query}&$count=true`, { consistencylevel: 'eventual' })).toHaveLength(3);
  });

  test('long lists come in pages whose links lead on, wherever the caller reached Graph', async () => {
    const bench = new Bench();
    bench.tenant.setPageSize(2);
    const members = ['a', 'b', 'c', 'd', 'e'].map((name) => bench.tenant.addUser(`${name}@contoso.com`).id);
    const group = bench.tenant.addGroup('all', { members });
    const listener = await bench.world.network.listen();
    try {
      const authorization = `Bearer ${await bench.token()}`;
      const seen: string[] = [];
      let url: string | undefined =
        `${listener.url}/_host/graph.microsoft.com/v1.0/groups/${group.id}/members?$select=id`;
      for (let pages = 1; url !== undefined; pages += 1) {
        const page = (await (await fetch(url, { headers: { authorization } })).json()) as {
          value: { id: string }[];
          '@odata.nextLink'?: string;
        };
        seen.push(...page.value.map((each) => each.id));
        url = page['@odata.nextLink'];
        expect(pages).toBeLessThan(4);
      }
      expect(seen).toEqual(members);
    } finally {
      await listener.close();
    }
  });

  test('$top, $orderby and $count', async () => {
    const bench = filled();
    const answer = await bench.graph(
      'GET',
      '/v1.0/groups?$top=2&$orderby=displayName%20desc&$count=true&$select=displayName',
    );
    expect(answer.body.value).toEqual([{ displayName: "O'Brien" }, { displayName: 'Gamma' }]);
    expect(answer.body['@odata.count']).toBe(4);
    expect((await bench.graph('GET', '/v1.0/groups?$top=1000')).status).toBe(400);
  });
});

describe('faults and delays put in on purpose', () => {
  test('an answer that is lost has taken effect all the same', async () => {
    const bench = new Bench();
    bench.world.faults.inject('graph POST /v1.0/applications', { lose: true });
    const lost = await bench.world.network.request('https://graph.microsoft.com/v1.0/applications', {
      method: 'POST',
      headers: { authorization: `Bearer ${await bench.token()}` },
      body: JSON.stringify({ displayName: 'there' }),
    });
    expect(lost.lost).toBe(true);
    expect([...bench.tenant.state.applications.values()].map((each) => each.displayName)).toContain('there');
  });

  test('throttling says when to come back; an empty 400 has no body; both change nothing', async () => {
    const bench = new Bench();
    bench.world.faults.inject(/^graph POST /, { status: 429, retryAfterSeconds: 7 });
    const throttled = await bench.graph('POST', '/v1.0/applications', { displayName: 'a' });
    expect([throttled.status, throttled.headers['retry-after'], throttled.body.error.code]).toEqual([
      429,
      '7',
      'TooManyRequests',
    ]);
    bench.world.faults.inject(/^graph POST /, { status: 400 });
    const empty = await bench.graph('POST', '/v1.0/applications', { displayName: 'a' });
    expect([empty.status, empty.body]).toEqual([400, '']);
    expect(bench.tenant.counts().applications).toBe(1);
  });

  test('with late visibility switched on, a new service principal is found later than its application', async () => {
    const bench = new Bench();
    bench.tenant.consistency.switchOn({ servicePrincipal: { reads: 1, minutes: 5 } });
    const { applicationId, appId, principalId } = await bench.galleryApp();
    const byAppId = async (): Promise<number> =>
      (await bench.expect(200, 'GET', `/v1.0/servicePrincipals?$filter=appId eq '${appId}'`)).value.length as number;
    expect((await bench.graph('GET', `/v1.0/applications/${applicationId}`)).status).toBe(200);
    expect((await bench.graph('GET', `/v1.0/servicePrincipals/${principalId}`)).status).toBe(404);
    expect(await byAppId()).toBe(0);
    await bench.world.clock.advance(5);
    expect(await byAppId()).toBe(1);
    expect((await bench.graph('GET', `/v1.0/servicePrincipals/${principalId}`)).status).toBe(200);
  });
});
