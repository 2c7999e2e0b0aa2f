import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { opensBeside } from '../../../wizard/clouds/other-identity.js';
import { refuseTwoIdentities } from '../../../wizard/commands/one-identity.js';
import type { Deployment } from '../../../deployment/schema.js';

type Answer = readonly [status: number, body: string];
interface Doors {
  readonly role: Answer;
  readonly application: Answer;
  readonly connection: Answer;
}

const let_in: Doors = {
  role: [
    200,
    '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>y</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>',
  ],
  application: [200, '{"access_token":"a.b.c"}'],
  connection: [200, '{"oidcToken":"a.b.c"}'],
};
const kept_out: Doors = {
  role: [
    403,
    '<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>',
  ],
  application: [
    401,
    '{"error":"invalid_client","error_description":"AADSTS700213: No matching federated identity record"}',
  ],
  connection: [403, '{"message":"not authorized"}'],
};

const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-doors-'));
let server: Server;
let doors: Doors = kept_out;
const asked: string[] = [];
beforeAll(async () => {
  writeFileSync(join(folder, 'token'), 'a.e30.c');
  server = createServer((request, response) => {
    const path = request.url ?? '';
    const door = path.startsWith('/oidctoken') ? 'connection' : path.includes('oauth2') ? 'application' : 'role';
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      asked.push(`${door} ${path} ${body}`);
      const [status, text] = doors[door];
      response.writeHead(status, { 'content-type': door === 'role' ? 'text/xml' : 'application/json' });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  asked.length = 0;
  doors = kept_out;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const other = {
  roleArn: 'arn:aws:iam::111122223333:role/contoso-apply',
  clientId: '33333333-3333-4333-8333-333333333333',
  tenantId: '11111111-1111-4111-8111-111111111111',
  connection: '44444444-4444-4444-8444-444444444444',
};
const jobOn = (url: string, over: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...{ TF_BUILD: 'True', SYSTEM_ACCESSTOKEN: 'job', SYSTEM_OIDCREQUESTURI: `${url}/oidctoken` },
  ...{ AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: url, [cloudsVariable]: `${url}/_host` },
  ...{ AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'), AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/own' },
  ...{ ARM_CLIENT_ID: 'own', ARM_OIDC_TOKEN: 'a.e30.c' },
  ...over,
});
const opened = (over: NodeJS.ProcessEnv = {}) =>
  opensBeside(jobOn(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, over), other);

describe('a pipeline', () => {
  const planning = (over: NodeJS.ProcessEnv = {}): Promise<void> => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const settings = {
      aws: { apply: other.roleArn },
      entra: { apply: other.clientId },
      connections: {},
      level: 'approved',
    };
    const deployment = { pipeline: { azureDevOps: settings }, entra: { tenantId: other.tenantId } };
    return refuseTwoIdentities(deployment as unknown as Deployment, { env: jobOn(url, over) });
  };

  test('plans where every door is shut', async () => {
    await expect(planning()).resolves.toBeUndefined();
  });

  test('stops where it could not be seen, and says of what', async () => {
    doors = { ...kept_out, application: [401, '{"error_description":"AADSTS90033: A transient error has occurred."}'] };
    await expect(planning()).rejects.toMatchObject({
      message: expect.stringContaining('could not be seen'),
      fix: expect.arrayContaining([expect.stringMatching(/^the application 3333.*AADSTS90033/)]),
    });
  });

  test('stops where its job could be the one that applies, whatever else could not be seen', async () => {
    doors = { ...kept_out, application: [500, '{}'], role: let_in.role };
    await expect(planning()).rejects.toThrow('The job that plans can be the one that applies');
  });
});

describe('whether the job that plans opens what the one that applies may', () => {
  test('is asked of each cloud and of the host, for the other identity alone', async () => {
    expect(await opened()).toEqual({ open: [], unseen: [] });
    const said = asked.join('\n');
    for (const each of [other.roleArn.replaceAll(/[:/]/g, encodeURIComponent), other.clientId, other.connection])
      expect(said).toContain(each);
    expect(said).not.toContain('role%2Fown');
  });

  test.each<[keyof Doors, string]>([
    ['role', `the role ${other.roleArn}`],
    ['application', `the application ${other.clientId}`],
    ['connection', `a token of the service connection ${other.connection}`],
  ])('the %s that lets it in is named', async (door, what) => {
    doors = { ...kept_out, [door]: let_in[door] };
    expect((await opened()).open).toEqual([what]);
  });

  test('keys of its own are not taken for the role of the other one', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
    expect(await opened(keys)).toEqual({ open: [], unseen: [] });
    const { open, unseen } = await opened({ ...keys, AWS_WEB_IDENTITY_TOKEN_FILE: undefined });
    expect([open, unseen]).toEqual([[], [expect.stringContaining('keys of its own')]]);
    doors = { ...kept_out, role: let_in.role };
    expect((await opened(keys)).open).toEqual([`the role ${other.roleArn}`]);
  });

  const entra = (text: string): Answer => [401, JSON.stringify({ error: 'invalid_client', error_description: text })];
  const sts = (code: string, text: string): Answer => [
    400,
    `<ErrorResponse><Error><Code>${code}</Code><Message>${text}</Message></Error></ErrorResponse>`,
  ];

  test.each([70021, 700211, 700212, 700213, 7002131])(
    'AADSTS%i says that nobody of this subject is let in',
    async (code) => {
      doors = { ...kept_out, application: entra(`AADSTS${code}: No matching federated identity record found`) };
      expect(await opened()).toEqual({ open: [], unseen: [] });
    },
  );

  test.each<[what: string, door: keyof Doors, answer: Answer]>([
    ['an error of the application', 'application', [500, '{}']],
    ['a transient error', 'application', entra('AADSTS90033: A transient error has occurred. Please try again.')],
    [
      'an assertion that ran out',
      'application',
      entra('AADSTS700024: Client assertion is not within its valid time range'),
    ],
    [
      'an application that is not there',
      'application',
      entra('AADSTS700016: Application was not found in the directory'),
    ],
    ['one that is disabled', 'application', entra('AADSTS7000112: Application is disabled.')],
    ['one that Conditional Access blocks', 'application', entra('AADSTS53003: Access has been blocked')],
    ['a code that begins like a refusal', 'application', entra('AADSTS7002139: something that is not known here')],
    ['another word for not authorized', 'application', entra('AADSTS65001: The client is not authorized')],
    ['an error of the connection', 'connection', [500, '{}']],
    ['a job that the host does not know', 'connection', [401, '{}']],
    [
      'a token that AWS cannot read',
      'role',
      sts('InvalidIdentityToken', 'No OpenIDConnect provider found in your account'),
    ],
    ['a token that ran out', 'role', sts('ExpiredTokenException', 'Token expired')],
  ])('%s is no refusal: it is not seen whether it gets in', async (_what, door, answer) => {
    doors = { ...kept_out, [door]: answer };
    const { open, unseen } = await opened();
    expect([open, unseen.length]).toEqual([[], 1]);
  });
});
