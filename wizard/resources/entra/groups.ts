/** Groups and people. */
import { autopilotGroups } from '../../clouds/lookups/intune/autopilot-groups.js';
import type { Search } from '../finder.js';
import type { Service } from '../record.js';
import { graph } from '../rights.js';
import { known, type Values } from '../values.js';
import { carrying, plain } from '../wording.js';
import { namedOrTaken, type GraphObject } from './graph-objects.js';

/** Groups, whose members a plan may take away. */
export const groupType = 'azuread_group';

export const groups: Service = {
  things: 'groups',
  resources: {
    [groupType]: {
      words: carrying('Entra', 'group', { name: ['display_name'], attributes: { description: 'none' } }),
      stage: 'foundation',
      // docs/facts/entra.md 5.4
      rights: graph('Group.Read.All', 'Group.ReadWrite.All', { graph: ['Group.Create'], makes: true }),
      adopt: {
        needs: { graph: ['Group.Read.All'] },
        fixed: ['types'],
        async find(search) {
          const name = known(search.values, 'display_name');
          if (name === undefined) return [];
          const found = await namedOrTaken(search, 'groups', name);
          const all = found.length > 0 ? found : await groupsOfRule(search);
          return all.map(({ id, displayName, groupTypes }) => ({
            name: `${displayName ?? name} (${id})`,
            importId: `/groups/${id}`,
            attributes: { id: `/groups/${id}`, object_id: id, display_name: displayName ?? name },
            seen: { display_name: displayName, ...('types' in search.values ? { types: groupTypes } : {}) },
          }));
        },
      },
    },
    azuread_group_member: {
      words: plain('Entra', 'membership of a device group', { nouns: 'memberships of device groups' }),
      stage: 'foundation',
      rights: graph('Group.Read.All'),
      adopt: {
        needs: { graph: ['GroupMember.Read.All'] },
        async find({ clouds, values }) {
          const groupId = known(values, 'group_object_id');
          const memberId = known(values, 'member_object_id');
          if (groupId === undefined || memberId === undefined) return [];
          const members = await clouds.graph.list<GraphObject>(`groups/${groupId}/members`);
          return members
            .filter(({ id }) => id === memberId)
            .map(({ id }) => {
              const importId = `${groupId}/member/${id}`;
              return { name: `member ${id}`, importId, attributes: { id: importId } };
            });
        },
      },
    },
  },
  dataSources: {
    azuread_group: {
      stage: 'foundation',
      rights: { read: { graph: ['Group.Read.All'] } },
      adopt: 'not looked up: its id is written in the deployment',
    },
    azuread_users: {
      stage: 'foundation',
      rights: { read: { graph: ['User.Read.All'] } },
      adopt: 'not looked up: nothing that is imported is found by a user',
    },
  },
};

/** Groups of the same devices by another name: their rule asks for the group tag that the deployment's rule asks for. */
async function groupsOfRule({ clouds, values }: Search): Promise<readonly GraphObject[]> {
  const rule = known((values['dynamic_membership'] ?? {}) as Values, 'rule');
  const tag = /\[OrderID\]:([^"]+)"/.exec(rule ?? '')?.[1];
  if (tag === undefined) return [];
  const same = (await autopilotGroups.look(clouds)).filter(
    ({ tags }) => tags.length === 1 && tags[0]?.toLowerCase() === tag.toLowerCase(),
  );
  return same.map(({ id, displayName }) => ({ id, displayName, groupTypes: ['DynamicMembership'] }));
}
