/** An earlier version called actions `deeds`: in the rows of the engine's table, and in what `--json` prints. */

/** A request or a plan as it was kept. */
export function withActions<T extends { readonly actions: readonly unknown[] }>(row: T): T {
  const { deeds, ...rest } = row as T & { readonly deeds?: T['actions'] };
  return deeds === undefined ? row : ({ ...rest, actions: deeds } as unknown as T);
}

/**
 * With both names: a command line or an engine of an earlier version finds its own, and `--json` keeps its fields
 * (docs/promises.md).
 */
export const withOldName = <T extends { readonly actions: unknown }>(of: T): T & { readonly deeds: T['actions'] } => ({
  ...of,
  deeds: of.actions,
});
