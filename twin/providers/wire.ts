import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

/**
 * The messages of terraform's plugin protocol, as far as they are used, for versions 5 and 6. Only the package and a few
 * method names differ between them; message names never travel. Field numbers: hashicorp/terraform docs/plugin-protocol,
 * tfplugin5.10 and tfplugin6.10.
 */
type Fields = Record<string, readonly [type: string, id: number, rule?: 'repeated' | { map: string }]>;

interface Message {
  fields?: Record<string, object>;
  oneofs?: Record<string, { oneof: string[] }>;
  nested?: Record<string, Message>;
}

function message(fields: Fields, nested?: Record<string, Message>): Message {
  const written = Object.entries(fields).map(([name, [type, id, rule]]) => [
    name,
    { type, id, ...(rule === 'repeated' ? { rule } : rule ? { keyType: rule.map } : {}) },
  ]);
  return { fields: Object.fromEntries(written) as Record<string, object>, ...(nested ? { nested } : {}) };
}

function call(request: Fields, response: Fields, nested: Record<string, Message> = {}): Message {
  return message({}, { ...nested, Request: message(request), Response: message(response) });
}

const diagnostics: Fields = { diagnostics: ['Diagnostic', 2, 'repeated'] };
const step = message({
  attribute_name: ['string', 1],
  element_key_string: ['string', 2],
  element_key_int: ['int64', 3],
});
step.oneofs = { selector: { oneof: ['attribute_name', 'element_key_string', 'element_key_int'] } };

const schemaBlock = message({
  version: ['int64', 1],
  attributes: ['Attribute', 2, 'repeated'],
  block_types: ['NestedBlock', 3, 'repeated'],
});
const schemaAttribute = message({
  name: ['string', 1],
  type: ['bytes', 2],
  required: ['bool', 4],
  optional: ['bool', 5],
  computed: ['bool', 6],
  sensitive: ['bool', 7],
  write_only: ['bool', 11],
});
const nestedBlock = message({
  type_name: ['string', 1],
  block: ['Block', 2],
  // SINGLE = 1, LIST = 2, SET = 3
  nesting: ['int32', 3],
  min_items: ['int64', 4],
  max_items: ['int64', 5],
});

const messages: Record<string, Message> = {
  Empty: message({}),
  DynamicValue: message({ msgpack: ['bytes', 1], json: ['bytes', 2] }),
  AttributePath: message({ steps: ['Step', 1, 'repeated'] }, { Step: step }),
  // severity: ERROR = 1, WARNING = 2
  Diagnostic: message({
    severity: ['int32', 1],
    summary: ['string', 2],
    detail: ['string', 3],
    attribute: ['AttributePath', 4],
  }),
  RawState: message({ json: ['bytes', 1] }),
  Schema: message(
    { version: ['int64', 1], block: ['Block', 2] },
    { Block: schemaBlock, Attribute: schemaAttribute, NestedBlock: nestedBlock },
  ),
  ServerCapabilities: message({ plan_destroy: ['bool', 1], get_provider_schema_optional: ['bool', 2] }),
  GetProviderSchema: call(
    {},
    {
      provider: ['Schema', 1],
      resource_schemas: ['Schema', 2, { map: 'string' }],
      data_source_schemas: ['Schema', 3, { map: 'string' }],
      diagnostics: ['Diagnostic', 4, 'repeated'],
      server_capabilities: ['ServerCapabilities', 6],
    },
  ),
  ValidateProviderConfig: call(
    { config: ['DynamicValue', 1] },
    { prepared_config: ['DynamicValue', 1], ...diagnostics },
  ),
  ValidateResourceConfig: call(
    { type_name: ['string', 1], config: ['DynamicValue', 2] },
    { diagnostics: ['Diagnostic', 1, 'repeated'] },
  ),
  UpgradeResourceState: call(
    { type_name: ['string', 1], version: ['int64', 2], raw_state: ['RawState', 3] },
    { upgraded_state: ['DynamicValue', 1], ...diagnostics },
  ),
  ConfigureProvider: call(
    { terraform_version: ['string', 1], config: ['DynamicValue', 2] },
    { diagnostics: ['Diagnostic', 1, 'repeated'] },
  ),
  ReadResource: call(
    { type_name: ['string', 1], current_state: ['DynamicValue', 2], private: ['bytes', 3] },
    { new_state: ['DynamicValue', 1], ...diagnostics, private: ['bytes', 3] },
  ),
  PlanResourceChange: call(
    {
      type_name: ['string', 1],
      prior_state: ['DynamicValue', 2],
      proposed_new_state: ['DynamicValue', 3],
      config: ['DynamicValue', 4],
      prior_private: ['bytes', 5],
    },
    {
      planned_state: ['DynamicValue', 1],
      requires_replace: ['AttributePath', 2, 'repeated'],
      planned_private: ['bytes', 3],
      diagnostics: ['Diagnostic', 4, 'repeated'],
      legacy_type_system: ['bool', 5],
    },
  ),
  ApplyResourceChange: call(
    {
      type_name: ['string', 1],
      prior_state: ['DynamicValue', 2],
      planned_state: ['DynamicValue', 3],
      config: ['DynamicValue', 4],
      planned_private: ['bytes', 5],
    },
    {
      new_state: ['DynamicValue', 1],
      private: ['bytes', 2],
      diagnostics: ['Diagnostic', 3, 'repeated'],
      legacy_type_system: ['bool', 4],
    },
  ),
  ImportResourceState: call(
    { type_name: ['string', 1], id: ['string', 2] },
    { imported_resources: ['ImportedResource', 1, 'repeated'], ...diagnostics },
    { ImportedResource: message({ type_name: ['string', 1], state: ['DynamicValue', 2], private: ['bytes', 3] }) },
  ),
  ReadDataSource: call(
    { type_name: ['string', 1], config: ['DynamicValue', 2] },
    { state: ['DynamicValue', 1], ...diagnostics },
  ),
  Stop: call({}, { Error: ['string', 1] }),
};

