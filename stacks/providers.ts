import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config/index.js';
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import { TimeProvider } from '@cdktf/provider-time/lib/provider/index.js';
import { TerraformDataSource, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { identityCenterAccountOf } from '../deployment/identity-center-account.js';
import { AdminCheck } from '../modules/entra/admin-check.js';
import { SigningCertificate } from '../modules/entra/signing-certificate.js';
import { MsgraphProvider } from '../modules/intune/msgraph-provider.js';
import { deploymentTag } from '../domain/names.js';
import { entraDirectoryRegions } from '../domain/regions.js';
import type { Deployment } from '../deployment/schema.js';

/** Tags that everything in AWS carries. */
export function deploymentTags({ name, tags }: Pick<Deployment, 'name' | 'tags'>): Record<string, string> {
  return { ...tags, [deploymentTag]: name };
}

/** An empty text is none, and keeps a provider from looking into the environment. */
const notByCertificate = { clientCertificate: '', clientCertificatePath: '' } as const;

/**
 * The providers of both clouds. There is an aws provider for every Region that can have a site, used or not: when a site
 * goes, its resources are still in the state, and without the provider of their Region every later plan fails. Unused
 * ones are never started.
 */
export class Providers extends Construct {
  /** For everything in Identity Center: its Region, and the role to assume where there is one. */
  readonly identityCenter: AwsProvider;
  private readonly byRegion: ReadonlyMap<string, AwsProvider>;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const { aws, entra, identityCenter, intune, monitoring } = deployment;
    const defaultTags = [{ tags: deploymentTags(deployment) }];
    const home = identityCenter.region;
    this.byRegion = new Map(
      [...new Set([...entraDirectoryRegions, home])].map((region) => [
        region,
        new AwsProvider(this, region, {
          alias: region,
          region,
          allowedAccountIds: [aws.accountId],
          defaultTags,
        }),
      ]),
    );
    // Declared with and without a role, so that taking the role out of the deployment leaves no orphan behind.
    const assumed = new AwsProvider(this, 'identity-center', {
      alias: 'identity-center',
      region: home,
      allowedAccountIds: [identityCenterAccountOf(deployment)],
      ...(identityCenter.roleArn ? { assumeRole: [{ roleArn: identityCenter.roleArn }] } : {}),
      defaultTags,
    });
    this.identityCenter = identityCenter.roleArn ? assumed : this.aws(home);

    // The bindings leave the first part out, which other tools than terraform may read as another registry's.
    const named = ['aws', ...(monitoring ? ['azurerm'] : [])];
    const stack = this.identityCenter.cdktfStack;
    for (const name of named) stack.addOverride(`terraform.required_providers.${name}.source`, `hashicorp/${name}`);
    // The certificate of the environment is that of the application for Intune alone.
    const others = intune.application ? notByCertificate : {};
    new AzureadProvider(this, 'azuread', { tenantId: entra.tenantId, ...others });
    // Without its certificate it must say so: a token of the Azure CLI holds nothing of Intune.
    const forIntune = intune.application && {
      clientId: intune.application.clientId,
      ...{ useCli: false, signsInBy: 'certificate' as const },
    };
    new MsgraphProvider(this, 'msgraph', { tenantId: entra.tenantId, ...forIntune });
    new TimeProvider(this, 'time', {});
    // Also with monitoring switched off: what it made can only be removed while its provider is there.
    if (monitoring) {
      new AzurermProvider(this, 'azurerm', {
        features: [{}],
        subscriptionId: monitoring.subscriptionId,
        tenantId: entra.tenantId,
        resourceProviderRegistrations: 'none',
        ...others,
      });
    }
    this.checkTenant(entra.tenantId);
  }

  /** The aws provider of a Region. */
  aws(region: string): AwsProvider {
    const provider = this.byRegion.get(region);
    if (!provider)
      throw new Error(`\`region\` must be a Region with Entra directories or that of Identity Center, got: ${region}`);
    return provider;
  }

  /**
   * What goes to Entra by msgraph, where another application signs in for Intune: whoever signs in for Entra, as with azuread.
   * To be called when the stack is complete.
   */
  asPerson({ entra, intune }: Deployment): void {
    if (intune.application === undefined) return;
    const person = new MsgraphProvider(this, 'msgraph-entra', {
      alias: 'entra',
      tenantId: entra.tenantId,
      signsInBy: 'anything else',
    });
    for (const part of this.node.root.node.findAll()) {
      if (!(part instanceof SigningCertificate) && !(part instanceof AdminCheck)) continue;
      for (const each of part.node.findAll()) {
        const isOurs = each instanceof TerraformResource || each instanceof TerraformDataSource;
        if (isOurs && each.terraformResourceType.startsWith('msgraph_')) each.provider = person;
      }
    }
  }

  /** A token of the Azure CLI or of a pipeline may belong to another tenant than the one that is asked for. */
  private checkTenant(tenantId: string): void {
    const client = new DataAzureadClientConfig(this, 'tenant', {});
    client.lifecycle = {
      postcondition: [
        {
          condition: `\${lower(self.tenant_id) == "${tenantId.toLowerCase()}"}`,
          errorMessage:
            `The credentials for Microsoft Entra ID belong to another tenant than ${tenantId}. ` +
            'Sign in to that tenant, or set ARM_TENANT_ID and the credentials of an application there.',
        },
      ],
    };
  }
}
