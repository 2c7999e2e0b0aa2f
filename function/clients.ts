import { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { partsOfArn } from '../domain/arn.js';
import type { AwsError } from './errors.js';
import { keepUnknownSettings } from './unknown-settings.js';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/**
 * A call ends, with its retries, within the reserve that `deadline.ts` keeps back. Without the last one the SDK logs what is
 * late and waits on for ever (@smithy/types, NodeHttpHandlerOptions).
 */
const answersIn = (requestTimeout: number) =>
  ({ connectionTimeout: 3_000, requestTimeout, throwOnRequestTimeout: true }) as const;

const common = { requestHandler: answersIn(10_000), retryMode: 'standard', maxAttempts: 4 } as const;
/** Not repeated by the SDK, and given the time of four: what is cut off may be made all the same, and a second one after it. */
const making = { requestHandler: answersIn(40_000), maxAttempts: 1 } as const;

/** Settings for every client; in Lambda all comes from the environment. */
export interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly maxAttempts?: number;
}

/** The AWS services that the function calls, in its Region unless another is named. */
export class Clients {
  readonly workspaces: WorkSpacesClient;
  /**
   * For what makes something: never repeated by the SDK. WorkSpaces knows no idempotency token, so after a lost answer
   * one has to look before one asks again.
   */
  readonly makingWorkspaces: WorkSpacesClient;
  private readonly common: typeof common & ClientSettings;
  private readonly made = new Map<string, unknown>();

  constructor(settings: ClientSettings = {}) {
    this.common = { ...common, ...settings } as typeof common & ClientSettings;
    this.workspaces = named(new WorkSpacesClient(this.common), 'workspaces');
    keepUnknownSettings(this.workspaces);
    this.makingWorkspaces = named(new WorkSpacesClient({ ...this.common, ...making }), 'workspaces');
  }

  /** sso-admin, as the role where one is given. */
  ssoAdmin(roleArn?: string): SSOAdminClient {
    return this.once(`sso ${roleArn}`, () => named(new SSOAdminClient({ ...this.common, ...this.as(roleArn) }), 'sso'));
  }

  /** As `ssoAdmin`, for what makes something. */
  makingSsoAdmin(roleArn?: string): SSOAdminClient {
    return this.once(`making sso ${roleArn}`, () =>
      named(new SSOAdminClient({ ...this.common, ...making, ...this.as(roleArn) }), 'sso'),
    );
  }

  /** The identity store, as the role and in the Region where they are given. */
  identityStore(roleArn?: string, region?: string): IdentitystoreClient {
    return this.once(`identitystore ${roleArn} ${region}`, () =>
      named(
        new IdentitystoreClient({ ...this.common, ...(region ? { region } : {}), ...this.as(roleArn) }),
        'identitystore',
      ),
    );
  }

  /** Secrets Manager in the Region that the ARN names. */
  secretsManagerOf(arn: string): SecretsManagerClient {
    return named(new SecretsManagerClient({ ...this.common, ...regionOf(arn) }), 'secretsmanager');
  }

  /** SNS in the Region that the ARN names. */
  snsOf(arn: string): SNSClient {
    return named(new SNSClient({ ...this.common, ...regionOf(arn) }), 'sns');
  }

  private once<C>(key: string, make: () => C): C {
    if (!this.made.has(key)) this.made.set(key, make());
    return this.made.get(key) as C;
  }

  private as(roleArn: string | undefined): { credentials?: () => Promise<Credentials> } {
    return roleArn ? { credentials: () => this.takeOn(roleArn) } : {};
  }

  private async takeOn(roleArn: string): Promise<Credentials> {
    const client = named(new STSClient(this.common), 'sts');
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'entra-workspaces', DurationSeconds: 900 }),
    );
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      ...(given?.SessionToken ? { sessionToken: given.SessionToken } : {}),
      ...(given?.Expiration ? { expiration: given.Expiration } : {}),
    };
  }
}

function regionOf(arn: string): { region?: string } {
  const { region } = partsOfArn(arn);
  return region === '' ? {} : { region };
}

interface WithMiddleware {
  middlewareStack: { add(middleware: never, options: never): void };
}

/** Notes on each error which operation it answered, as permissions are written: `workspaces:DescribeWorkspaces`. */
function named<C extends WithMiddleware>(client: C, service: string): C {
  const middleware = (next: (call: unknown) => Promise<unknown>, context: { commandName?: string }) => {
    return async (call: unknown): Promise<unknown> => {
      try {
        return await next(call);
      } catch (error) {
        if (error instanceof Error && (error as AwsError).operation === undefined) {
          const operation = `${service}:${(context.commandName ?? 'unknown').replace(/Command$/, '')}`;
          Object.defineProperty(error, 'operation', { value: operation });
        }
        throw error;
      }
    };
  };
  client.middlewareStack.add(middleware as never, { step: 'initialize', priority: 'high', name: 'operation' } as never);
  return client;
}
