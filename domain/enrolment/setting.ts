/** Settings of the settings catalog of Intune, as rows of a table. Pure: no Graph body here (modules/intune/setting-body.ts). */

/** What a setting is set to. */
export type SettingValue =
  | /** An option: the suffix that follows the id, such as `1`. With what depends on it. */ {
      readonly option: string;
      readonly children?: readonly SettingAt[];
    }
  | { readonly integer: number }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | /** A group of settings, each set once. */ { readonly group: readonly SettingAt[] };

/** A setting with its value. */
export type SettingAt = SettingValue & {
  /** `settingDefinitionId` in Graph. */
  readonly id: string;
};

/** A row of the table: a setting, why a desktop has it, and where its id and its value are written down. */
export type SettingRow = SettingAt & {
  readonly reason: string;
  readonly source: string;
};

/** What a set is made for. */
export interface SettingContext {
  /** GUID of the tenant. */
  readonly tenantId: string;
}

/** A switch of `intune.enrolment.settings`: one policy in Intune. */
export interface SettingSet {
  /** As a person reads it in Intune, after the name of the deployment. */
  readonly title: string;
  /** What it does for a person, one sentence. */
  readonly does: string;
  /** The same for a word that does something else. */
  readonly doesInstead?: Readonly<Record<string, string>>;
  /** By the word that chooses them; a word without rows makes no policy. Rows go out in this order. */
  readonly rows: Readonly<Record<string, (context: SettingContext) => readonly SettingRow[]>>;
}

/** Ids of most settings begin so. */
export const policy = 'device_vendor_msft_policy_config_';

/** Every setting of some rows with its value, those below others included; a group has none of its own. */
export function settingValues(rows: readonly SettingAt[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (row: SettingAt): void => {
    if ('group' in row) return row.group.forEach(walk);
    if ('option' in row) row.children?.forEach(walk);
    found.set(row.id.toLowerCase(), valueIn(row));
  };
  rows.forEach(walk);
  return found;
}

function valueIn(row: Exclude<SettingAt, { readonly group: unknown }>): string {
  if ('option' in row) return row.option;
  if ('texts' in row) return row.texts.join(', ');
  return 'integer' in row ? String(row.integer) : row.text;
}
