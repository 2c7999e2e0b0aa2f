import type { World } from '../clouds.js';
import { sameNested, sameObject, sameValue } from './compare.js';
import { complaints } from './checks.js';
import { complete, decode, decodeStateJson, encode, type WireValue } from './cty.js';
import { planObject, replacedBy, resolved } from './plan.js';
import { ProviderError, type Call, type Provider } from './provider.js';
import type { Block, Complaint, ProviderSchema, TypeSchema } from './schema.js';
import { hasUnknown, isUnknown, type Value, type Values } from './value.js';

/** A request of terraform: the names of the protocol, only those that a call has. */
export interface WireRequest {
  type_name?: string;
  config?: WireValue;
  prior_state?: WireValue;
  proposed_new_state?: WireValue;
  planned_state?: WireValue;
  current_state?: WireValue;
  raw_state?: { json?: Uint8Array };
  private?: Uint8Array;
  prior_private?: Uint8Array;
  planned_private?: Uint8Array;
  id?: string;
}

type Answer = Record<string, unknown>;

/** One connection of terraform to a provider: one provider block of one command. */
export interface Session<Client> {
  client?: Client;
  readonly stop: AbortController;
}

export type CallHandler<Client> = (request: WireRequest, session: Session<Client>) => Promise<Answer>;

/** Answers of a provider to each call of the protocol, by the names of version 6. */
export function callHandlers<Client>(
  provider: Provider<Client>,
  world: World,
  environment: () => NodeJS.ProcessEnv,
): Record<string, CallHandler<Client>> {
  const { schema, pluginSdk } = provider;

  const contextOf = (session: Session<Client>, warnings: Complaint[]): Call<Client> => {
    if (session.client === undefined)
      throw new Error(`twin: terraform called ${provider.address} before it configured it`);
    return {
      world,
      client: session.client,
      stopped: session.stop.signal,
      warn: (complaint) => void warnings.push(complaint),
    };
  };
  const resourceSchema = (request: WireRequest): TypeSchema => found(schema.resources, request, 'resource');
  const resource = (request: WireRequest) => found(provider.resources, request, 'resource');

  const handlers: Record<string, CallHandler<Client>> = {
    GetProviderSchema: async () => described(schema),

    ValidateProviderConfig: async (request) => ({ prepared_config: request.config }),

    ValidateResourceConfig: async (request) => {
      const type = resourceSchema(request);
      const config = decode(type, request.config) ?? {};
      return { diagnostics: complaints(type, config, pluginSdk).map((each) => diagnostic(each)) };
    },

    ValidateDataResourceConfig: async (request) => {
      const type = found(schema.dataSources, request, 'data source');
      const config = decode(type, request.config) ?? {};
      return { diagnostics: complaints(type, config, pluginSdk).map((each) => diagnostic(each)) };
    },

    ConfigureProvider: async (request, session) => {
      session.client = await provider.configure(world, decode(schema.provider, request.config) ?? {}, environment());
      return {};
    },

    UpgradeResourceState: async (request) => {
      const type = resourceSchema(request);
      const state = request.raw_state?.json ? decodeStateJson(type, request.raw_state.json) : null;
      return { upgraded_state: encode(type, state) };
    },

    ReadResource: async (request, session) => {
      const type = resourceSchema(request);
      const state = decode(type, request.current_state);
      const warnings: Complaint[] = [];
      const read = state && (await resource(request).read(contextOf(session, warnings), state));
      const next = state && read ? resolved(type, state, read, pluginSdk) : null;
      return { new_state: encode(type, next), private: request.private, diagnostics: asWarnings(warnings) };
    },

    PlanResourceChange: async (request, session) => {
      const type = resourceSchema(request);
      const [prior, proposed, config] = [request.prior_state, request.proposed_new_state, request.config].map((each) =>
        decode(type, each),
      );
      if (!proposed) return { planned_state: encode(type, null), planned_private: request.prior_private };
      const planned = planObject(type, prior ?? null, proposed, pluginSdk);
      const replace: string[] = [];
      const warnings: Complaint[] = [];
      const changed = (name?: string): boolean => !prior || differs(type, prior, planned, name);
      const change = { prior: prior ?? undefined, config: config ?? {}, planned, replace, changed };
      await resource(request).modifyPlan?.(contextOf(session, warnings), change);
      const replacing = prior ? new Set([...replacedBy(type, prior, planned), ...replace]) : new Set<string>();
      if (prior && !resource(request).update)
        changedArguments(type, prior, planned).forEach((name) => replacing.add(name));
      return {
        // Exactly what was there, or terraform shows a change where there is none.
        planned_state: encode(type, prior && sameObject(type, prior, planned) ? prior : complete(type, planned)),
        requires_replace: [...replacing].map((name) => ({ steps: [{ attribute_name: name }] })),
        planned_private: request.prior_private,
        diagnostics: asWarnings(warnings),
        legacy_type_system: pluginSdk,
      };
    },

    ApplyResourceChange: async (request, session) => {
      const type = resourceSchema(request);
      const prior = decode(type, request.prior_state);
      const planned = decode(type, request.planned_state);
      const warnings: Complaint[] = [];
      const handler = resource(request);
      const context = contextOf(session, warnings);
      let next: Values | null = null;
      let failure: ProviderError | undefined;
      try {
        if (!planned) await handler.delete(context, prior ?? {});
        else if (!prior) next = resolved(type, planned, await handler.create(context, known(planned)), pluginSdk);
        else {
          // Without an update only `timeouts` can have changed: anything else has replaced the object.
          const updated = await handler.update?.(context, known(planned), prior);
          next = resolved(type, planned, updated, pluginSdk);
        }
      } catch (error) {
        failure = asProviderError(error);
        next = afterFailure(type, prior, planned, failure, pluginSdk);
      }
      return {
        new_state: encode(type, next),
        private: request.planned_private,
        diagnostics: [...(failure ? [diagnostic(failure)] : []), ...asWarnings(warnings)],
        legacy_type_system: pluginSdk,
      };
    },

    ImportResourceState: async (request, session) => {
      const type = resourceSchema(request);
      const handler = resource(request);
      if (!handler.importState) throw new ProviderError(`resource ${request.type_name} doesn't support import`);
      const state = await handler.importState(contextOf(session, []), request.id ?? '');
      return { imported_resources: [{ type_name: request.type_name, state: encode(type, complete(type, state)) }] };
    },

    ReadDataSource: async (request, session) => {
      const type = found(schema.dataSources, request, 'data source');
      const config = decode(type, request.config) ?? {};
      const warnings: Complaint[] = [];
      const read = await found(provider.dataSources, request, 'data source').read(contextOf(session, warnings), config);
      return { state: encode(type, complete(type, { ...config, ...read })), diagnostics: asWarnings(warnings) };
    },

    StopProvider: async (_request, session) => {
      session.stop.abort();
      return {};
    },
  };
  return handlers;
}

