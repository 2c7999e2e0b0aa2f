import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import type { Listener } from '../../../twin/network.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/pipeline-hosts.js';

// What the printed steps of GitLab let in: the commands as a person runs them, what they send judged by the clouds' own rules.

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra, entraRights } = full.pipeline!.github!;
const project = 'contoso/it/desktops';
const on = (url: string): Deployment => ({
  ...full,
  pipeline: { gitlab: { url, project, environment: 'production', level: 'approved', entraRights, aws, entra } },
});

/** Runs the printed commands, and gives the files that they wrote. */
function filesOf(deployment: Deployment): (name: string) => Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-steps-'));
  try {
    const steps = pipelineSteps(deployment).flatMap((step) =>
      [...step.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines.replaceAll(/^ {3}/gm, '')),
    );
    const stubs = 'glab() { cat > /dev/null < /dev/null; }; jq() { echo 57382910; }; aws() { :; }; az() { :; }\n';
    const end = spawnSync('bash', ['-e', '-c', stubs + steps.join('\n')], { cwd: folder, encoding: 'utf8' });
    expect([end.status, end.stderr]).toEqual([0, '']);
    const files = new Map(
      ['trust-apply', 'trust-main-plan', 'credential-apply', 'credential-main-plan'].map((name) => [
        name,
        JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, unknown>,
      ]),
    );
    return (name) => files.get(name) ?? {};
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const main = `project_path:${project}:ref_type:branch:ref:main`;
const production = `${main}:environment:production:environment_protected:true`;

describe('the steps of gitlab.com', () => {
  const file = filesOf(on('https://gitlab.com'));
  let twin: Twin;
  let network: Listener;
  let appId: string;
  beforeAll(async () => {
    twin = await startTwin();
    network = await twin.world.network.listen();
    appId = twin.entra.addServicePrincipal('apply').appId;
  });
  afterAll(async () => {
    await network.close();
    await twin.stop();
  });

  const tokenFor = async (form: Record<string, string>): Promise<{ access_token?: string; error_codes?: number[] }> => {
    const answer = await fetch(`${network.url}/_host/login.microsoftonline.com/${twin.entra.id}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'https://graph.microsoft.com/.default',
        ...form,
      }),
    });
    return (await answer.json()) as { access_token?: string; error_codes?: number[] };
  };
  const post = async (version: string, body: object): Promise<number> => {
    const { id } = twin.entra.state.applicationOf(appId)!;
    const admin = twin.entra.addServicePrincipal('admin', { roles: ['Application.ReadWrite.All'] });
    const { access_token: token } = await tokenFor({ client_id: admin.appId, client_secret: admin.clientSecret });
    const path = `graph.microsoft.com/${version}/applications/${id}/federatedIdentityCredentials`;
    const answer = await fetch(`${network.url}/_host/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.status;
  };
  /** The code of Entra for a token that says this; nothing: it is let in. */
  const refused = async (claims: object): Promise<number | undefined> => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = { iss: 'https://gitlab.com', aud: 'api://AzureADTokenExchange', ...claims };
    const { error_codes: codes } = await tokenFor({
      client_id: appId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${part({ alg: 'RS256' })}.${part(token)}.signed`,
    });
    return codes?.[0];
  };

  test('AWS compares the number of the project and that the branch is protected, besides subject and audience', () => {
    const [{ Condition }] = file('trust-apply')['Statement'] as [{ Condition: object }];
    expect(Condition).toEqual({
      StringEquals: {
        'gitlab.com:aud': 'sts.amazonaws.com',
        'gitlab.com:sub': production,
        'gitlab.com:project_id': '57382910',
        'gitlab.com:ref_protected': 'true',
      },
    });
  });

  test('Entra takes the expression on beta alone, and lets this project in and no other of its name', async () => {
    const credential = file('credential-apply');
    expect(credential).not.toHaveProperty('subject');
    expect(await post('v1.0', credential)).toBe(400);
    expect(await post('beta', credential)).toBe(201);
    const own = { sub: production, project_id: '57382910' };
    expect(await refused(own)).toBeUndefined();
    for (const other of [
      { project_id: '1' },
      { project_id: undefined },
      { sub: main },
      { sub: production.replace('true', 'false') },
      { iss: 'https://gitlab.example.com' },
      { aud: 'sts.amazonaws.com' },
    ])
      expect([other, await refused({ ...own, ...other })]).toEqual([other, 7002131]);
  });

  test('Entra does not take one that a new owner of the name would fulfil', async () => {
    const value = `claims['sub'] eq '${main}'`;
    const loose = {
      ...file('credential-apply'),
      name: 'loose',
      claimsMatchingExpression: { value, languageVersion: 1 },
    };
    expect(await post('beta', loose)).toBe(400);
  });
});

test('of a GitLab of one’s own both clouds compare subject and audience alone: AWS knows no more, and Entra may not take its address', () => {
  const file = filesOf(on('https://git.contoso.com'));
  expect(file('credential-apply')).toMatchObject({ issuer: 'https://git.contoso.com', subject: production });
  const [{ Condition }] = file('trust-apply')['Statement'] as [{ Condition: { StringEquals: object } }];
  expect(Object.keys(Condition.StringEquals)).toEqual(['git.contoso.com:aud', 'git.contoso.com:sub']);
});
