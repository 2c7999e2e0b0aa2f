/** A state as terraform keeps it (version 4), as far as it is read here: no command has to be run for that. */
export interface State {
  readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources?: readonly {
    readonly mode: 'managed' | 'data';
    readonly module?: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly index_key?: string | number; readonly attributes: Values }[];
  }[];
}

type Values = Readonly<Record<string, unknown>>;

export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly values: Values;
}

/** What `terraform output -json` gives, without types. */
export function outputsIn({ outputs = {} }: State): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** What was made and what was read, under the addresses of `terraform state list`. */
export function resourcesIn({ resources = [] }: State): StateResource[] {
  return resources.flatMap(({ mode, module, type, name, instances }) => {
    const address = [module, mode === 'data' ? 'data' : undefined, type, name].filter(Boolean).join('.');
    return instances.map(({ index_key: key, attributes }) => ({
      address: key === undefined ? address : `${address}[${JSON.stringify(key)}]`,
      type,
      values: attributes,
    }));
  });
}
