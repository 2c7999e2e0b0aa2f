/** Whose credentials, in which order, where to, and what is said of those that cannot work. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listen, type CloudRequest, type CloudResponse, type Listener } from '../../../twin/network.js';
import { Aws } from '../../../wizard/clouds/aws.js';
import { cloudsOf, openClouds } from '../../../wizard/clouds/clouds.js';
import { foreignEndpoints } from '../../../wizard/clouds/endpoints.js';
import { see } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { readDeployment } from '../../../deployment/load.js';
import { UsageError } from '../../../wizard/terminal/failure.js';
import { resolve } from 'node:path';

let home: string;
let server: Listener;
let calls: CloudRequest[] = [];
let answer: (request: CloudRequest) => CloudResponse;
const xml = (status: number, body: string): CloudResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});
const refused = (code: string, message: string) => () =>
  xml(
    403,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
const caller = () =>
  xml(
    200,
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  );

beforeAll(async () => {
  server = await listen(async (request) => {
    calls.push(request);
    return answer(request);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'credentials-'));
  mkdirSync(join(home, '.aws'));
  calls = [];
  answer = caller;
});
afterEach(() => rmSync(home, { recursive: true }));

const config = (text: string): void => writeFileSync(join(home, '.aws', 'config'), text);
const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  HOME: home,
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: server.url,
  ...more,
});
const look = (more: NodeJS.ProcessEnv) => see(lookups.account, openClouds(environment(more)), undefined);
const keys = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'example' };
const signedBy = (): string | undefined => /Credential=([^/]+)/.exec(calls[0]?.headers['authorization'] ?? '')?.[1];

describe('the order is that of terraform', () => {
  test('keys in the environment come before AWS_PROFILE, and that is said of them', async () => {
    config('[profile desktops]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = example\n');
    await look({ ...keys, AWS_PROFILE: 'desktops' });
    expect(signedBy()).toBe('AKIAENVIRONMENT');
    const aws = Aws.from(environment({ ...keys, AWS_PROFILE: 'desktops' }));
    expect(await aws.credentialSource()).toBe('AWS_ACCESS_KEY_ID; AWS_PROFILE is not used, here as in terraform');
  });

  test.each(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'])('%s names a profile', async (variable) => {
    config('[profile desktops]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = example\n');
    await look({ [variable]: 'desktops' });
    expect(signedBy()).toBe('AKIAPROFILE');
  });
});

describe('credentials that cannot work', () => {
  test('what stands behind a value is a comment, and no part of a Region', async () => {
    config('[profile desktops]\nregion = eu-west-3  # Paris\n');
    expect(await openClouds(environment({ AWS_PROFILE: 'desktops', AWS_REGION: '' })).aws.homeRegion()).toBe(
      'eu-west-3',
    );
  });

  test('a misspelt profile, with the nearest one', async () => {
    config('[profile desktops]\nregion = eu-central-1\n');
    const seen = await look({ AWS_PROFILE: 'desktop' });
    expect(seen).toMatchObject({
      message: expect.stringMatching(/no AWS profile desktop \(AWS_PROFILE\).*did you mean desktops\?/),
    });
  });

  test('a profile that asks for a code, also below another', async () => {
    config(
      '[profile work]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = mfa\n[profile mfa]\nrole_arn = arn:aws:iam::999988887777:role/hub\nmfa_serial = arn:aws:iam::999988887777:mfa/ada\nsource_profile = default\n',
    );
    const seen = await look({ AWS_PROFILE: 'work' });
    expect(seen).toMatchObject({
      message: expect.stringMatching(
        /mfa asks for a code .*aws configure export-credentials --profile work --format env/,
      ),
    });
    expect(calls).toEqual([]);
  });

  test('a credential_process that fails, with what it said', async () => {
    config(`[profile vault]\ncredential_process = sh -c "echo the vault is locked >&2; exit 3"\n`);
    const seen = await look({ AWS_PROFILE: 'vault' });
    expect(seen).toMatchObject({
      message: expect.stringMatching(
        /credential_process of the AWS profile vault gave no credentials \(the vault is locked\)/,
      ),
    });
  });

  test('a sign-in that has expired, with the command', async () => {
    config(
      '[profile sso]\nsso_session = contoso\nsso_account_id = 111122223333\nsso_role_name = admin\n[sso-session contoso]\nsso_start_url = https://contoso.awsapps.com/start\nsso_region = eu-central-1\n',
    );
    const seen = await look({ AWS_PROFILE: 'sso' });
    expect(seen).toMatchObject({ message: expect.stringContaining('aws sso login --profile sso') });
  });

  test('a sign-in by the console that has expired, with its own command', async () => {
    config('[profile console]\nlogin_session = arn:aws:iam::111122223333:user/ada\nregion = eu-central-1\n');
    const seen = await look({ AWS_PROFILE: 'console' });
    expect(seen).toMatchObject({ message: expect.stringContaining('aws login --profile console') });
  });

  test('keys that AWS does not know, with where they are from', async () => {
    answer = refused('InvalidClientTokenId', 'The security token included in the request is invalid.');
    expect(await look(keys)).toMatchObject({
      message: expect.stringContaining('InvalidClientTokenId; from AWS_ACCESS_KEY_ID'),
    });
  });

  test('the identity of a job that AWS refuses, with what its token says, and not the token', async () => {
    answer = refused('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    const claims = {
      sub: 'repo:contoso/desktops:ref:refs/heads/next',
      aud: 'sts.amazonaws.com',
      iss: 'https://token.example.com',
    };
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
    writeFileSync(join(home, 'token'), token);
    const role = 'arn:aws:iam::111122223333:role/plan';
    const seen = await look({ AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'), AWS_ROLE_ARN: role });
    expect(seen).toMatchObject({
      message: expect.stringContaining('sub "repo:contoso/desktops:ref:refs/heads/next", aud "sts.amazonaws.com"'),
    });
    expect(JSON.stringify(seen)).not.toContain('c2lnbmF0dXJl');
  });

  test.each([
    [
      'a client id without a proof',
      { ARM_CLIENT_ID: 'an-id', ARM_TENANT_ID: 'contoso' },
      /ARM_CLIENT_ID is set, and nothing that proves it/,
    ],
    ['what terraform does not read', { AZURE_CLIENT_ID: 'an-id' }, /AZURE_CLIENT_ID is not read by terraform/],
  ])('Entra with %s', async (_what, more, message) => {
    const seen = await see(lookups.person, openClouds(environment({ ...more, PATH: '' })), undefined);
    expect(seen).toMatchObject({ message: expect.stringMatching(message) });
  });

  test('a job whose identity Entra refuses hears what its token says', async () => {
    const description =
      'AADSTS700213: No matching federated identity record found for presented assertion subject. Trace ID: 1';
    answer = () => ({
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error_description: description }),
    });
    const token = `e30.${Buffer.from('{"sub":"repo:contoso/desktops:environment:production","aud":"api://AzureADTokenExchange"}').toString('base64url')}.c2lnbmF0dXJl`;
    const more = {
      ENTRA_WORKSPACES_CLOUDS_AT: `${server.url}/_host`,
      ARM_CLIENT_ID: 'an-id',
      ARM_TENANT_ID: 'contoso',
      ARM_OIDC_TOKEN: token,
    };
    const seen = await see(lookups.person, openClouds(environment(more)), undefined);
    expect(seen).toMatchObject({
      message: expect.stringMatching(
        /AADSTS700213.*an-id must trust exactly sub "repo:contoso\/desktops:environment:production"/,
      ),
    });
    expect(JSON.stringify(seen)).not.toContain('c2lnbmF0dXJl');
  });

  test('what opens an emulated tenant is not sent to the real one', async () => {
    const more = {
      ARM_METADATA_HOSTNAME: 'localhost:8443',
      ARM_CLIENT_ID: 'id',
      ARM_CLIENT_SECRET: 'secret',
      ARM_TENANT_ID: 'contoso',
    };
    const seen = await see(lookups.person, openClouds(environment(more)), undefined);
    expect(seen).toMatchObject({ unknown: 'error', message: expect.stringContaining('set both or neither') });
  });
});

describe('addresses that somebody set', () => {
  test.each([
    ['a variable', { AWS_ENDPOINT_URL: 'http://aws.example.com' }, 'AWS_ENDPOINT_URL'],
    [
      'a variable of one service',
      { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://aws.example.com' },
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    ],
    ['a profile', { AWS_PROFILE: 'clear' }, 'endpoint_url of the profile clear'],
    ['the services of a profile', { AWS_PROFILE: 'parts' }, 'endpoint_url of the services local'],
  ])('plain http to another machine by %s is refused', (_what, more, by) => {
    config(
      '[profile clear]\nendpoint_url = http://aws.example.com\n[profile parts]\nservices = local\n[services local]\ns3 =\n  endpoint_url = http://aws.example.com\n',
    );
    const open = () => openClouds({ HOME: home, ...more });
    expect(open).toThrow(UsageError);
    expect(open).toThrow(
      `${by} must be an https address (plain http only to this machine), got: http://aws.example.com`,
    );
  });

  test.each([
    ['AWS_ENDPOINT_URL', 'https://aws.example.com', 1],
    ['AWS_ENDPOINT_URL_STS', 'https://sts.eu-central-1.amazonaws.com', 0],
    ['AWS_ENDPOINT_URL_S3', 'https://vpce-1.s3.eu-central-1.vpce.amazonaws.com', 0],
    ['AWS_ENDPOINT_URL_S3', 'https://s3.dualstack.us-gov-west-1.amazonaws.com', 0],
    ['AWS_ENDPOINT_URL_IAM', 'https://iam.amazonaws.com', 0],
    ['AWS_ENDPOINT_URL', 'https://amazonaws.com.example.com', 1],
    ['AWS_ENDPOINT_URL', 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com', 1],
    ['AWS_ENDPOINT_URL', 'https://name-1.eu-central-1.elb.amazonaws.com', 1],
    ['AWS_ENDPOINT_URL', 'https://ec2-192-0-2-1.compute-1.amazonaws.com', 1],
    ['ARM_METADATA_HOSTNAME', 'name.westeurope.cloudapp.azure.com', 1],
    ['AWS_ENDPOINT_URL', 'http://127.0.0.1:4566', 0],
    ['ARM_METADATA_HOSTNAME', 'login.example.com', 1],
    ['ARM_METADATA_HOSTNAME', 'management.azure.com', 0],
  ])('%s=%s is named: %s', (variable, address, count) => {
    const sentences = foreignEndpoints({ HOME: home, [variable]: address });
    expect(sentences).toHaveLength(count);
    for (const sentence of sentences) expect(sentence).toContain(`because ${variable} says so`);
  });

  test('the address of a service in a profile is called', async () => {
    config(
      `[profile local]\nregion = eu-central-1\nservices = local\n[services local]\nsts =\n  endpoint_url = ${server.url}\n`,
    );
    const aws = Aws.from({ HOME: home, ...keys, AWS_PROFILE: 'local' });
    await aws.call('sts', 'GetCallerIdentity', 'eu-central-1', {});
    expect(calls).toHaveLength(1);
  });
});

describe('partition and Region are those of the deployment', () => {
  const { deployment } = readDeployment(resolve('test/inputs/govcloud.deployment.json'));

  test.each([
    ['nothing', undefined],
    ['a commercial Region', 'eu-central-1'],
  ])('GovCloud with %s in the environment', async (_what, region) => {
    const env = environment({ ...keys, AWS_REGION: region });
    await see(lookups.account, cloudsOf(deployment, env), undefined);
    const regions = calls.map(
      ({ headers }) => /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers['authorization'] ?? '')?.[1],
    );
    expect(new Set(regions)).toEqual(new Set(['us-gov-west-1']));
  });
});

describe('what the SDK itself reads of the environment', () => {
  test('a word in AWS_DEFAULTS_MODE that it does not know does not end the program from within', async () => {
    const rejected: unknown[] = [];
    const keep = (reason: unknown): void => void rejected.push(reason);
    process.on('unhandledRejection', keep);
    process.env['AWS_DEFAULTS_MODE'] = 'x';
    try {
      expect(await look(keys)).toMatchObject({ seen: { id: '111122223333' } });
      await new Promise((resolve) => setImmediate(resolve));
      expect(rejected).toEqual([]);
    } finally {
      delete process.env['AWS_DEFAULTS_MODE'];
      process.off('unhandledRejection', keep);
    }
  });

  test('a Region that is none is said by the variable', async () => {
    const seen = await look({ ...keys, AWS_REGION: 'eu central 1' });
    expect(seen).toMatchObject({ unknown: expect.anything(), message: expect.stringContaining('must be one such as') });
  });
});
