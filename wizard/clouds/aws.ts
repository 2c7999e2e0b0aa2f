/** AWS, called with the SDK's default credential chain. Clients are loaded and made when they are first used. */
import { types } from 'node:util';
import { Addresses } from './addresses.js';
import { brokenConnection, CloudError } from './cloud-error.js';
import { services, type Input, type Operation, type Output, type ServiceName } from './services.js';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

type Credentials = AwsKeys | (() => Promise<AwsKeys>);

interface AnyClient {
  send(command: unknown, options: { abortSignal?: AbortSignal }): Promise<unknown>;
  readonly config: { region(): Promise<string> };
  destroy(): void;
}

interface Shared {
  readonly addresses: Addresses;
  readonly env: NodeJS.ProcessEnv;
  readonly clients: Map<string, Promise<AnyClient>>;
  credentials?: Promise<Credentials>;
  home?: Promise<string>;
}

/** One account, as whoever is signed in, or as a role that they take on. */
export class Aws {
  private constructor(
    private readonly shared: Shared,
    private readonly signal?: AbortSignal,
    private readonly roleArn?: string,
  ) {}

  /** Nothing is called yet: credentials are looked for with the first call. */
  static from(env: NodeJS.ProcessEnv, addresses: Addresses = new Addresses(env)): Aws {
    return new Aws({ addresses, env, clients: new Map() });
  }

  /** The same, with a time limit. */
  within(signal: AbortSignal): Aws {
    return new Aws(this.shared, signal, this.roleArn);
  }

  /** The same account or another one, through a role. Without one: as it is. */
  as(roleArn: string | undefined): Aws {
    return roleArn === undefined ? this : new Aws(this.shared, this.signal, roleArn);
  }

  /**
   * One call. Throws `CloudError`: `denied` names the action, `offline` is a broken connection.
   * @param region Undefined for what has no Region (accounts, roles, organizations).
   */
  async call<S extends ServiceName, O extends Operation<S>>(
    service: S,
    operation: O,
    region: string | undefined,
    input: Input<S, O>,
  ): Promise<Output<S, O>> {
    try {
      const { operations } = await services[service]();
      const Command = (operations as Record<string, new (input: unknown) => unknown>)[operation];
      if (!Command) throw new Error(`${service}:${operation} is not among the operations in use`);
      const client = await this.client(service, region ?? (await this.globalRegion()));
      return (await client.send(new Command(input), {
        ...(this.signal ? { abortSignal: this.signal } : {}),
      })) as Output<S, O>;
    } catch (error) {
      throw cloudErrorOf(error, `${service}:${operation}`);
    }
  }

  /** Every page of a list, as one list of answers. At most `pages` of them (default 50). */
  async pages<S extends ServiceName, O extends Operation<S>>(
    service: S,
    operation: O,
    region: string | undefined,
    input: Input<S, O>,
    pages = 50,
  ): Promise<Output<S, O>[]> {
    const answers: Output<S, O>[] = [];
    let next: Record<string, string> = {};
    do {
      const answer = await this.call(service, operation, region, { ...(input as object), ...next } as Input<S, O>);
      answers.push(answer);
      const { NextToken, NextMarker, IsTruncated, Marker } = answer as Record<string, string | undefined>;
      const marker = NextMarker ?? (IsTruncated ? Marker : undefined);
      next = NextToken ? { NextToken } : marker ? { Marker: marker } : {};
    } while (Object.keys(next).length > 0 && answers.length < pages);
    return answers;
  }

  /** The keys that calls are signed with, for what no client of the SDK is carried for. */
  async keys(): Promise<AwsKeys> {
    try {
      this.shared.credentials ??= this.findCredentials();
      const own = await this.shared.credentials;
      if (this.roleArn !== undefined) return await this.takeOn(this.roleArn, own);
      return typeof own === 'function' ? await own() : own;
    } catch (error) {
      throw cloudErrorOf(error, 'sts:AssumeRole');
    }
  }

  /** The Region that the environment or the profile names, else `us-east-1`. */
  async homeRegion(): Promise<string> {
    this.shared.home ??= this.findHomeRegion();
    return this.shared.home;
  }

