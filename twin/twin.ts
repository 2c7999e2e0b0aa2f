import type { SignInResult, World } from './clouds.js';
import { Account } from './aws/account.js';
import type { IdentityCenterConsole } from './aws/console.js';
import type { Foundation } from './aws/foundation.js';
import { startGateway } from './aws/gateway.js';
import { Clock } from './clock.js';
import { Azure } from './azure/azure.js';
import { Tenant } from './entra/tenant.js';
import { Faults } from './faults.js';
import { AzureDevOpsHost } from './azure-devops/azure-devops.js';
import { GitHub } from './github/github.js';
import { GitLab } from './gitlab/gitlab.js';
import { Issuers } from './issuers.js';
import { joinClouds, type Integrations } from './integrations/integrations.js';
import { Network } from './network.js';
import { Subscription } from './providers/azurerm/subscription.js';
import { serveProviders, type CallObserver } from './providers/server.js';
import { standInProviders } from './providers/stand-ins.js';
import { RuleBook } from './rules.js';
import { plantSeed, type Seed, type Seeded } from './seed.js';
import { openTenant, overrideFor, writeTerraformConfig, type RealProvider } from './terraform-environment.js';

export interface TwinOptions {
  readonly seed?: Seed;
  /** How much faster than the machine's the twin's time runs. Default 300: a second is five minutes. */
  readonly speed?: number;
  readonly accountId?: string;
  /** Default: the account itself; another one where the seed has no instance of the organization. */
  readonly managementAccountId?: string;
  readonly tenantId?: string;
  /** Default: a stand-in for the aws provider. */
  readonly aws?: RealProvider & {
    /** Where the real provider's own resources live. Default: the twin's own store. */
    readonly foundation?: Foundation & { stop(): Promise<void> };
  };
  /** Default: a stand-in for the azuread provider. */
  readonly azuread?: RealProvider;
  /** Opens the tenant to programs that ask a metadata host, as terraform's azurerm backend does. A real azuread opens it, too. */
  readonly metadataHost?: boolean;
  /** Sees every call that terraform makes to a stand-in, and may hold it back. */
  readonly onProviderCall?: CallObserver;
}

/** Both clouds, joined, and what terraform needs to run on them. */
export interface Twin {
  readonly world: World;
  readonly entra: Tenant;
  readonly aws: Account;
  /** A host of repositories, with the tokens of its jobs. */
  readonly github: GitHub;
  /** The rules of projects on both; no job of them runs. */
  readonly gitlab: GitLab;
  readonly azureDevOps: AzureDevOpsHost;
  /** A subscription, as its own interface shows it: resource groups, storage accounts, who may do what. */
  readonly azure: Azure;
  readonly subscription: Subscription;
  readonly seeded: Seeded;
  readonly terraform: {
    /** To be set for every terraform command of the run, init included. */
    readonly env: NodeJS.ProcessEnv;
    /** Content of `test_override.tf.json` for a synthesized configuration. */
    override(synthesized: unknown): object;
    /** From now on Terraform is somebody else: a plan with fewer rights. What is left out stays as it is. */
    signInAs(who: {
      readonly entra?: { readonly appId: string } & (
        | { readonly clientSecret: string }
        /** A token of a job, of an issuer that the application trusts. */
        | { readonly oidcToken: string }
      );
      /** What ARM_CLIENT_CERTIFICATE_PATH and ARM_CLIENT_CERTIFICATE_PASSWORD name; none by an empty path. */
      readonly certificate?: { readonly path: string; readonly password?: string };
      readonly aws?: { readonly accessKeyId: string; readonly secretAccessKey: string };
    }): void;
    /** The folder that terraform runs in: the stand-ins read relative file names from there, as real providers do. */
    workIn(folder: string): void;
    /** Settles when the stand-ins have ended what they were asked for, also by a terraform that was killed since. */
    quiet(): Promise<void>;
    /** Addresses of the providers that are stood in for, sorted. */
    readonly standIns: readonly string[];
  };
  /** What a person does in the AWS console. */
  readonly console: IdentityCenterConsole;
  /** What became of desktops and people: devices, sign-ins. */
  readonly integrations: Integrations;
  readonly faults: Faults;
  /** A person signs in and opens their desktop; the first time, it enrols. Says what stands in the way. */
  signIn(userPrincipalName: string): Promise<SignInResult>;
  /** Moves the twin's time forward; what falls due on the way happens. */
  advance(minutes: number): Promise<void>;
  /** Ends everything that was started and removes what was written. */
  stop(): Promise<void>;
}

