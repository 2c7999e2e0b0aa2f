/** AWS, called with the credentials that terraform takes too. Clients are loaded and made when they are first used. */
import { types } from 'node:util';
import { present } from '../../domain/present.js';
import { partitionOf } from '../../domain/partitions.js';
import { Failure } from '../terminal/failure.js';
import { Addresses } from './addresses.js';
import {
  credentialTrouble,
  findCredentials,
  type AwsKeys,
  type Credentials,
  type FoundCredentials,
} from './aws-credentials.js';
import { awsTransport } from './aws-transport.js';
import { brokenConnection, CloudError } from './cloud-error.js';
import { clockSentence } from './clock.js';
import { endpointOf } from './endpoints.js';
import { Network } from './network.js';
import { profileIn } from './profiles.js';
import { refusedSubject } from './job-identity.js';
import { services, type Input, type Operation, type Output, type ServiceName } from './services.js';

/**
 * Said to every client: a word in AWS_DEFAULTS_MODE that the SDK does not know ends the program from within it. What it
 * decides (retries, times) is decided here.
 */
const defaultsMode = 'legacy';

interface AnyClient {
  send(command: unknown, options: { abortSignal?: AbortSignal }): Promise<unknown>;
  readonly config: { readonly serviceId: string };
  destroy(): void;
}

interface Shared {
  readonly addresses: Addresses;
  readonly env: NodeJS.ProcessEnv;
  readonly network: Network;
  readonly clients: Map<string, Promise<AnyClient>>;
  credentials?: Promise<FoundCredentials>;
  /** A Region of the deployment: which partition calls go to is not left to the environment. */
  readonly at?: string;
}

/** One account, as whoever is signed in, or as a role that they take on. */
export class Aws {
  private constructor(
    private readonly shared: Shared,
    private readonly signal?: AbortSignal,
    private readonly roleArn?: string,
  ) {}

