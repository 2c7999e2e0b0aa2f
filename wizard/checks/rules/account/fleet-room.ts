import { counted } from '../../../../domain/counted.js';
import { siteRule } from '../../rule.js';

/** The engine reserves one execution for `act` and one for `remove`; AWS keeps 100 of an account unreserved (docs/facts/fleet.md 4). */
const leastConcurrency = 102;

/** Whether everybody in the group of a fleet can have a desktop. */
export const fleetRoom = siteRule({
  id: 'fleet-room',
  failureModes: [4],
  title: 'There is no room for a desktop for everybody in the group of the fleet',
  good: 'There is room for a desktop for everybody in the group of the fleet',
  why: 'The engine makes desktops until AWS refuses the next one, and those who are left wait.',
  fix: 'Ask for more in Service Quotas before the engine begins; AWS decides within days.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  holdsFor: ({ site }) => site.desktops.fleet !== undefined,
  needs: ['quotas', 'subnets', 'fleetGroupMembers', 'desktops'],
  evaluate: ({ quotas, subnets, fleetGroupMembers, desktops }) => {
    const people = fleetGroupMembers.filter(({ type }) => type === 'user').length;
    const members = counted(people, 'member');
    const missing = Math.max(0, people - desktops.length);
    const free = subnets.reduce((sum, { freeAddresses }) => sum + freeAddresses, 0);
    return [
      ...(quotas.desktops !== undefined && quotas.desktops < people
        ? [{ thing: 'quota of WorkSpaces', got: `${quotas.desktops} for ${members}` }]
        : []),
      ...(subnets.length > 0 && free < missing
        ? [
            {
              thing: 'addresses',
              got: `${free} free for ${counted(missing, 'desktop')} to be made`,
              fix: 'Give the directory larger subnets: those of a directory never change, so that is another site.',
            },
          ]
        : []),
      ...(quotas.functionConcurrency !== undefined && quotas.functionConcurrency < leastConcurrency
        ? [
            {
              thing: 'concurrent executions of Lambda',
              got: `${quotas.functionConcurrency}, and the engine needs ${leastConcurrency}`,
              fix: 'Ask for 1,000 in Service Quotas, AWS Lambda, "Concurrent executions": AWS refuses the functions of the engine below 102.',
            },
          ]
        : []),
    ];
  },
});
