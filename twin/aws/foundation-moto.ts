import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import {
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { ApiModel, type ServiceName } from './api-model.js';
import { AwsError } from './errors.js';
import type { CloudRequest, CloudResponse } from '../network.js';
import type { Key, NamedPolicy, Role, Secret, Subnet } from './foundation.js';
import type { FoundationServer } from './foundation-server.js';
import type { PolicyDocument } from './policy.js';

/**
 * The rest of the account in a moto server (https://docs.getmoto.org/en/latest/docs/server_mode.html): the second backing
 * of the service rules. The gateway forwards to it what the twin does not play; the rules look into it through its API.
 */
export class FoundationMoto implements FoundationServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Starts a server of its own. `program` is the path of `moto_server`, see build/moto.ts. */
  static async start(program: string, accountId: string): Promise<FoundationMoto> {
    // Its interpreter of state machines calls the server itself, at the port that the environment names.
    const port = await freePort();
    const child = spawn(program, ['-H', '127.0.0.1', '-p', port], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        MOTO_ACCOUNT_ID: accountId,
        MOTO_PORT: port,
        MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
        MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
        PYTHONUNBUFFERED: '1',
      },
    });
    const url = await addressOf(child);
    child.unref();
    return new FoundationMoto(child, url);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
  }

  async forward(request: CloudRequest): Promise<CloudResponse> {
    const search = request.query.toString();
    const { 'transfer-encoding': _, connection: __, ...headers } = request.headers;
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        `${this.url}${request.path}${search ? `?${search}` : ''}`,
        { method: request.method, headers: { ...headers, 'content-length': String(request.body.length) } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answered = Object.entries(response.headers).filter(([name]) => !hopByHop.has(name));
            const plain = Object.fromEntries(answered.map(([name, value]) => [name, String(value)]));
            resolve({ status: response.statusCode ?? 502, headers: plain, body: Buffer.concat(chunks) });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  }

  async call(service: ServiceName, operation: string, region: string, input: object): Promise<Record<string, unknown>> {
    const { protocol, signingName, metadata } = ApiModel.of(service);
    if (protocol !== 'json')
      throw new Error(`twin: ${service}:${operation} is kept by moto and cannot be called from inside`);
    const scope = `twin/20261122/${region}/${signingName}/aws4_request`;
    const answer = await this.forward({
      method: 'POST',
      host: '',
      path: '/',
      query: new URLSearchParams(),
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${metadata.targetPrefix ?? ''}.${operation}`,
      },
      body: Buffer.from(JSON.stringify(input)),
    });
    const body = JSON.parse(String(answer.body ?? '') || '{}') as Record<string, unknown>;
    if (answer.status < 300) return body;
    const said =
      [body['message'], body['Message']].find((each) => typeof each === 'string') ?? `status ${answer.status}`;
    throw new AwsError(typeof body['__type'] === 'string' ? body['__type'] : 'UnknownError', said, {}, answer.status);
  }

  /** Policies with conditions on tags, aliases or boundaries are played on the store alone. */
  attributes(_: string, arn: string): never {
    throw new Error(`twin: a policy asks for tags, aliases or the boundary of ${arn}, which moto is not asked for`);
  }

  async behind(): Promise<readonly string[]> {
    return [];
  }

  async subnet(region: string, subnetId: string): Promise<Subnet | undefined> {
    const ec2 = new EC2Client(this.configuration(region));
    const found = await absent(ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] })));
    const subnet = found?.Subnets?.[0];
    if (!subnet) return undefined;
    const vpcId = subnet.VpcId ?? '';
    const { Vpcs: vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    const { RouteTables: tables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const associated = (
      by: (each: NonNullable<RouteTable['Associations']>[number]) => boolean,
    ): RouteTable | undefined => tables.find(({ Associations }) => Associations?.some(by));
    const table = associated(({ SubnetId }) => SubnetId === subnetId) ?? associated(({ Main }) => Main === true);
    return {
      subnetId,
      vpcId,
      availabilityZoneId: subnet.AvailabilityZoneId ?? '',
      cidr: subnet.CidrBlock ?? '',
      vpcCidrs: (vpcs[0]?.CidrBlockAssociationSet ?? []).map(({ CidrBlock }) => CidrBlock ?? ''),
      routes: (table?.Routes ?? []).map((route) => ({
        destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '',
        target: route.NatGatewayId ?? route.GatewayId ?? route.TransitGatewayId ?? '',
      })),
      assignsIpv6: subnet.AssignIpv6AddressOnCreation ?? false,
    };
  }

  async natGatewaySubnet(region: string, natGatewayId: string): Promise<string | undefined> {
    const ec2 = new EC2Client(this.configuration(region));
    const found = await absent(ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [natGatewayId] })));
    return found?.NatGateways?.find(({ State }) => State === 'available')?.SubnetId;
  }

  async secret(region: string, id: string): Promise<Secret | undefined> {
    const secrets = new SecretsManagerClient(this.configuration(region));
    const found = await absent(secrets.send(new DescribeSecretCommand({ SecretId: id })));
    if (!found) return undefined;
    const scheduledForDeletion = found.DeletedDate !== undefined;
    const policy = await absent(secrets.send(new GetResourcePolicyCommand({ SecretId: id })));
    const value = scheduledForDeletion
      ? undefined
      : await absent(secrets.send(new GetSecretValueCommand({ SecretId: id })));
    return {
      arn: found.ARN ?? '',
      name: found.Name ?? '',
      scheduledForDeletion,
      ...(found.KmsKeyId ? { kmsKeyId: found.KmsKeyId } : {}),
      ...(policy?.ResourcePolicy ? { policy: JSON.parse(policy.ResourcePolicy) as PolicyDocument } : {}),
      ...(value?.SecretString === undefined ? {} : { value: value.SecretString }),
    };
  }

  async key(region: string, id: string): Promise<Key | undefined> {
    const kms = new KMSClient(this.configuration(region));
    const key = (await absent(kms.send(new DescribeKeyCommand({ KeyId: id }))))?.KeyMetadata;
    if (!key) return undefined;
    const { Policy: policy = '{}' } = await kms.send(
      new GetKeyPolicyCommand({ KeyId: key.KeyId ?? '', PolicyName: 'default' }),
    );
    return {
      arn: key.Arn ?? '',
      state: key.KeyState as Key['state'],
      manager: key.KeyManager === 'AWS' ? 'AWS' : 'CUSTOMER',
      // moto leaves the usage out when it is the usual one.
      symmetric: key.KeySpec === 'SYMMETRIC_DEFAULT' && (key.KeyUsage ?? 'ENCRYPT_DECRYPT') === 'ENCRYPT_DECRYPT',
      policy: JSON.parse(policy) as PolicyDocument,
    };
  }

  async role(name: string): Promise<Role | undefined> {
    const iam = new IAMClient(this.configuration('us-east-1'));
    const role = (await absent(iam.send(new GetRoleCommand({ RoleName: name }))))?.Role;
    if (!role) return undefined;
    const boundaryArn = role.PermissionsBoundary?.PermissionsBoundaryArn;
    const boundary = boundaryArn === undefined ? undefined : await managed(iam, boundaryArn);
    return {
      arn: role.Arn ?? '',
      name,
      path: role.Path ?? '/',
      trust: decoded(role.AssumeRolePolicyDocument),
      policies: await policiesOf(iam, name),
      ...(boundary ? { boundary } : {}),
    };
  }

  async topicExists(region: string, arn: string): Promise<boolean> {
    const sns = new SNSClient(this.configuration(region));
    return (await absent(sns.send(new GetTopicAttributesCommand({ TopicArn: arn })))) !== undefined;
  }

  private configuration(region: string): object {
    return {
      region,
      endpoint: this.url,
      maxAttempts: 1,
      credentials: { accessKeyId: 'twin', secretAccessKey: 'twin' },
    };
  }
}

const hopByHop = new Set(['connection', 'transfer-encoding', 'content-length', 'date', 'server']);

async function policiesOf(iam: IAMClient, RoleName: string): Promise<NamedPolicy[]> {
  const { PolicyNames: names = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies: attached = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const inline = names.map(async (PolicyName) => {
    const { PolicyDocument: text } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return { name: PolicyName, document: decoded(text) };
  });
  const byArn = attached.map(async ({ PolicyArn: arn = '' }) => ({ name: arn, document: await managed(iam, arn) }));
  return Promise.all([...inline, ...byArn]);
}

async function managed(iam: IAMClient, PolicyArn: string): Promise<PolicyDocument> {
  const { Policy: policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = policy?.DefaultVersionId ?? 'v1';
  const { PolicyVersion: version } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return decoded(version?.Document);
}

/** IAM answers policies as URLs are written. */
function decoded(text: string | undefined): PolicyDocument {
  return JSON.parse(decodeURIComponent(text ?? '{"Statement":[]}')) as PolicyDocument;
}

/** Undefined when the server answers that there is no such thing. */
async function absent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && /NotFound|NoSuchEntity/.test(error.name)) return undefined;
    throw error;
  }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** The server tells its address when it is up. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`twin: the moto server ended with ${code}:\n${said}`)));
  });
}
