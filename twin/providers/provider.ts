import type { World } from '../clouds.js';
import type { Complaint, ProviderSchema } from './schema.js';
import type { Values } from './value.js';

/** Everything a handler is given besides its attributes. */
export interface Call<Client> {
  readonly world: World;
  /** What `configure` made of the provider block that this resource uses: each alias has its own. */
  readonly client: Client;
  /** Aborts when terraform is asked to stop (Ctrl-C). A handler that waits looks at it. */
  readonly stopped: AbortSignal;
  /** Shown by terraform as a warning. */
  warn(complaint: Complaint): void;
}

/** A change that is being planned. Attributes are as the engine would plan them; `planned` may be altered in place. */
export interface PlannedChange {
  /** Undefined when the resource is to be created. */
  readonly prior: Values | undefined;
  readonly config: Values;
  readonly planned: Record<string, Values[string]>;
  /** Whether anything, or one top-level attribute or block, differs from what is there. True on create. */
  readonly changed: (name?: string) => boolean;
  /** Names of top-level attributes whose change replaces the resource, on top of those marked ForceNew. */
  readonly replace: string[];
}

/**
 * How one resource type behaves. The engine does the rest: schema checks, defaults, unknown values on create, ForceNew,
 * diagnostics, state.
 *
 * What a handler returns wins over the plan, attribute by attribute; what it leaves out stays as planned; what is
 * unknown after that becomes null. So return at least the computed attributes, and of the others what the cloud says,
 * for then drift shows in the next plan. A list or set of blocks is returned whole or left out.
 */
export interface ResourceType<Client> {
  /** Makes the object. `planned` holds the configuration with defaults; unknown attributes are absent from it. */
  create(call: Call<Client>, planned: Values): Promise<Values>;
  /**
   * Reads the object; undefined: it is gone and terraform will plan to make it. What is left out stays as in `state`.
   * An empty string, list or map that the state has as null stays null (as with the plugin SDK).
   */
  read(call: Call<Client>, state: Values): Promise<Values | undefined>;
  /** Absent: every change of an argument replaces the resource. */
  update?(call: Call<Client>, planned: Values, prior: Values): Promise<Values>;
  delete(call: Call<Client>, state: Values): Promise<void>;
  /** Turns the id of `terraform import` into the attributes that `read` needs. Absent: import is refused. */
  importState?(call: Call<Client>, id: string): Promise<Values>;
  /** CustomizeDiff: attributes that become unknown on an update, changes that are refused, further replacements. */
  modifyPlan?(call: Call<Client>, change: PlannedChange): Promise<void> | void;
}

/** How one data source behaves. The answer holds the computed attributes, `id` among them. */
export interface DataSource<Client> {
  read(call: Call<Client>, config: Values): Promise<Values>;
}

/** A provider that terraform can attach to. */
export interface Provider<Client> {
  /**
   * As in TF_REATTACH_PROVIDERS, without a registry: `hashicorp/azuread`. Terraform and OpenTofu read it as `source` of
   * required_providers is read, each with its own registry before it.
   * Source: parseReattachProviders in the main package of either (ParseProviderSourceString).
   */
  readonly address: string;
  /** 5 for providers on the plugin SDK (azuread, azurerm, aws), 6 for those on the framework (msgraph). */
  readonly protocol: 5 | 6;
  /** On the plugin SDK: a null and an empty value are the same, a failed update is saved as done. */
  readonly pluginSdk: boolean;
  readonly schema: ProviderSchema;
  /**
   * Makes the client of one provider block. `environment` is the environment that the provider process would have.
   * Called for each alias and each terraform command. Must not fail on unknown values: they occur while planning.
   */
  configure(world: World, config: Values, environment: NodeJS.ProcessEnv): Promise<Client>;
  readonly resources: Readonly<Record<string, ResourceType<Client>>>;
  readonly dataSources: Readonly<Record<string, DataSource<Client>>>;
}

/**
 * A failure that terraform shows like the provider's own. Any other error thrown by a handler is shown as a fault of the
 * twin. `state` is what is saved all the same: on create the resource is then tainted, as when a real provider has set
 * the id before it fails; on update it is what the cloud holds by now.
 */
export class ProviderError extends Error implements Complaint {
  readonly summary: string;
  readonly detail?: string;
  readonly at?: readonly (string | number)[];
  readonly state?: Values;

  constructor(summary: string, options: { detail?: string; at?: readonly (string | number)[]; state?: Values } = {}) {
    super(summary);
    this.summary = summary;
    if (options.detail !== undefined) this.detail = options.detail;
    if (options.at !== undefined) this.at = options.at;
    if (options.state !== undefined) this.state = options.state;
  }
}
