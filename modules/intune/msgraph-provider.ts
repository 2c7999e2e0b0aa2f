/** The block of the provider microsoft/msgraph, for which no bindings exist. Source: as of msgraph.ts. */
import { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { toHclTerraform, toTerraform, type Attributes } from './msgraph-attributes.js';

/** Source and version of the provider. */
export const msgraphProvider = { source: 'microsoft/msgraph', version: '0.5.0' } as const;

/** As cdktf notes it with what it makes. */
export const msgraphMetadata = { providerName: 'msgraph', providerVersion: msgraphProvider.version } as const;

export interface MsgraphProviderProps {
  /**
   * Needed for a second provider block.
   * @default - the default provider block
   */
  readonly alias?: string;
  /**
   * Tenant whose credentials are used.
   * @default - from the environment (ARM_TENANT_ID) or the Azure CLI
   */
  readonly tenantId?: string;
  /**
   * Application (client) id to sign in as.
   * @default - from the environment (ARM_CLIENT_ID)
   */
  readonly clientId?: string;
  /**
   * National cloud.
   * @default - from the environment (ARM_ENVIRONMENT), else `public`
   */
  readonly environment?: 'public' | 'usgovernment' | 'usgovernmentl5' | 'china';
  /**
   * Sign in with an OIDC token, as pipelines do.
   * @default - from the environment (ARM_USE_OIDC), else false
   */
  readonly useOidc?: boolean;
  /**
   * Sign in with the Azure CLI. Its tokens hold none of Intune's permissions, so Autopilot answers 403.
   * @default - from the environment (ARM_USE_CLI), else true
   */
  readonly useCli?: boolean;
  /**
   * What of the environment it may prove with. `certificate`: that of ARM_CLIENT_CERTIFICATE alone, which the provider tries after
   * a secret. `anything else`: not that, which it tries without a client id as well, and stops where Entra refuses it.
   * @default - whatever the environment holds
   */
  readonly signsInBy?: 'certificate' | 'anything else';
}

/** An empty text is none, and keeps the provider from looking into the environment (Configure in internal/provider/provider.go). */
const left = {
  certificate: ['client_secret', 'client_secret_file_path'],
  'anything else': ['client_certificate', 'client_certificate_path'],
} as const;

/**
 * A provider block of microsoft/msgraph. Secrets and certificates come from the environment (ARM_*) alone, so none of
 * them can get into the synthesized JSON.
 */
export class MsgraphProvider extends TerraformProvider {
  static readonly tfResourceType = 'msgraph';

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MsgraphProviderProps = {},
  ) {
    super(scope, id, {
      terraformResourceType: MsgraphProvider.tfResourceType,
      terraformGeneratorMetadata: msgraphMetadata,
      terraformProviderSource: msgraphProvider.source,
    });
  }

  /** cdktf drops what is assigned to `alias`; without this, resources would use the block that has none. */
  override get alias(): string | undefined {
    return this.props.alias;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toTerraform(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHclTerraform(this.attributes());
  }

  private attributes(): Attributes {
    const { props } = this;
    return {
      alias: { value: props.alias, type: 'string' },
      tenant_id: { value: props.tenantId, type: 'string' },
      client_id: { value: props.clientId, type: 'string' },
      environment: { value: props.environment, type: 'string' },
      use_oidc: { value: props.useOidc, type: 'boolean' },
      use_cli: { value: props.useCli, type: 'boolean' },
      ...Object.fromEntries(
        (props.signsInBy ? left[props.signsInBy] : []).map((name) => [name, { value: '', type: 'string' as const }]),
      ),
    };
  }
}
