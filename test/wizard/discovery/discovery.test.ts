/** Discovery over loopback against both clouds: what it says is possible, and what the questions are offered. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen } from '../../../twin/network.js';
import { skus } from '../../../twin/entra/catalogue.js';
import { openClouds } from '../../../wizard/clouds/clouds.js';
import { see } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import type { Clouds } from '../../../wizard/clouds/lookup.js';
import { offersFrom } from '../../../wizard/discovery/offers.js';
import { lookAround } from '../../../wizard/discovery/facts.js';
import { verdictOf, type Verdict } from '../../../wizard/discovery/verdict.js';
import { questionTable } from '../../../wizard/questions/table.js';
import { resolveAnswers, type Given } from '../../../wizard/questions/resolve.js';
import { interview } from '../../../wizard/questions/interview.js';
import { createTerminal } from '../../../wizard/terminal/terminal.js';
import type { Prompts } from '../../../wizard/terminal/prompts.js';
import { prepareEntra, prepareNetwork, prepareServiceRole, region } from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

let started: TwinClouds | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

/** What most companies with AWS have: a federation in use, BYOL, an image, a network, a role. */
async function wellPrepared(): Promise<TwinClouds> {
  started = await startTwinClouds();
  const { twin } = started;
  await prepareEntra(twin);
  await prepareNetwork(twin);
  await prepareServiceRole(twin);
  twin.aws.workspaces.region(region).desktopQuota = 50;
  return started;
}

async function look(clouds: Clouds) {
  const facts = await lookAround(clouds);
  return { facts, verdict: verdictOf(facts), discovered: offersFrom(facts, clouds) };
}

const lines = (verdict: Verdict, state: string): string[] =>
  verdict.points.filter((point) => point.state === state).map(({ text }) => text);

function given(discovered: Given['discovered'], flags: Given['flags'] = {}): Given {
  return { flags, env: {}, file: {}, discovered, asked: {} };
}