  private async findHomeRegion(): Promise<string> {
    const { env } = this.shared;
    const named = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
    if (named) return named;
    const { Client } = await services.sts();
    return new Client({ ...this.profile() }).config.region().catch(() => 'us-east-1');
  }

  /** Where the global services of the partition answer. */
  private async globalRegion(): Promise<string> {
    const home = await this.homeRegion();
    if (home.startsWith('us-gov-')) return 'us-gov-west-1';
    return home.startsWith('cn-') ? 'cn-northwest-1' : 'us-east-1';
  }

  private client(service: ServiceName, region: string): Promise<AnyClient> {
    const key = `${service} ${region} ${this.roleArn ?? ''}`;
    const made = this.shared.clients.get(key) ?? this.makeClient(service, region);
    this.shared.clients.set(key, made);
    return made;
  }

  private async makeClient(service: ServiceName, region: string): Promise<AnyClient> {
    const { addresses } = this.shared;
    quietAboutNode();
    const { Client } = await services[service]();
    const Made = Client as unknown as new (settings: object) => AnyClient;
    this.shared.credentials ??= this.findCredentials();
    const own = await this.shared.credentials;
    return new Made({
      region,
      credentials: this.roleArn === undefined ? own : () => this.takeOn(this.roleArn ?? '', own),
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
      ...(addresses.aws === undefined ? {} : { endpoint: addresses.aws }),
    });
  }

  /** Keys in the environment that was given, else the SDK's default chain: profile, sign-in, container, instance. */
  private async findCredentials(): Promise<Credentials> {
    const { env } = this.shared;
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
    if (accessKeyId && secretAccessKey && !env['AWS_PROFILE']) {
      return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
    }
    quietAboutNode();
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const chain = fromNodeProviderChain(this.profile());
    return chain;
  }

  private profile(): { profile?: string } {
    const profile = this.shared.env['AWS_PROFILE'];
    return profile ? { profile } : {};
  }

  private async takeOn(roleArn: string, credentials: Credentials): Promise<AwsKeys> {
    const { Client, operations } = await services.sts();
    const { addresses } = this.shared;
    const client = new Client({
      region: await this.homeRegion(),
      credentials,
      ...(addresses.aws === undefined ? {} : { endpoint: addresses.aws }),
    });
    const { Credentials: given } = await client.send(
      new operations.AssumeRole({ RoleArn: roleArn, RoleSessionName: 'entra-workspaces', DurationSeconds: 900 }),
    );
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken ? { sessionToken: given.SessionToken } : {}),
      ...(given?.Expiration ? { expiration: given.Expiration } : {}),
    };
  }
}

/** Which Node is old enough is this package's to say, not a line of the SDK amid a screen. */
function quietAboutNode(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}

const signInAgain = 'sign in to AWS (aws sso login, or set AWS_PROFILE) and run it again';

function cloudErrorOf(error: unknown, action: string): unknown {
  if (!types.isNativeError(error) || error instanceof CloudError) return error;
  const code = (error as { Code?: string }).Code ?? error.name;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const details = { code, ...(status === undefined ? {} : { status }) };
  if (/^(AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/.test(code)) {
    const named = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(error.message)?.[1];
    return new CloudError('denied', error.message, { ...details, permission: named ?? action }, { cause: error });
  }
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(error.name)) {
    return new CloudError('error', `no AWS credentials were found: ${signInAgain}`, { code }, { cause: error });
  }
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|InvalidToken)/.test(code)) {
    return new CloudError('error', `the AWS credentials are not valid any more: ${signInAgain}`, details, {
      cause: error,
    });
  }
  if (error.name === 'AbortError') return new CloudError('timeout', 'stopped at its time limit', {}, { cause: error });
  const broken = brokenConnection(error);
  if (broken !== undefined) {
    return new CloudError('offline', `AWS cannot be reached (${broken})`, details, { cause: error });
  }
  return new CloudError('error', `${action} answered ${code}: ${error.message}`, details, { cause: error });
}