/** What is saved when a handler failed. On the plugin SDK a failed update is saved as done. */
function afterFailure(
  type: TypeSchema,
  prior: Values | null,
  planned: Values | null,
  failure: ProviderError,
  pluginSdk: boolean,
): Values | null {
  if (!planned) return prior;
  if (failure.state) return resolved(type, planned, failure.state, pluginSdk);
  if (!prior || !pluginSdk) return prior;
  return resolved(type, { ...planned, ...unknownFrom(planned, prior) }, undefined, pluginSdk);
}

function unknownFrom(planned: Values, prior: Values): Values {
  return Object.fromEntries(
    Object.entries(planned)
      .filter(([, value]) => hasUnknown(value))
      .map(([name]) => [name, prior[name] ?? null]),
  );
}

function known(planned: Values): Values {
  return Object.fromEntries(Object.entries(planned).filter(([, value]) => !isUnknown(value)));
}

function differs(type: Block, prior: Values, planned: Values, name: string | undefined): boolean {
  if (name === undefined) return !sameObject(type, prior, planned);
  const attribute = type.attributes[name];
  if (attribute) return !sameValue(attribute.type, prior[name], planned[name]);
  const nested = type.blocks[name];
  if (!nested) throw new Error(`twin: no attribute or block is named ${name}`);
  return !sameNested(nested, prior[name], planned[name]);
}

function changedArguments(type: Block, prior: Values, planned: Values): string[] {
  const given = Object.entries(type.attributes).filter(([, each]) => each.required || each.optional);
  return [...given.map(([name]) => name), ...Object.keys(type.blocks).filter((name) => name !== 'timeouts')].filter(
    (name) => differs(type, prior, planned, name),
  );
}

function found<T>(all: Readonly<Record<string, T>>, request: WireRequest, what: string): T {
  const one = all[request.type_name ?? ''];
  if (!one) throw new ProviderError(`The stand-in has no ${what} ${request.type_name}`);
  return one;
}

const nestingNumbers = { single: 1, list: 2, set: 3 } as const;

const describedAlready = new WeakMap<ProviderSchema, Answer>();

/** The same object each time: its bytes are kept, too. */
function described(schema: ProviderSchema): Answer {
  const answer = describedAlready.get(schema) ?? {
    provider: wireSchema(schema.provider, 0),
    resource_schemas: mapOf(schema.resources, (each) => wireSchema(each, each.version)),
    data_source_schemas: mapOf(schema.dataSources, (each) => wireSchema(each, each.version)),
    // Terraform asks once a command, and not for each provider block: as with the real aws provider.
    server_capabilities: { plan_destroy: false, get_provider_schema_optional: true },
  };
  describedAlready.set(schema, answer);
  return answer;
}

function wireSchema(block: Block, version: number): Answer {
  return { version, block: { ...wireBlock(block), version } };
}

function wireBlock(block: Block): Answer {
  return {
    attributes: Object.entries(block.attributes).map(([name, attribute]) => ({
      name,
      type: Buffer.from(JSON.stringify(attribute.type)),
      required: attribute.required ?? false,
      optional: attribute.optional ?? false,
      computed: attribute.computed ?? false,
      sensitive: attribute.sensitive ?? false,
      write_only: attribute.writeOnly ?? false,
    })),
    block_types: Object.entries(block.blocks).map(([name, nested]) => ({
      type_name: name,
      nesting: nestingNumbers[nested.nesting],
      min_items: nested.min,
      max_items: nested.max,
      block: wireBlock(nested.block),
    })),
  };
}

function mapOf<From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}

/** Any error that is not a provider's is a mistake of the twin, and says so. */
export function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ProviderError('Fault of the twin, not of the configuration', { detail });
}

export function diagnostic(complaint: Complaint, severity = 1): Answer {
  return {
    severity,
    summary: complaint.summary,
    detail: complaint.detail ?? '',
    ...(complaint.at?.length ? { attribute: { steps: complaint.at.map((each) => step(each)) } } : {}),
  };
}

function step(name: Value): Answer {
  return typeof name === 'number' ? { element_key_int: name } : { attribute_name: name };
}

function asWarnings(complaints: readonly Complaint[]): Answer[] {
  return complaints.map((each) => diagnostic(each, 2));
}