describe('verdict', () => {
  test('a well-prepared account and tenant: yes, with what was found', async () => {
    const { clouds } = await wellPrepared();
    const { verdict } = await look(clouds);
    expect(verdict.points.filter(({ state }) => state !== 'good')).toEqual([]);
    expect(verdict.possible).toBe('yes');
    expect(lines(verdict, 'good').join('\n')).toMatch(
      /Contoso[^]*BYOL\) are enabled in eu-central-1[^]*1 BYOL image[^]*50 desktops[^]*organization instance; its users come by SCIM \(AWS of Contoso/,
    );
  });

  test('no BYOL anywhere: no, with what to do, how long, and what can be built meanwhile', async () => {
    started = await startTwinClouds({ seed: { byolRegions: [] } });
    const { verdict } = await look(started.clouds);
    expect(verdict.possible).toBe('no');
    expect(verdict.points.find(({ state }) => state === 'missing')).toMatchObject({
      text: expect.stringContaining('BYOL is not enabled in any Region'),
      todo: expect.stringContaining('management range can never be changed'),
      takes: expect.stringContaining('at least 50 desktops a month'),
    });
    expect(verdict.meanwhile).toContain('everything but the desktops');
  });

  test('BYOL on and no usable image: no, with the import', async () => {
    started = await startTwinClouds();
    started.twin.aws.workspaces.region(region).images.clear();
    const { verdict } = await look(started.clouds);
    expect(lines(verdict, 'missing')).toEqual(['There is no BYOL image in eu-central-1']);
  });

  test('a quota of one desktop is a warning with the way to more', async () => {
    started = await startTwinClouds();
    started.twin.aws.workspaces.region(region).desktopQuota = 1;
    const { verdict } = await look(started.clouds);
    expect(lines(verdict, 'warning')).toEqual(['The quota in eu-central-1 is 1 desktop']);
  });

  test('a tenant without Intune: no', async () => {
    started = await startTwinClouds();
    (started.twin.entra.state.skus as unknown[]).splice(0, 9, skus.entraP1, skus.windowsVda);
    const { verdict } = await look(started.clouds);
    expect(lines(verdict, 'missing')).toEqual(['No licence for Intune was found in the tenant']);
  });

  test('a tenant that forbids client secrets is told of before it costs an hour', async () => {
    const { twin, clouds } = await wellPrepared();
    twin.entra.setAppManagementPolicy({ passwordAdditionBlocked: true });
    const { verdict } = await look(clouds);
    expect(lines(verdict, 'warning')).toEqual([expect.stringContaining('forbids client secrets')]);
  });

  test('what may not be seen is unknown, with the permission, and never a no or a yes', async () => {
    const prepared = await wellPrepared();
    const { verdict, discovered } = await look(prepared.holding({ aws: ['account:ListRegions'] }));
    expect(verdict.possible).toBe('unknown');
    expect(lines(verdict, 'unknown').join('\n')).toMatch(/workspaces:DescribeAccount[^]*sso:ListInstances/);
    // Nothing is offered as "none there": the questions ask.
    expect(discovered.instances).toMatchObject({ unknown: 'denied', permission: 'sso:ListInstances' });
  });

  test.each(['answered', 'ignored', 'refused'] as const)(
    'an instance in another Region is found where the scope of all Regions is %s',
    async (how) => {
      started = await startTwinClouds();
      const { aws } = started.twin;
      aws.settings.listsInstancesOfAllRegions = how;
      aws.identityCenter.instances.splice(0);
      const { arn, additionalRegions } = aws.identityCenter.enableOrganizationInstance('us-west-2');
      additionalRegions.push(region);
      const before = started.twin.aws.calls.filter(({ operation }) => operation === 'ListInstances').length;
      const { discovered } = await look(started.clouds);
      expect(discovered.instances).toMatchObject({ seen: [{ arn, region: 'us-west-2', kind: 'organization' }] });
      const asked = started.twin.aws.calls.filter(({ operation }) => operation === 'ListInstances').length - before;
      // One call, where it is enough.
      expect(asked === 1).toBe(how === 'answered');
    },
  );

  test('nobody signed in: told once for each cloud, and the rest is asked', async () => {
    started = await startTwinClouds();
    const env = { ...started.env, ARM_CLIENT_ID: '', AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' };
    const { verdict } = await look(openClouds(env));
    expect(lines(verdict, 'unknown').join('\n')).toMatch(
      /AWS account: [^]*sign in to AWS[^]*Entra tenant: [^]*az login/,
    );
  });
});

describe('offers', () => {
  test('what there is one of is the answer; nothing dangerous is', async () => {
    const { clouds, twin } = await wellPrepared();
    const { discovered } = await look(clouds);
    const { answers, missing } = resolveAnswers(questionTable, given(discovered));
    const value = (key: string): unknown => answers.get(key);
    expect(value('accountId')).toEqual({ value: '111122223333', origin: 'discovered' });
    expect(value('tenantId')).toEqual({ value: twin.entra.id, origin: 'discovered' });
    expect(value('region')).toEqual({ value: region, origin: 'discovered' });
    expect(value('identityCenterKind')).toEqual({ value: 'organization', origin: 'discovered' });
    expect(value('federation')).toEqual({ value: 'existing', origin: 'discovered' });
    expect(value('replaceIdentitySource')).toBeUndefined();
    expect(value('desktopUsersGroup')).toEqual({ value: 'create', origin: 'default' });
    expect(value('serviceRole')).toEqual({ value: 'existing', origin: 'discovered' });
    expect(missing.map(({ key }) => key)).toEqual(['users']);
  });

  test('an organization instance that nothing feeds: it is set up, and what is replaced has to be named', async () => {
    started = await startTwinClouds();
    const { discovered } = await look(started.clouds);
    const { answers, missing } = resolveAnswers(questionTable, given(discovered));
    expect(answers.get('federation')).toEqual({ value: 'setUp', origin: 'default' });
    const keys = missing.map(({ key }) => key);
    expect(keys).toContain('replaceIdentitySource');
    expect(keys).not.toContain('enterpriseAppObjectId');
  });

  test('a gallery app that maps the user name from mail cannot be taken', async () => {
    const { clouds, twin } = await wellPrepared();
    for (const job of twin.entra.state.synchronizationJobs.values()) job.userNameFrom = 'mail';
    const { discovered } = await look(clouds);
    expect(discovered.galleryApps).toMatchObject({ seen: [{ userNameFrom: 'mail' }] });
    const { missing } = resolveAnswers(questionTable, given(discovered));
    expect(missing.map(({ key }) => key)).toContain('enterpriseAppObjectId');
  });

  test('a new network keeps clear of the networks and the management range that were seen', async () => {
    const { clouds, twin } = await wellPrepared();
    twin.aws.workspaces.enableByol(region, '172.20.0.0/16');
    const { discovered } = await look(clouds);
    const { answers } = resolveAnswers(questionTable, given(discovered));
    expect(answers.get('networkCidr')?.value).toBe('172.24.0.0/22');
  });

  test('groups and users are searched as a person types', async () => {
    const { clouds } = await wellPrepared();
    const { discovered } = await look(clouds);
    const { signal } = new AbortController();
    expect(await discovered.searchGroups?.('desk', signal)).toMatchObject([{ displayName: 'Desktop users' }]);
    expect(await discovered.searchUsers?.('ada', signal)).toMatchObject([{ upn: 'ada@contoso.com' }]);
  });

  test('the recommended path asks at most 8 questions on a well-prepared twin', async () => {
    const { clouds } = await wellPrepared();
    const { discovered } = await look(clouds);
    const asked: string[] = [];
    const note = <T>(message: string, value: T): T => {
      asked.push(message);
      return value;
    };
    const prompts = {
      text: async (ask: { message: string }) => note(ask.message, 'ada@contoso.com'),
      one: async (ask: { message: string; initial?: unknown; choices: readonly { value: unknown }[] }) =>
        note(ask.message, ask.initial ?? ask.choices[0]?.value),
      confirm: async (ask: { message: string }) => note(ask.message, true),
    } as unknown as Prompts;
    let said = '';
    const sink = { write: (text: string) => ((said += text), true) };
    const terminal = createTerminal({ stdin: { isTTY: true }, stdout: sink, stderr: sink }, {}, () => prompts);
    const resolved = await interview({
      terminal,
      table: questionTable,
      given: given(discovered),
      review: async () => 'write',
    });
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked).toContain('Is this right?');
    // Told as it was taken and shown again with its topic: by one word.
    expect(said).toMatch(/✔ AWS account: .*\(found\)[^]*\nAWS account .*\(found\)/);
    expect(resolved.missing).toEqual([]);
    expect(resolved.answers.get('users')?.value).toEqual(['ada@contoso.com']);
  });
});

