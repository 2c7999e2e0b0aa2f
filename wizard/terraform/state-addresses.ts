/** What a state says is there. Source of its form: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go */

interface StateText {
  readonly version?: unknown;
  readonly resources?: readonly {
    readonly mode?: string;
    readonly module?: string;
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly unknown[];
  }[];
}

/**
 * Addresses of the resources of the stack itself that a state holds.
 * @param text As terraform keeps it; empty: there is no state
 * @returns nothing of a text in another form, such as one that OpenTofu encrypted
 */
export function addressesIn(text: string): ReadonlySet<string> | undefined {
  if (text.trim() === '') return new Set();
  const { version, resources = [] } = read(text);
  if (version !== 4) return undefined;
  return new Set(
    resources.flatMap(({ mode, module, type, name, instances = [] }) =>
      mode === 'managed' && module === undefined && instances.length > 0 ? [`${type ?? ''}.${name ?? ''}`] : [],
    ),
  );
}

function read(text: string): StateText {
  try {
    return (JSON.parse(text) as StateText | null) ?? {};
  } catch {
    return {};
  }
}
