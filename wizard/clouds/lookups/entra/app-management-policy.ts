import { deploymentLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Policy {
  readonly isEnabled: boolean;
  readonly applicationRestrictions?: {
    readonly passwordCredentials?: readonly {
      readonly restrictionType: string;
      readonly state?: string;
      readonly maxLifetime: string | null;
    }[];
  };
}

/** What the tenant forbids about client secrets of applications. */
export const appManagementPolicy = deploymentLookup({
  id: 'app-management-policy',
  what: 'the app management policy',
  needs: { graph: ['Policy.Read.ApplicationConfiguration'] },
  seconds: 10,
  async look({ graph }, _at: void) {
    const policy = await graph.get<Policy>('policies/defaultAppManagementPolicy');
    const active = policy.isEnabled
      ? (policy.applicationRestrictions?.passwordCredentials ?? []).filter(({ state }) => state !== 'disabled')
      : [];
    const lifetime = active.find(({ restrictionType }) => restrictionType === 'passwordLifetime')?.maxLifetime;
    return present({
      secretsForbidden: active.some(({ restrictionType }) => restrictionType === 'passwordAddition'),
      longestSecretDays: daysOf(lifetime),
    });
  },
});

/** `P180D`, `P6M`, `P1Y`, `P4DT12H30M5S` in whole days. */
export function daysOf(duration: string | null | undefined): number | undefined {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$/.exec(duration ?? '');
  if (!parts || duration === 'P') return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0] = parts.slice(1).map((part) => Number(part || 0));
  return years * 365 + months * 30 + weeks * 7 + days;
}
