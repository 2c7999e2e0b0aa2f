import type { CtyType } from './cty-type.js';
import type { Value, Values } from './value.js';

/** One attribute. `required`, `optional` and `computed` are as terraform prints them. */
export interface Attribute {
  type: CtyType;
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
  writeOnly?: boolean;
  /** A change replaces the resource. Not part of what terraform prints. */
  forceNew?: boolean;
  /** Taken when the configuration leaves it out. Not part of what terraform prints. */
  defaultValue?: Value;
  /** Says what is wrong with a known value. Not part of what terraform prints. */
  check?: Check;
}

export interface NestedBlock {
  nesting: 'single' | 'list' | 'set';
  min: number;
  /** 0: no limit. */
  max: number;
  forceNew?: boolean;
  /** Optional and computed in the plugin SDK: left out of the configuration, it stays as it is. Not part of what terraform prints. */
  computed?: boolean;
  block: Block;
}

export interface Block {
  attributes: Record<string, Attribute>;
  blocks: Record<string, NestedBlock>;
}

/** Schema of one resource or data source with what only its provider's source tells. */
export interface TypeSchema extends Block {
  /** `schema_version` of the provider; it is written into the state. */
  version: number;
  /** Rules over several attributes of a configuration. Each gives sentences about what is wrong. */
  rules: readonly ((config: Values) => readonly Complaint[])[];
}

export interface ProviderSchema {
  provider: Block;
  resources: Record<string, TypeSchema>;
  dataSources: Record<string, TypeSchema>;
}

/** Gives a sentence when the value is not accepted, else undefined. Called for known values only. */
export type Check = (value: Value) => string | undefined;

export interface Complaint {
  readonly summary: string;
  readonly detail?: string;
  /** Names and indexes down to the attribute. */
  readonly at?: readonly (string | number)[];
}

/** What is written in `twin/data/providers/NAME.json`: derived from the bindings, types in use only. */
export interface DerivedSchemas {
  /** Version of the provider that the bindings were made from. */
  version: string;
  provider: Block;
  resources: Record<string, Block>;
  dataSources: Record<string, Block>;
}
