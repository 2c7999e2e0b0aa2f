import { deploymentLookup } from '../../lookup.js';

/** Names of the Regions that the account may use, opt-in ones only when enabled. */
export const enabledRegions = deploymentLookup({
  id: 'enabled-regions',
  what: 'the enabled Regions',
  needs: { aws: ['account:ListRegions'] },
  seconds: 10,
  async look({ aws }, _at: void): Promise<readonly string[]> {
    const pages = await aws.pages('account', 'ListRegions', undefined, {
      RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
    });
    return pages
      .flatMap(({ Regions = [] }) => Regions)
      .filter(({ RegionOptStatus: status }) => status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT')
      .flatMap(({ RegionName }) => RegionName ?? []);
  },
});
