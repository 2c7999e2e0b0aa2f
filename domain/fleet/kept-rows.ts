/** A request or a plan as the engine's table keeps it: an earlier version wrote its `actions` as `deeds`. */
export function withActions<T extends { readonly actions: readonly unknown[] }>(row: T): T {
  const { deeds } = row as T & { readonly deeds?: T['actions'] };
  return deeds === undefined ? row : { ...row, actions: deeds };
}
