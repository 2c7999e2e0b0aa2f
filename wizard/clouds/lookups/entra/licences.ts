import { deploymentLookup } from '../../lookup.js';

interface Sku {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly capabilityStatus: string;
  readonly consumedUnits: number;
  readonly prepaidUnits: { readonly enabled: number };
  readonly servicePlans: readonly {
    readonly servicePlanId: string;
    readonly servicePlanName: string;
    readonly provisioningStatus: string;
  }[];
}

/** Licences that the tenant has bought, with the service plans in them. */
export const licences = deploymentLookup({
  id: 'licences',
  what: 'the licences',
  needs: { graph: ['LicenseAssignment.Read.All'] },
  seconds: 15,
  async look({ graph }, _at: void) {
    const skus = await graph.list<Sku>('subscribedSkus');
    return skus.map((sku) => ({
      skuId: sku.skuId,
      name: sku.skuPartNumber,
      enabled: sku.capabilityStatus === 'Enabled',
      bought: sku.prepaidUnits.enabled,
      used: sku.consumedUnits,
      /** Names such as AAD_PREMIUM, INTUNE_A. */
      plans: sku.servicePlans
        .filter(({ provisioningStatus }) => provisioningStatus !== 'Disabled')
        .map(({ servicePlanName }) => servicePlanName),
    }));
  },
});
