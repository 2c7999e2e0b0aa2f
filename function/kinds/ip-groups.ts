import {
  AssociateIpGroupsCommand,
  CreateIpGroupCommand,
  DeleteIpGroupCommand,
  DescribeIpGroupsCommand,
  DisassociateIpGroupsCommand,
  UpdateRulesOfIpGroupCommand,
  type IpRuleItem,
  type WorkspacesIpGroup,
} from '@aws-sdk/client-workspaces';
import type { DirectoryProperties, IpGroup } from '../../domain/control-plane/kinds/entra-directory.js';
import type { Clients } from '../clients.js';
import { codeOf } from '../errors.js';
import { tagList } from './tag-list.js';

interface Directory {
  readonly name: string;
  readonly id: string;
  readonly ipGroupIds: readonly string[];
}

/** A directory's name holds no slash, so that the groups of one directory are found by it, and only those. */
const fullName = (directory: string, group: string): string => `${directory}/${group}`;

/** Brings the IP access control groups of a directory to exactly those asked for. */
export async function bringIpGroups(
  clients: Clients,
  directory: Directory,
  asked: DirectoryProperties,
): Promise<boolean> {
  let changed = false;
  const own = await groupsOf(clients, directory.name);
  const wanted: string[] = [];
  for (const group of asked.ipGroups ?? []) {
    const present = own.find(({ groupName }) => groupName === fullName(directory.name, group.name));
    if (present?.groupId) {
      wanted.push(present.groupId);
      if (sameRules(present.userRules ?? [], group)) continue;
      await clients.workspaces.send(
        new UpdateRulesOfIpGroupCommand({ GroupId: present.groupId, UserRules: rulesOf(group) }),
      );
    } else {
      wanted.push(await makeGroup(clients, directory.name, group, asked));
    }
    changed = true;
  }

  const missing = wanted.filter((id) => !directory.ipGroupIds.includes(id));
  if (missing.length > 0) {
    await clients.workspaces.send(new AssociateIpGroupsCommand({ DirectoryId: directory.id, GroupIds: missing }));
    changed = true;
  }
  // After the new ones: in between, users could connect from anywhere.
  const extra = directory.ipGroupIds.filter((id) => !wanted.includes(id));
  if (extra.length > 0) {
    await clients.workspaces.send(new DisassociateIpGroupsCommand({ DirectoryId: directory.id, GroupIds: extra }));
    changed = true;
  }
  for (const { groupId } of own) {
    if (!groupId || wanted.includes(groupId)) continue;
    await remove(clients, groupId);
    changed = true;
  }
  return changed;
}

/** Removes the groups that were made for a directory, once it is gone. */
export async function removeIpGroups(clients: Clients, directory: string): Promise<void> {
  for (const { groupId } of await groupsOf(clients, directory)) {
    if (groupId) await remove(clients, groupId);
  }
}

async function groupsOf(clients: Clients, directory: string): Promise<WorkspacesIpGroup[]> {
  const groups: WorkspacesIpGroup[] = [];
  let token: string | undefined;
  do {
    const page = await clients.workspaces.send(new DescribeIpGroupsCommand(token ? { NextToken: token } : {}));
    groups.push(...(page.Result ?? []));
    token = page.NextToken;
  } while (token);
  return groups.filter(({ groupName }) => groupName?.startsWith(fullName(directory, '')));
}

async function makeGroup(
  clients: Clients,
  directory: string,
  group: IpGroup,
  asked: DirectoryProperties,
): Promise<string> {
  const GroupName = fullName(directory, group.name);
  try {
    const { GroupId } = await clients.makingWorkspaces.send(
      new CreateIpGroupCommand({
        GroupName,
        GroupDesc: group.description ?? `Of the directory ${directory}`,
        UserRules: rulesOf(group),
        ...tagList(asked.tags),
      }),
    );
    return GroupId ?? '';
  } catch (error) {
    if (codeOf(error) !== 'ResourceAlreadyExists') throw error;
    // Another invocation was faster with the same group.
    const made = (await groupsOf(clients, directory)).find(({ groupName }) => groupName === GroupName);
    if (!made?.groupId) throw error;
    return made.groupId;
  }
}

async function remove(clients: Clients, GroupId: string): Promise<void> {
  try {
    await clients.workspaces.send(new DeleteIpGroupCommand({ GroupId }));
  } catch (error) {
    if (codeOf(error) !== 'ResourceNotFound') throw error;
  }
}

function rulesOf(group: IpGroup): IpRuleItem[] {
  return group.rules.map(({ cidr, description }) => ({
    ipRule: cidr,
    ...(description ? { ruleDesc: description } : {}),
  }));
}

function sameRules(present: readonly IpRuleItem[], group: IpGroup): boolean {
  const text = (rules: readonly IpRuleItem[]): string =>
    JSON.stringify(rules.map(({ ipRule, ruleDesc }) => [ipRule, ruleDesc ?? '']).sort());
  return text(present) === text(rulesOf(group));
}
