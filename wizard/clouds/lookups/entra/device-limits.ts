import { deploymentLookup } from '../../lookup.js';

interface Policy {
  readonly userDeviceQuota: number;
  readonly multiFactorAuthConfiguration: string;
  readonly azureADJoin?: { readonly allowedToJoin?: { readonly '@odata.type': string } };
}

/** Who may join devices to Entra, and how many. */
export const deviceLimits = deploymentLookup({
  id: 'device-limits',
  what: 'the device settings of Entra',
  needs: { graph: ['Policy.Read.DeviceConfiguration'] },
  seconds: 10,
  async look({ graph }, _at: void) {
    const policy = await graph.get<Policy>('policies/deviceRegistrationPolicy');
    const type = policy.azureADJoin?.allowedToJoin?.['@odata.type'] ?? '';
    return {
      devicesAUser: policy.userDeviceQuota,
      mayJoin: type.includes('allDevice') ? 'all' : type.includes('noDevice') ? 'none' : 'selected',
      mfaToJoin: policy.multiFactorAuthConfiguration === 'required',
    } as const;
  },
});
