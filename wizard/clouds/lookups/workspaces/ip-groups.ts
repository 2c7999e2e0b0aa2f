import { siteLookup } from '../../lookup.js';

/** IP groups of a Region with their rules. */
export const ipGroups = siteLookup({
  id: 'ip-groups',
  what: 'the IP groups',
  needs: { aws: ['workspaces:DescribeIpGroups'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    const pages = await aws.pages('workspaces', 'DescribeIpGroups', region, {});
    return pages
      .flatMap(({ Result = [] }) => Result)
      .map(({ groupId, groupName, userRules = [] }) => ({
        id: groupId ?? '',
        name: groupName ?? '',
        cidrs: userRules.flatMap(({ ipRule }) => ipRule ?? []),
      }));
  },
});
