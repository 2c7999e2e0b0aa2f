import { deploymentLookup } from '../../lookup.js';

interface Policy {
  readonly id: string;
  readonly displayName: string;
  readonly state: string;
  readonly conditions: {
    readonly users?: {
      readonly includeUsers?: readonly string[];
      readonly excludeUsers?: readonly string[];
      readonly includeGroups?: readonly string[];
      readonly excludeGroups?: readonly string[];
    } | null;
    readonly applications?: {
      readonly includeApplications?: readonly string[];
      readonly excludeApplications?: readonly string[];
    } | null;
  };
  readonly grantControls?: { readonly operator?: string | null; readonly builtInControls?: readonly string[] } | null;
}

/** Policies of Conditional Access that are switched on and let nobody in without a compliant device. */
export const compliantDevicePolicies = deploymentLookup({
  id: 'compliant-device-policies',
  what: 'the Conditional Access policies',
  needs: { graph: ['Policy.Read.All'] },
  seconds: 20,
  async look({ graph }, _at: void) {
    const policies = await graph.list<Policy>('identity/conditionalAccess/policies');
    return policies
      .filter(({ state, grantControls }) => {
        const controls = grantControls?.builtInControls ?? [];
        // Of several controls joined by OR another one is enough: a second factor, say.
        return (
          state === 'enabled' &&
          controls.includes('compliantDevice') &&
          (controls.length === 1 || grantControls?.operator === 'AND')
        );
      })
      .map(({ id, displayName, conditions: { users, applications } }) => ({
        id,
        displayName,
        /** Object ids, or All, None, GuestsOrExternalUsers. */
        includeUsers: users?.includeUsers ?? [],
        excludeUsers: users?.excludeUsers ?? [],
        includeGroups: users?.includeGroups ?? [],
        excludeGroups: users?.excludeGroups ?? [],
        /** Application ids, or All, None, Office365. */
        includeApplications: applications?.includeApplications ?? [],
        excludeApplications: applications?.excludeApplications ?? [],
      }));
  },
});