/** Names of the calls as version 6 has them, with the older name and the messages where these differ. */
const methods: readonly (readonly [name: string, version5: string, messages?: string, emptyRequest?: boolean])[] = [
  ['GetProviderSchema', 'GetSchema', 'GetProviderSchema', true],
  ['ValidateProviderConfig', 'PrepareProviderConfig'],
  ['ValidateResourceConfig', 'ValidateResourceTypeConfig'],
  ['ValidateDataResourceConfig', 'ValidateDataSourceConfig', 'ValidateResourceConfig'],
  ['UpgradeResourceState', 'UpgradeResourceState'],
  ['ConfigureProvider', 'Configure'],
  ['ReadResource', 'ReadResource'],
  ['PlanResourceChange', 'PlanResourceChange'],
  ['ApplyResourceChange', 'ApplyResourceChange'],
  ['ImportResourceState', 'ImportResourceState'],
  ['ReadDataSource', 'ReadDataSource'],
  ['StopProvider', 'Stop', 'Stop', true],
];

const services = new Map<5 | 6, ServiceDefinition<UntypedServiceImplementation>>();

/** The gRPC service of a protocol version. Made once: the code that reads and writes its messages is compiled anew each time. */
export function providerService(version: 5 | 6): ServiceDefinition<UntypedServiceImplementation> {
  const service = services.get(version) ?? newService(version);
  services.set(version, service);
  return service;
}

function newService(version: 5 | 6): ServiceDefinition<UntypedServiceImplementation> {
  const written = methods.map(([name, older, used = name, empty]) => [
    version === 5 ? older : name,
    { requestType: empty ? 'Empty' : `${used}.Request`, responseType: `${used}.Response` },
  ]);
  const description = {
    nested: {
      [`tfplugin${version}`]: {
        nested: { ...messages, Provider: { methods: Object.fromEntries(written) as object } },
      },
    },
  };
  const loaded = fromJSON(description as Parameters<typeof fromJSON>[0], {
    keepCase: true,
    longs: Number,
    enums: Number,
    defaults: false,
    bytes: Buffer,
  });
  const service = loaded[`tfplugin${version}.Provider`] as ServiceDefinition<UntypedServiceImplementation>;
  const name = version === 5 ? 'GetSchema' : 'GetProviderSchema';
  const schema = service[name]!;
  return { ...service, [name]: { ...schema, responseSerialize: once(schema.responseSerialize) } };
}

/** A schema never changes, and every command asks for it. */
function once(serialize: (value: never) => Buffer): (value: object) => Buffer {
  const known = new WeakMap<object, Buffer>();
  return (value) => {
    const bytes = known.get(value) ?? serialize(value as never);
    known.set(value, bytes);
    return bytes;
  };
}

/** Handlers are written with the names of version 6. */
export function withVersionNames<T>(version: 5 | 6, handlers: Record<string, T>): Record<string, T> {
  return Object.fromEntries(methods.map(([name, older]) => [version === 5 ? older : name, handlers[name] as T]));
}