  /** Nothing is called yet: credentials are looked for with the first call. */
  static from(env: NodeJS.ProcessEnv, addresses: Addresses = new Addresses(env), at?: string): Aws {
    const network = Network.of(env);
    return new Aws({ addresses, env, network, clients: new Map(), ...present({ at }) });
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
        ...present({ abortSignal: this.signal }),
      })) as Output<S, O>;
    } catch (error) {
      throw await this.cloudErrorOf(error, `${service}:${operation}`);
    }
  }

  /**
   * Every page of a list, as one list of answers. Throws `CloudError` where it does not end: a list that was cut is never
   * taken for a whole one.
   * @param pages More than any account has. @default 400
   */
  async pages<S extends ServiceName, O extends Operation<S>>(
    service: S,
    operation: O,
    region: string | undefined,
    input: Input<S, O>,
    pages = 400,
  ): Promise<Output<S, O>[]> {
    return this.read(service, operation, region, input, { pages, whole: true });
  }

  /** The beginning of a list: whoever asks knows that there may be more. */
  async firstPages<S extends ServiceName, O extends Operation<S>>(
    service: S,
    operation: O,
    region: string | undefined,
    input: Input<S, O>,
    pages: number,
  ): Promise<Output<S, O>[]> {
    return this.read(service, operation, region, input, { pages, whole: false });
  }

  private async read<S extends ServiceName, O extends Operation<S>>(
    service: S,
    operation: O,
    region: string | undefined,
    input: Input<S, O>,
    { pages, whole }: { readonly pages: number; readonly whole: boolean },
  ): Promise<Output<S, O>[]> {
    const answers: Output<S, O>[] = [];
    let next: Record<string, string> = {};
    do {
      const answer = await this.call(service, operation, region, { ...(input as object), ...next } as Input<S, O>);
      answers.push(answer);
      const { NextToken, NextMarker, IsTruncated, Marker } = answer as Record<string, string | undefined>;
      const marker = NextMarker ?? (IsTruncated ? Marker : undefined);
      const before = JSON.stringify(next);
      next = NextToken ? { NextToken } : marker ? { Marker: marker } : {};
      if (Object.keys(next).length === 0) return answers;
      if (JSON.stringify(next) === before) throw endless(`${service}:${operation}`, 'gave the same page again');
    } while (answers.length < pages);
    if (whole) throw endless(`${service}:${operation}`, `gave more than ${pages} pages`);
    return answers;
  }

  /** The keys that calls are signed with, for what no client of the SDK is carried for. */
  async keys(): Promise<AwsKeys> {
    try {
      const { credentials: own } = await this.credentials();
      if (this.roleArn !== undefined) return await this.takeOn(this.roleArn, own);
      return typeof own === 'function' ? await own() : own;
    } catch (error) {
      throw await this.cloudErrorOf(error, 'sts:AssumeRole');
    }
  }

  /** The address that the environment sets for a service, by its id in the API models: `Network Firewall`. */
  addressOf(serviceId: string): string | undefined {
    return endpointOf(serviceId, this.shared.env)?.address;
  }

  /** Where the credentials are from, for people: `AWS_ACCESS_KEY_ID`, `the profile desktops (AWS_PROFILE)`. */
  async credentialSource(): Promise<string | undefined> {
    const found = await this.credentials().catch(() => undefined);
    return found?.source;
  }

  /**
   * The Region that the environment or the profile names, else that of the deployment, else `us-east-1`. One in another
   * partition than the deployment does not count: keys of GovCloud are unknown everywhere else.
   */
  async homeRegion(): Promise<string> {
    const { env, at } = this.shared;
    const named = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || profileIn(env).settings?.['region'];
    if (named && (at === undefined || partitionOf(named) === partitionOf(at))) return named;
    return at ?? 'us-east-1';
  }

  /** Where the global services of the partition answer. */
  private async globalRegion(): Promise<string> {
    const home = await this.homeRegion();
    return { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-northwest-1' }[partitionOf(home)];
  }

  private credentials(): Promise<FoundCredentials> {
    this.shared.credentials ??= this.homeRegion().then((region) =>
      findCredentials(
        this.shared.env,
        { region, defaultsMode, requestHandler: awsTransport(this.shared.network) },
        endpointOf('STS', this.shared.env)?.address,
      ),
    );
    return this.shared.credentials;
  }

  private client(service: ServiceName, region: string): Promise<AnyClient> {
    const key = `${service} ${region} ${this.roleArn ?? ''}`;
    const made = this.shared.clients.get(key) ?? this.makeClient(service, region);
    this.shared.clients.set(key, made);
    return made;
  }

  private async makeClient(service: ServiceName, region: string): Promise<AnyClient> {
    quietAboutNode();
    const { Client } = await services[service]();
    const Made = Client as unknown as new (settings: object) => AnyClient;
    const { credentials: own } = await this.credentials();
    return new Made({
      ...this.settings(region, new Made({ region, defaultsMode }).config.serviceId),
      // Two calls a second, and others make some of them: it is waited for, not given up.
      ...(service === 'workspaces' ? { retryMode: 'adaptive', maxAttempts: 8 } : {}),
      credentials: this.roleArn === undefined ? own : () => this.takeOn(this.roleArn ?? '', own),
    });
  }

  /** What every client has: the way out, and the address that was set for its service. */
  private settings(region: string, serviceId: string): object {
    const { env, network } = this.shared;
    const endpoint = endpointOf(serviceId, env)?.address;
    return {
      region,
      defaultsMode,
      maxAttempts: 3,
      requestHandler: awsTransport(network),
      ...present({ endpoint }),
    };
  }

  private async takeOn(roleArn: string, credentials: Credentials): Promise<AwsKeys> {
    const { Client, operations } = await services.sts();
    const client = new Client({ ...this.settings(await this.homeRegion(), 'STS'), credentials });
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

  private async cloudErrorOf(error: unknown, action: string): Promise<unknown> {
    if (!types.isNativeError(error) || error instanceof CloudError || error instanceof Failure) return error;
    const { env, network } = this.shared;
    const code = (error as { Code?: string }).Code ?? error.name;
    const { httpStatusCode: status } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    const details = { code, ...present({ status }) };
    const as = (reason: CloudError['reason'], message: string, more: object = {}): CloudError =>
      new CloudError(reason, message, { ...details, ...more }, { cause: error });
    if (/AssumeRoleWithWebIdentity/.test(error.message) || code === 'InvalidIdentityToken') {
      const subject = refusedSubject(env['AWS_WEB_IDENTITY_TOKEN_FILE']);
      return as(
        'error',
        `AWS does not let this job take on ${env['AWS_ROLE_ARN'] ?? 'the role'} (${code}): ${subject}. The trust policy of the role must name exactly that`,
      );
    }
    if (/^(AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/.test(code)) {
      const named = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(error.message)?.[1];
      return as('denied', error.message, { permission: named ?? action });
    }
    const clock = clockSentence(network.clockAhead);
    if (clock !== undefined && /Skew|Expired|Signature|InvalidToken|AuthFailure/.test(code)) {
      return as('error', `AWS refuses the signature (${code}): ${clock}`);
    }
    if (
      /^(CredentialsProviderError|TokenProviderError)$/.test(error.name) ||
      /credential_process/.test(error.message)
    ) {
      return as('error', credentialTrouble(error.message, env) ?? `no AWS credentials were found: ${signInAgain}`);
    }
    if (
      /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|InvalidToken|SignatureDoesNot)/.test(
        code,
      )
    ) {
      const source = await this.credentialSource();
      return as(
        'error',
        `AWS does not know these credentials, or not any more (${code}; from ${source ?? 'nowhere'}): ${signInAgain}`,
      );
    }
    if (error.name === 'AbortError') return as('timeout', 'stopped at its time limit');
    const broken = brokenConnection(error);
    if (broken !== undefined) return as('offline', `AWS cannot be reached (${broken})`);
    if (/^Region not accepted/.test(error.message)) {
      return as('error', 'AWS_REGION, or the Region of the profile, must be one such as eu-central-1: correct it');
    }
    if (status === undefined || status < 300) {
      return as('error', `${action} gave an answer that cannot be read: ${firstLine(error.message)}`);
    }
    return as('error', `${action} answered ${code}: ${error.message}`);
  }
}

const firstLine = (text: string): string => text.split('\n')[0]?.slice(0, 200) ?? '';

/** Which Node is old enough is this package's to say, not a line of the SDK amid a screen. */
function quietAboutNode(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}

const endless = (action: string, how: string): CloudError =>
  new CloudError('error', `${action} ${how}: the list has no end that could be seen`, { code: 'EndlessList' });

const signInAgain = 'sign in to AWS (aws sso login, or set AWS_PROFILE) and run it again';
