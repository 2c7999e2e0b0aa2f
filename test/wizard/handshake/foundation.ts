/** Both clouds as the first apply leaves them, the repository beside it, and a search for what must be nowhere. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { run } from '../../../wizard/cli.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { Readable } from 'node:stream';
import { administrator } from '../clouds/prepared.js';
import { keptStream } from '../terminal/screen.js';
import { tracesOf } from './nowhere.js';

export const region = 'eu-central-1';
const galleryTemplate = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
export const appName = 'Contoso desktops (AWS IAM Identity Center)';

/** Rights in AWS for a walk of `connect`, but for what keeps and marks the token: `secretsmanager:PutSecretValue`, `TagResource`. */
export const rightsToLook = [
  ...['sso:*', 'identitystore:*', 'organizations:*', 'iam:*'],
  ...['secretsmanager:List*', 'secretsmanager:Describe*'],
];

export interface Setting {
  readonly twin: Twin;
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly instanceId: string;
  readonly appObjectId: string;
  readonly appId: string;
  readonly secretArn: string;
  graph: ReturnType<typeof administrator>;
  /** Environment of an AWS user who may do only this. */
  holding(actions: readonly string[]): Record<string, string>;
  /** A second machine with a clone of the repository. */
  anotherMachine(): string;
  deployment(): {
    text: string;
    handshake: Record<string, unknown> | null;
    certificates: readonly string[] | undefined;
  };
  change(edit: (draft: never) => void): void;
  secret(): Promise<{ value: string | undefined; tags: Record<string, string> }>;
  /** As in the console of Secrets Manager. */
  fillSecret(value: string): Promise<void>;
  /** Files, given outputs and process table that hold a text. Empty: it is nowhere. */
  whereIs(text: string, outputs: readonly string[]): string[];
  stop(): Promise<void>;
}

export async function startSetting(): Promise<Setting> {
  const twin = await startTwin();
  const network = await twin.world.network.listen();
  const graph = administrator(twin);
  const engineer = twin.entra.addServicePrincipal('Engineer', {
    roles: ['Application.Read.All', 'Synchronization.ReadWrite.All'],
  });
  const made = (await graph('POST', `v1.0/applicationTemplates/${galleryTemplate}/instantiate`, {
    displayName: appName,
  })) as { servicePrincipal: { id: string; appId: string } };
  const { id: appObjectId, appId } = made.servicePrincipal;
  await graph('PATCH', `v1.0/servicePrincipals/${appObjectId}`, { preferredSingleSignOnMode: 'saml' });
  const { thumbprint } = (await graph('POST', `v1.0/servicePrincipals/${appObjectId}/addTokenSigningCertificate`, {
    displayName: 'CN=AWS IAM Identity Center 1',
  })) as { thumbprint: string };
  await graph('PATCH', `v1.0/servicePrincipals/${appObjectId}`, { preferredTokenSigningKeyThumbprint: thumbprint });
  const secretArn = await makeSecret(twin);
  const instanceId = twin.seeded.instanceArn?.split('/')[1] ?? '';
  const folders = [mkdtempSync(join(tmpdir(), 'handshake-'))];
  const folder = folders[0]!;
  const file = join(folder, 'deployment.json');
  writeFileSync(file, `${JSON.stringify(deploymentFor(twin, instanceId), null, 2)}\n`);
  const text = (env: NodeJS.ProcessEnv): Record<string, string> =>
    Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const env = text({
    ...twin.terraform.env,
    [cloudsVariable]: `${network.url}/_host`,
    ARM_CLIENT_ID: engineer.appId,
    ARM_CLIENT_SECRET: engineer.clientSecret,
  });
  const read = (): string => readFileSync(file, 'utf8');
  return {
    twin,
    folder,
    env,
    instanceId,
    appObjectId,
    appId,
    secretArn,
    graph,
    holding: (actions) => {
      const keys = twin.aws.principals.issueUser(`caller-${folders.length}`, [
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }] },
      ]);
      return { ...env, AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };
    },
    anotherMachine: () => {
      const other = mkdtempSync(join(tmpdir(), 'handshake-other-'));
      folders.push(other);
      writeFileSync(join(other, 'deployment.json'), read());
      return other;
    },
    deployment: () => {
      const parsed = JSON.parse(read()) as ReturnType<typeof deploymentFor>;
      return {
        text: read(),
        handshake: parsed.identityCenter.federation.setUp.handshake,
        certificates: (parsed.entra.enterpriseApp.create as { certificates?: string[] }).certificates,
      };
    },
    change: (edit) => {
      const draft: unknown = JSON.parse(read());
      edit(draft as never);
      writeFileSync(file, `${JSON.stringify(draft, null, 2)}\n`);
    },
    secret: async () => {
      const [shown, described] = await Promise.all([
        secretsManager(twin, 'GetSecretValue', { SecretId: secretArn }),
        secretsManager(twin, 'DescribeSecret', { SecretId: secretArn }),
      ]);
      const tags = (described['Tags'] ?? []) as { Key: string; Value: string }[];
      return {
        value: shown['SecretString'] as string | undefined,
        tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
      };
    },
    fillSecret: async (value) => {
      await secretsManager(twin, 'PutSecretValue', {
        SecretId: secretArn,
        SecretString: value,
        ClientRequestToken: crypto.randomUUID(),
      });
    },
    whereIs: (wanted, outputs) => [...tracesOf(wanted, { folders, outputs }), ...processesWith(wanted)],
    stop: async () => {
      folders.forEach((each) => rmSync(each, { recursive: true }));
      await network.close();
      await twin.stop();
    },
  };
}