describe('when a cloud does not answer', () => {
  test('a call that takes too long ends at its time limit', async () => {
    started = await startTwinClouds();
    started.twin.faults.inject('aws workspaces:DescribeAccount', { delayMinutes: 20 });
    expect(await see(lookups.byol, started.clouds, { region }, { seconds: 0.3 })).toEqual({
      unknown: 'timeout',
      message: 'BYOL: no answer within 0.3 s',
    });
  });

  test('no connection is offline, for both clouds', async () => {
    started = await startTwinClouds();
    // The port of a server that was there a moment ago.
    const gone = await listen(async () => ({ status: 200 }));
    await gone.close();
    const nowhere = gone.url;
    const env = { ...started.env, AWS_ENDPOINT_URL: nowhere, ENTRA_WORKSPACES_CLOUDS_AT: `${nowhere}/_host` };
    const clouds = openClouds(env);
    expect(await see(lookups.images, clouds, { region })).toEqual({
      unknown: 'offline',
      message: expect.stringMatching(/^the images: 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)$/),
    });
    expect(await see(lookups.tenant, clouds, undefined)).toEqual({
      unknown: 'offline',
      message: 'the Entra tenant: login.microsoftonline.com cannot be reached (ECONNREFUSED)',
    });
  });

  test('a cloud that asks to wait is asked again; one that fails is an error in its own words', async () => {
    started = await startTwinClouds();
    const { faults } = started.twin;
    faults.inject('graph GET /v1.0/organization', { status: 429, retryAfterSeconds: 0 });
    expect(await see(lookups.tenant, started.clouds, undefined)).toHaveProperty('seen');
    faults.inject('graph GET /v1.0/subscribedSkus', { status: 400, code: 'BadRequest', message: 'No.' });
    expect(await see(lookups.licences, started.clouds, undefined)).toEqual({
      unknown: 'error',
      message: 'the licences: GET /v1.0/subscribedSkus answered 400 BadRequest: No.',
    });
  });

  test('a list is followed over its pages', async () => {
    started = await startTwinClouds();
    started.twin.entra.setPageSize(2);
    const upns = Array.from({ length: 20 }, (_, index) => `user${index}@contoso.com`);
    for (const upn of upns) started.twin.entra.addUser(upn);
    const found = await see(lookups.entraUsers, started.clouds, { upns });
    expect('seen' in found && found.seen.length).toBe(20);
  });
});
