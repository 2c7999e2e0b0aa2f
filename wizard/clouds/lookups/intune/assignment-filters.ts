import { deploymentLookup } from '../../lookup.js';

interface Filter {
  readonly id: string;
  readonly displayName: string;
  readonly platform: string;
  readonly rule: string;
}

/** Assignment filters: rules over devices that an assignment may name. */
export const assignmentFilters = deploymentLookup({
  id: 'assignment-filters',
  what: 'the assignment filters',
  needs: { graph: ['DeviceManagementConfiguration.Read.All'] },
  seconds: 20,
  async look({ graph }, _at: void) {
    const filters = await graph.list<Filter>('deviceManagement/assignmentFilters', { version: 'beta' });
    return filters.map(({ id, displayName, platform, rule }) => ({ id, displayName, platform, rule }));
  },
});
