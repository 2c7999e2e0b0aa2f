/** The sets of settings that a deployment can switch on, in the order in which they are listed everywhere. */
import type { SettingSet } from './setting.js';
import { attackSurface } from './sets/attack-surface.js';
import { defender } from './sets/defender.js';
import { deliveryOptimization } from './sets/delivery-optimization.js';
import { hello } from './sets/hello.js';
import { localAdministratorPassword } from './sets/local-administrator-password.js';
import { lockScreen } from './sets/lock-screen.js';
import { oneDrive } from './sets/one-drive.js';

export const settingSets = {
  defender,
  attackSurface,
  oneDrive,
  hello,
  lockScreen,
  localAdministratorPassword,
  deliveryOptimization,
} as const satisfies Readonly<Record<string, SettingSet>>;

/** Key of a set in `intune.enrolment.settings`. */
export type SettingSetName = keyof typeof settingSets;

/** Their keys, in order. */
export const settingSetNames = Object.keys(settingSets) as readonly SettingSetName[];

/** The word of each set that is recommended on a WorkSpace. */
export const recommendedWords = {
  defender: 'recommended',
  attackSurface: 'audit',
  oneDrive: 'recommended',
  hello: 'off',
  lockScreen: 'recommended',
  localAdministratorPassword: 'recommended',
  deliveryOptimization: 'recommended',
} as const satisfies Readonly<Record<SettingSetName, string>>;

/** What a word of a set does for a person, one sentence. */
export function whatDoes(name: SettingSetName, word: string): string {
  const { does, doesInstead }: SettingSet = settingSets[name];
  return doesInstead && Object.hasOwn(doesInstead, word) ? (doesInstead[word] ?? does) : does;
}

/** The rows that a word of a set stands for; undefined: it makes no policy. */
export function rowsOf(name: SettingSetName, word: string, context: { readonly tenantId: string }) {
  const rows: SettingSet['rows'] = settingSets[name].rows;
  return Object.hasOwn(rows, word) ? rows[word]?.(context) : undefined;
}
