/**
 * The provider microsoft/msgraph 0.5.0, for which no bindings exist: as much of it as is used here.
 *
 * Source of the schemas: https://registry.terraform.io/providers/microsoft/msgraph/0.5.0/docs and the provider's source
 * (github.com/microsoft/terraform-provider-msgraph, internal/services). What it does not say elsewhere:
 *
 * - `msgraph_resource` sends POST to `url`, GET, PATCH (the changed part of the body) and DELETE to `url`/`id`.
 * - PATCH never carries a null: a field that becomes null stays as it is in Graph, and shows in every plan after
 *   (docs/facts/real-providers.md 4.8). PUT sends the whole body.
 * - Arrays are compared by position, and an empty one takes whatever Graph has (4.9).
 * - `msgraph_update_resource` sends PATCH to `url`; destroying it sends nothing.
 * - `msgraph_resource_action` sends its request when it is created or its body changes, and never again. Destroying it
 *   sends nothing unless `when` is `destroy`. Everything but the body makes a new one.
 */
import { TerraformDataSource, TerraformResource, Token, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import { toHclTerraform, toTerraform, type Attributes } from './msgraph-attributes.js';
import { msgraphMetadata as metadata } from './msgraph-provider.js';

/** A value of a body: JSON, with tokens anywhere. */
export type GraphValue =
  string | number | boolean | null | readonly GraphValue[] | { readonly [key: string]: GraphValue };

/** The body of a request. */
export type GraphBody = Readonly<Record<string, GraphValue>>;

/** Version of Microsoft Graph. */
export type GraphVersion = 'v1.0' | 'beta';

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
  /**
   * Regular expressions over the text of an error, its body included: a request whose error matches one is sent again until
   * the operation's time is up. 408, 429 and 5xx are repeated anyway.
   * @default - nothing else is repeated
   */
  readonly retryOn?: readonly string[];
  /**
   * How long an operation may take, in Terraform's form such as `10m`.
   * @default - 30 minutes, and 5 to read
   */
  readonly timeouts?: GraphTimeouts;
}

/** Time limits by operation. An action knows `create` alone. */
export interface GraphTimeouts {
  readonly create?: string;
  readonly read?: string;
  readonly update?: string;
  readonly delete?: string;
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
      retry: { value: this.config.retryOn && { error_message_regex: [...this.config.retryOn] }, type: 'anyMap' },
      timeouts: { value: this.config.timeouts, type: 'block' },
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
  /**
   * Parameters of each GET of the object, each with its values, e.g. `{ $expand: ['settings'] }`.
   * @default - none
   */
  readonly readQueryParameters?: Readonly<Record<string, readonly string[]>>;
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

  /** As the body names the object; undefined: it does not, or by what is known later alone. */
  get displayName(): string | undefined {
    const { displayName, name } = this.config.body ?? {};
    return [displayName, name].find((each): each is string => typeof each === 'string' && !Token.isUnresolved(each));
  }

  protected override attributes(): Attributes {
    return {
      url: { value: this.config.url, type: 'string' },
      ...super.attributes(),
      update_method: { value: this.config.updateMethod, type: 'string' },
      read_query_parameters: { value: this.config.readQueryParameters, type: 'anyMap' },
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

export interface DataMsgraphResourceConfig extends Omit<MsgraphConfig, 'body' | 'retryOn' | 'timeouts'> {
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
