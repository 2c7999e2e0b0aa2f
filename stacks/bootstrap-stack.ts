import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy/index.js';
import { DataAzureadServicePrincipal } from '@cdktf/provider-azuread/lib/data-azuread-service-principal/index.js';
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js';
import { AzurermBackend, LocalBackend, S3Backend, TerraformOutput, TerraformStack, type S3BackendConfig } from 'cdktf';
import type { Construct } from 'constructs';
import { present } from '../domain/present.js';
import { bootstrapTag, deploymentTag } from '../domain/names.js';
import { graphApplicationId } from '../domain/graph-permissions.js';
import { PipelineApp, type FederatedCredential } from '../modules/pipeline/pipeline-app.js';
import { PipelineRole } from '../modules/pipeline/pipeline-role.js';
import { asLiteralText } from './literal-text.js';
import { plainTerraform } from './plain-terraform.js';

/** Where the state of a bootstrap lies: beside that of the deployment, under `bootstrap/`, or in a file. */
export type BootstrapState =
  | {
      readonly s3: {
        readonly bucket: string;
        readonly region: string;
        readonly key: string;
        readonly kmsKeyId?: string;
      };
    }
  | {
      readonly azurerm: {
        readonly subscriptionId?: string | undefined;
        readonly resourceGroupName: string;
        readonly storageAccountName: string;
        readonly containerName: string;
        readonly key: string;
      };
    }
  | { readonly path: string };

interface Common {
  /** Name of the deployment. */
  readonly name: string;
  /** By it what this bootstrap made is told from what others call the same. */
  readonly mark: string;
  readonly state: BootstrapState;
}

/** One identity in AWS. */
export interface RoleOfPipeline {
  readonly name: string;
  readonly description: string;
  readonly policies: readonly string[];
  /** Left out until the trust is given. */
  readonly trust?: string;
}

/** One identity in Entra. */
export interface AppOfPipeline {
  readonly displayName: string;
  readonly permissions: readonly string[];
  /** Left out until the trust is given. */
  readonly credential?: FederatedCredential;
}

export interface AwsHalf extends Common {
  readonly accountId: string;
  readonly region: string;
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The permissions boundary of what the pipeline makes; left out where the deployment names one of its owner's. */
  readonly boundary?: { readonly name: string; readonly policy: string };
  /** By `mainPlan`, `apply`. */
  readonly roles: Readonly<Record<string, RoleOfPipeline>>;
}

export interface EntraHalf extends Common {
  readonly tenantId: string;
  /** False: somebody else consents. */
  readonly consent: boolean;
  readonly apps: Readonly<Record<string, AppOfPipeline>>;
}

const oldest = '1.10.0';

/**
 * The identities of a pipeline in one cloud, apart from the deployment's stack: people apply it, and no identity of the
 * pipeline reaches its state. A cloud has a stack of its own, so that a person with rights in one applies that one alone.
 */
export class BootstrapStack extends TerraformStack {
  constructor(scope: Construct, id: string, given: { readonly aws: AwsHalf } | { readonly entra: EntraHalf }) {
    super(scope, id);
    this.node.setContext('targetVersions', { terraform: `>=${oldest}`, opentofu: `>=${oldest}` });
    this.addOverride('terraform.required_version', `>= ${oldest}`);
    if ('aws' in given) this.aws(asLiteralText(given.aws));
    else this.entra(asLiteralText(given.entra));
  }

  private aws({ name, mark, state, accountId, region, path, tags, boundary, roles }: AwsHalf): void {
    this.backend(state);
    this.addOverride('terraform.required_providers.aws.source', 'hashicorp/aws');
    new AwsProvider(this, 'aws', {
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: { ...tags, [deploymentTag]: name, [bootstrapTag]: mark } }],
    });
    if (boundary) {
      const description = 'Holds what the pipeline makes: the most that the role of the control plane can be given';
      new IamPolicy(this, 'boundary', { name: boundary.name, description, policy: boundary.policy });
    }
    for (const [key, role] of Object.entries(roles)) {
      const made = new PipelineRole(this, key, { ...role, path });
      new TerraformOutput(this, `${key}-role`, { value: made.arn, staticId: true });
    }
  }

  private entra({ mark, state, tenantId, consent, apps }: EntraHalf): void {
    this.backend(state);
    new AzureadProvider(this, 'azuread', { tenantId });
    const graph = new DataAzureadServicePrincipal(this, 'graph', { clientId: graphApplicationId });
    for (const [key, app] of Object.entries(apps)) {
      const notes = `${bootstrapTag} ${mark}`;
      const made = new PipelineApp(this, key, { ...app, notes, graph, consent });
      new TerraformOutput(this, `${key}-client`, { value: made.clientId, staticId: true });
      new TerraformOutput(this, `${key}-object`, { value: made.objectId, staticId: true });
      new TerraformOutput(this, `${key}-principal`, { value: made.servicePrincipalObjectId, staticId: true });
    }
  }

  private backend(state: BootstrapState): void {
    if ('path' in state) {
      new LocalBackend(this, { path: state.path });
      return;
    }
    if ('azurerm' in state) {
      const { subscriptionId, resourceGroupName, storageAccountName, containerName, key } = state.azurerm;
      const place = { resourceGroupName, storageAccountName, containerName, key };
      new AzurermBackend(this, { ...place, useAzureadAuth: true, ...present({ subscriptionId }) });
      return;
    }
    const { bucket, region, key, kmsKeyId } = state.s3;
    const lock = { useLockfile: true } as Partial<S3BackendConfig>;
    new S3Backend(this, {
      bucket,
      region,
      key,
      encrypt: true,
      ...lock,
      ...present({ kmsKeyId }),
    });
  }

  /** Without what cdktf adds for itself: the file is what a reviewer reads. */
  override toTerraform(): unknown {
    return plainTerraform(super.toTerraform());
  }
}