const defaultAccountId = '111122223333';
const otherAccountId = '999988887777';
const subscriptionId = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';

export async function startTwin(options: TwinOptions = {}): Promise<Twin> {
  const world: World = {
    network: new Network(),
    clock: new Clock(options.speed),
    faults: new Faults(),
    rules: new RuleBook(),
    issuers: new Issuers(),
  };
  const foundation = options.aws?.foundation;
  const accountId = options.accountId ?? defaultAccountId;
  // A management account can have no instance of its own (CreateInstance refuses it there).
  const managementAccountId =
    options.managementAccountId ?? (options.seed?.identityCenter === 'none' ? otherAccountId : accountId);
  const entra = new Tenant(world, options.tenantId === undefined ? {} : { tenantId: options.tenantId });
  const aws = new Account(world, {
    accountId,
    organization: { managementAccountId },
    ...(foundation ? { foundation } : {}),
  });
  const integrations = joinClouds(entra, aws);
  const github = new GitHub(world);
  const gitlab = new GitLab(world);
  const azureDevOps = new AzureDevOpsHost(world);
  const subscription = new Subscription(subscriptionId, world.rules);
  const azure = new Azure(world, entra.context, subscriptionId);
  const seeded = plantSeed(entra, aws, subscriptionId, options.seed ?? {});
  azure.grant(seeded.terraform.objectId, 'owner');
  const keys = aws.principals.administrator;
  /** Whom and where Terraform is: read by the stand-ins at each command, and by a real aws provider from its environment. */
  const identity: NodeJS.ProcessEnv = {
    ARM_TENANT_ID: entra.id,
    ARM_CLIENT_ID: seeded.terraform.appId,
    ARM_CLIENT_SECRET: seeded.terraform.clientSecret,
    ARM_SUBSCRIPTION_ID: subscriptionId,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_REGION: 'eu-central-1',
  };

  const started: (() => Promise<void>)[] = [() => aws.stop()];
  if (foundation) started.push(() => foundation.stop());
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const gateway = await startGateway(aws);
    started.push(() => gateway.close());
    const real = {
      ...(options.aws ? { aws: options.aws } : {}),
      ...(options.azuread ? { azuread: options.azuread } : {}),
    };
    const standIns = standInProviders({ account: aws, subscription }, real);
    const providers = await serveProviders(standIns, world, {
      environment: () => identity,
      ...(options.onProviderCall ? { onCall: options.onProviderCall } : {}),
    });
    started.push(() => providers.stop());
    const config = await writeTerraformConfig(real);
    started.push(() => config.remove());
    const door = options.azuread || options.metadataHost ? await openTenant(entra) : undefined;
    if (door) started.push(() => door.close());
    const env = (): NodeJS.ProcessEnv => ({
      TF_REATTACH_PROVIDERS: providers.reattach,
      TF_CLI_CONFIG_FILE: config.path,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      AWS_ENDPOINT_URL: gateway.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...door?.env,
      ...identity,
    });
    return {
      world,
      entra,
      aws,
      github,
      gitlab,
      azureDevOps,
      azure,
      subscription,
      seeded,
      terraform: {
        get env() {
          return env();
        },
        override: (synthesized) => overrideFor(synthesized, real),
        signInAs: ({ entra: application, certificate, aws: user }) => {
          if (certificate) {
            Object.assign(identity, {
              ARM_CLIENT_CERTIFICATE_PATH: certificate.path,
              ARM_CLIENT_CERTIFICATE_PASSWORD: certificate.password ?? '',
            });
          }
          if (application) {
            Object.assign(identity, {
              ARM_CLIENT_ID: application.appId,
              ARM_CLIENT_SECRET: 'clientSecret' in application ? application.clientSecret : '',
              ARM_USE_OIDC: String('oidcToken' in application),
              ARM_OIDC_TOKEN: 'oidcToken' in application ? application.oidcToken : '',
            });
          }
          if (user) {
            Object.assign(identity, {
              AWS_ACCESS_KEY_ID: user.accessKeyId,
              AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
            });
          }
        },
        workIn: (folder) => {
          identity['PWD'] = folder;
        },
        quiet: () => providers.quiet(),
        standIns: standIns.map(({ address }) => address).sort(),
      },
      console: aws.console,
      integrations,
      faults: world.faults,
      signIn: async (userPrincipalName) => {
        await world.clock.settle();
        return integrations.signIn(userPrincipalName);
      },
      advance: (minutes) => world.clock.advance(minutes),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
