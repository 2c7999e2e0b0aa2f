import { rule } from '../../rules.js';
import { badRequest } from '../errors.js';
import { isFilterRule } from './filters.js';
import { policyCollection } from './policies.js';

const filtersInBeta = rule(
  'intune-filters-beta',
  'https://learn.microsoft.com/graph/api/resources/intune-policyset-deviceandappmanagementassignmentfilter',
  'Assignment filters are in beta alone; assignments name them by id with include or exclude.',
);
const filterPlatform = rule(
  'intune-filter-platform-once',
  'guess',
  'The platform of an assignment filter is given at creation and never changed.',
);

const fields = {
  description: 'string?',
  rule: 'string',
  assignmentFilterManagementType: 'string',
  roleScopeTags: 'strings',
} as const;

export const assignmentFilters = policyCollection({
  name: 'assignmentFilters',
  versions: ['beta'],
  permission: 'DeviceManagementConfiguration',
  assigned: false,
  leansOn: filtersInBeta,
  writing: {
    body: { displayName: 'string', platform: 'string', ...fields },
    createBody: { ...fields, displayName: 'string!', platform: 'string!', rule: 'string!' },
    filledIn: () => ({ description: '', assignmentFilterManagementType: 'devices', roleScopeTags: ['0'] }),
    check: ({ body, context }, present) => {
      if (typeof body['rule'] === 'string' && !isFilterRule(body['rule'])) {
        throw badRequest(`The filter rule is not valid: ${body['rule']}`).asUnknown(`filter rule ${body['rule']}`);
      }
      if (!present || body['platform'] === undefined || body['platform'] === present.body['platform']) return;
      context.world.rules.leanOn(filterPlatform);
      throw badRequest('The platform of an assignment filter cannot be changed.');
    },
  },
});