/** Secrets Manager as the account's administrator. */
async function secretsManager(twin: Twin, operation: string, body: object): Promise<Record<string, unknown>> {
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID: key } = twin.terraform.env;
  const answer = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
}

async function makeSecret(twin: Twin): Promise<string> {
  const made = await secretsManager(twin, 'CreateSecret', {
    Name: 'contoso-desktops-scim-token-20261122000000000000000001',
    ClientRequestToken: crypto.randomUUID(),
  });
  return String(made['ARN']);
}

function deploymentFor(twin: Twin, instanceId: string) {
  return {
    schemaVersion: 1,
    name: 'contoso-desktops',
    aws: { accountId: twin.seeded.accountId },
    entra: {
      tenantId: twin.seeded.tenantId,
      enterpriseApp: { create: { notificationEmails: ['identity@contoso.com'] } },
    },
    identityCenter: {
      region,
      instance: { existing: { arn: twin.seeded.instanceArn, kind: 'organization' } },
      federation: {
        setUp: { replaceIdentitySource: instanceId, handshake: null as Record<string, unknown> | null },
      },
    },
    sites: [
      {
        key: 'berlin',
        region,
        directoryName: 'contoso-berlin',
        network: { create: { cidr: '172.20.0.0/22', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
        bundles: {
          standard: {
            fromImage: { imageId: 'wsi-123456789', computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 },
          },
        },
        desktops: { bundle: 'standard', users: { list: [{ upn: 'ada@contoso.com' }] } },
      },
    ],
    state: { local: {} },
  };
}

/** Command lines and environments of every process of this user. */
function processesWith(wanted: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) =>
      ['cmdline', 'environ'].some((what) => {
        try {
          return readFileSync(`/proc/${id}/${what}`).includes(wanted);
        } catch {
          return false;
        }
      }),
    )
    .map((id) => `process ${id}`);
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line in this process, without a person. `input` is what is piped in. */
export async function call(
  words: readonly string[],
  at: { readonly cwd: string; readonly env: Record<string, string>; readonly input?: string },
): Promise<Ended> {
  const stdout = keptStream();
  const stderr = keptStream();
  const exitCode = await run(words, {
    stdin: Readable.from(at.input === undefined ? [] : [at.input]) as never,
    stdout,
    stderr: stderr as never,
    env: { ...at.env },
    cwd: at.cwd,
    interrupts: new Interrupts(),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** Git's whole history of a folder, to be searched. */
export function commitAll(folder: string): string {
  const git = (...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@contoso.com', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'all');
  return git('log', '-p');
}
