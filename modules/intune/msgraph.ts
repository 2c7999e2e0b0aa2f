/**
 * The provider microsoft/msgraph 0.5.0, for which no bindings exist: as much of it as is used here.
 *
 * Source of the schemas: https://registry.terraform.io/providers/microsoft/msgraph/0.5.0/docs and the provider's source
 * (github.com/microsoft/terraform-provider-msgraph, internal/services). What it does not say elsewhere:
 *
 * - `msgraph_resource` sends POST to `url`, GET, PATCH (the changed part of the body) and DELETE to `url`/`id`.
 * - `msgraph_update_resource` sends PATCH to `url`; destroying it sends nothing.
 * - `msgraph_resource_action` sends its request when it is created or its body changes, and never again. Destroying it
 *   sends nothing unless `when` is `destroy`. Everything but the body makes a new one.
 */
import {
  TerraformDataSource,
  TerraformProvider,
  TerraformResource,
  anyToHclTerraform,
  booleanToHclTerraform,
  hashMapperHcl,
  stringToHclTerraform,
  type TerraformMetaArguments,
} from 'cdktf';
import type { Construct } from 'constructs';

/** Source and version of the provider. */
export const msgraphProvider = { source: 'microsoft/msgraph', version: '0.5.0' } as const;

const metadata = { providerName: 'msgraph', providerVersion: msgraphProvider.version } as const;

/** A value of a body: JSON, with tokens anywhere. */
export type GraphValue =
  string | number | boolean | null | readonly GraphValue[] | { readonly [key: string]: GraphValue };

/** The body of a request. */
export type GraphBody = Readonly<Record<string, GraphValue>>;

/** Version of Microsoft Graph. */
export type GraphVersion = 'v1.0' | 'beta';

interface Attribute {
  readonly value: unknown;
  readonly type: 'string' | 'boolean' | 'stringMap' | 'anyMap';
}

type Attributes = Readonly<Record<string, Attribute>>;

function given(attributes: Attributes): [string, Attribute][] {
  return Object.entries(attributes).filter(([, { value }]) => value !== undefined);
}

function toTerraform(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(given(attributes).map(([name, { value }]) => [name, value]));
}

/** Without these, the HCL output of cdktf shows a resource without arguments although its JSON is right. */
function toHclTerraform(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(
    given(attributes).map(([name, { value, type }]) => [
      name,
      { value: hclValue(type, value), isBlock: false, type: hclType(type), storageClassType: type },
    ]),
  );
}

function hclType(type: Attribute['type']): 'simple' | 'map' {
  return type === 'stringMap' || type === 'anyMap' ? 'map' : 'simple';
}

function hclValue(type: Attribute['type'], value: unknown): unknown {
  switch (type) {
    case 'string':
      return stringToHclTerraform(value);
    case 'boolean':
      return booleanToHclTerraform(value);
    case 'stringMap':
      return hashMapperHcl(stringToHclTerraform)(value);
    case 'anyMap':
      return hashMapperHcl(anyToHclTerraform)(value);
  }
}

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
}

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
      terraformGeneratorMetadata: metadata,
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
    };
  }
}

export interface MsgraphConfig extends TerraformMetaArguments {
  /**
   * Version of Microsoft Graph.
   * @default 'v1.0'
   */
  readonly apiVersion?: GraphVersion;
  /**
   * What the request sends.
   * @default - no body
   */
  readonly body?: GraphBody;
  /**
   * Parts of the answer to keep: a name and a JMESPath each. They are read with `exported`.
   * @default - nothing is kept
   */
  readonly responseExportValues?: Readonly<Record<string, string>>;
}

/** What the three resource types have in common. */
abstract class GraphResource<Config extends MsgraphConfig> extends TerraformResource {
  protected constructor(
    scope: Construct,
    id: string,
    type: string,
    protected readonly config: Config,
  ) {
    super(scope, id, { ...config, terraformResourceType: type, terraformGeneratorMetadata: metadata });
  }

  /** The id of the object in Graph. */
  get id(): string {
    return this.getStringAttribute('id');
  }

  /** A reference to what `responseExportValues` keeps under this name. */
  exported(name: string): string {
    return this.getStringAttribute(`output.${name}`);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toTerraform(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHclTerraform(this.attributes());
  }

  protected attributes(): Attributes {
    return {
      api_version: { value: this.config.apiVersion, type: 'string' },
      body: { value: this.config.body, type: 'anyMap' },
      response_export_values: { value: this.config.responseExportValues, type: 'stringMap' },
    };
  }
}

export interface MsgraphResourceConfig extends MsgraphConfig {
  /** The collection, without version and leading slash, e.g. `deviceManagement/windowsAutopilotDeploymentProfiles`. */
  readonly url: string;
  /**
   * How changes are sent.
   * @default 'PATCH'
   */
  readonly updateMethod?: 'PATCH' | 'PUT';
}

/** An object of a collection in Microsoft Graph. */
export class MsgraphResource extends GraphResource<MsgraphResourceConfig> {
  static readonly tfResourceType = 'msgraph_resource';

  constructor(scope: Construct, id: string, config: MsgraphResourceConfig) {
    super(scope, id, MsgraphResource.tfResourceType, config);
  }

  /** `url` and `id` of the object, to build addresses below it. */
  get resourceUrl(): string {
    return this.getStringAttribute('resource_url');
  }

  protected override attributes(): Attributes {
    return {
      url: { value: this.config.url, type: 'string' },
      ...super.attributes(),
      update_method: { value: this.config.updateMethod, type: 'string' },
    };
  }
}

export interface MsgraphUpdateResourceConfig extends MsgraphConfig {
  /** The object whose properties are set, e.g. `servicePrincipals/OBJECT-ID`. */
  readonly url: string;
}

/** Some properties of an object that something else makes. They stay as they are when this is destroyed. */
export class MsgraphUpdateResource extends GraphResource<MsgraphUpdateResourceConfig> {
  static readonly tfResourceType = 'msgraph_update_resource';

  constructor(scope: Construct, id: string, config: MsgraphUpdateResourceConfig) {
    super(scope, id, MsgraphUpdateResource.tfResourceType, config);
  }

  protected override attributes(): Attributes {
    return { url: { value: this.config.url, type: 'string' }, ...super.attributes() };
  }
}

export interface MsgraphResourceActionConfig extends MsgraphConfig {
  /** The object to act on, e.g. `servicePrincipals/OBJECT-ID`. */
  readonly resourceUrl: string;
  /** What is appended to it, e.g. `addTokenSigningCertificate`. */
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /**
   * When the request is sent.
   * @default 'create'
   */
  readonly when?: 'create' | 'destroy';
}

/** A request that is sent once. */
export class MsgraphResourceAction extends GraphResource<MsgraphResourceActionConfig> {
  static readonly tfResourceType = 'msgraph_resource_action';

  constructor(scope: Construct, id: string, config: MsgraphResourceActionConfig) {
    super(scope, id, MsgraphResourceAction.tfResourceType, config);
  }

  protected override attributes(): Attributes {
    const { config } = this;
    return {
      resource_url: { value: config.resourceUrl, type: 'string' },
      action: { value: config.action, type: 'string' },
      method: { value: config.method, type: 'string' },
      when: { value: config.when, type: 'string' },
      ...super.attributes(),
    };
  }
}

export interface DataMsgraphResourceConfig extends Omit<MsgraphConfig, 'body'> {
  /** The object or collection that is read, e.g. `servicePrincipals/OBJECT-ID/appRoleAssignedTo`. */
  readonly url: string;
}

/** Reads an object or a whole collection; further pages are followed. */
export class DataMsgraphResource extends TerraformDataSource {
  static readonly tfResourceType = 'msgraph_resource';

  constructor(
    scope: Construct,
    id: string,
    private readonly config: DataMsgraphResourceConfig,
  ) {
    super(scope, id, {
      ...config,
      terraformResourceType: DataMsgraphResource.tfResourceType,
      terraformGeneratorMetadata: metadata,
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return toTerraform(this.attributes());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return toHclTerraform(this.attributes());
  }

  private attributes(): Attributes {
    return {
      url: { value: this.config.url, type: 'string' },
      api_version: { value: this.config.apiVersion, type: 'string' },
      response_export_values: { value: this.config.responseExportValues, type: 'stringMap' },
    };
  }
}
