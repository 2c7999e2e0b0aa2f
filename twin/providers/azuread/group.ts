import { randomBytes, randomUUID } from 'node:crypto';
import { ProviderError, type ResourceType } from '../provider.js';
import { block, blocks, flag, needText, text, texts, type Value, type Values } from '../value.js';
import { present, reference, untilGone } from './application.js';
import { afterMaking, graphCall, textOf, textsOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { every5Seconds, secondsFor, untilConsistent } from './waits.js';

const beta = { version: 'beta' } as const;

/** azuread_group, all of it on the beta endpoint: azuread_group.assigned.json, …dynamic.json, …minimal.json. */
export const group: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const name = needText(planned, 'display_name');
    const seconds = secondsFor(planned, 'create', 20);
    if (flag(planned, 'prevent_duplicate_names')) await refuseDuplicate(graph, name);
    const owners = texts(planned, 'owners');
    for (const owner of owners) await lookUpOwner(graph, owner);
    const bound = (owners.length > 0 ? owners : [await graph.callerObjectId()]).map((each) => reference(each, 'beta'));
    const made = await graphCall(`Creating group ${JSON.stringify(name)}`, () =>
      graph.post('/groups', {
        ...beta,
        body: newBody(planned, bound),
        retry: ({ status, message }) =>
          status === 404 || (status === 400 && /One or more property values specified are invalid/.test(message)),
        seconds,
      }),
    );
    const id = textOf(made, 'id');
    return afterMaking('groups', id, async () => {
      for (const displayName of [`TERRAFORM_UPDATE_${randomUUID()}`, name]) {
        await graphCall(`Failed to patch group with object ID: "${id}"`, () =>
          graph.patch(`/groups/${id}`, {
            ...beta,
            body: typed({ displayName }),
            retry: (error) => error.status === 404,
            seconds,
          }),
        );
      }
      const there = await untilConsistent(every5Seconds(call, seconds), async () => {
        const found = await graph.find(`/groups/${id}`, beta);
        return found !== undefined && textOf(found, 'displayName') === name;
      });
      if (!there) throw new ProviderError(`Waiting for update of \`display_name\` for Group (Group: "${id}")`);
      for (const member of texts(planned, 'members')) await addMember(graph, id, member);
      return present(await readGroup(graph, id, planned));
    });
  },

  read: async (call, state) => readGroup(call.client.until(call.stopped), needText(state, 'object_id'), state),

  async update(call, planned, prior) {
    const graph = call.client.until(call.stopped);
    const id = needText(prior, 'object_id');
    if (flag(planned, 'prevent_duplicate_names')) await refuseDuplicate(graph, needText(planned, 'display_name'), id);
    await graphCall(`Updating Group (Group: "${id}")`, () =>
      graph.patch(`/groups/${id}`, { ...beta, body: typed(changing(planned)) }),
    );
    await setMembers(graph, id, planned, prior);
    await setOwners(graph, id, planned, prior);
    return present(await readGroup(graph, id, planned));
  },

  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = needText(state, 'object_id');
    const what = `Group (Group: "${id}")`;
    await graphCall(`Retrieving ${what}`, () => graph.get(`/groups/${id}`, beta));
    await graphCall(`Deleting ${what}`, () => graph.delete(`/groups/${id}`, beta));
    await untilGone(call, graph, `/groups/${id}`, secondsFor(state, 'delete', 5), what, 'beta');
  },

  async importState(_call, id) {
    return { id, object_id: id.replace(/^\/groups\//, '') };
  },

  modifyPlan(_call, { prior, config, changed }) {
    const name = text(config, 'display_name');
    if (!flag(config, 'prevent_duplicate_names') || name === undefined) return;
    // Seen with 3.7.0 (surprise 6): such a group cannot be renamed.
    if (prior && changed('display_name')) {
      throw new ProviderError(
        `could not check for existing group(s): unable to list Groups with filter "displayName eq '${name}'": the context used must have a deadline attached for polling purposes, but got no deadline`,
      );
    }
  },
};

function typed(body: JsonObject): JsonObject {
  return { '@odata.type': '#microsoft.graph.group', ...body };
}

function newBody(planned: Values, owners: string[]): JsonObject {
  const rule = block(planned, 'dynamic_membership');
  const visibility = text(planned, 'visibility');
  return typed({
    description: text(planned, 'description') ?? null,
    displayName: needText(planned, 'display_name'),
    groupTypes: texts(planned, 'types'),
    isAssignableToRole: flag(planned, 'assignable_to_role') ?? false,
    mailEnabled: flag(planned, 'mail_enabled') ?? false,
    mailNickname: text(planned, 'mail_nickname') ?? randomBytes(4).toString('hex'),
    ...membership(rule),
    'owners@odata.bind': owners,
    resourceBehaviorOptions: texts(planned, 'behaviors'),
    resourceProvisioningOptions: texts(planned, 'provisioning_options'),
    securityEnabled: flag(planned, 'security_enabled') ?? false,
    ...(visibility === undefined ? {} : { visibility }),
  });
}

function membership(rule: Values | undefined): JsonObject {
  if (!rule) return { membershipRule: null };
  return {
    membershipRule: needText(rule, 'rule'),
    membershipRuleProcessingState: flag(rule, 'enabled') ? 'On' : 'Paused',
  };
}

function changing(planned: Values): JsonObject {
  return {
    description: text(planned, 'description') ?? null,
    displayName: needText(planned, 'display_name'),
    mailEnabled: flag(planned, 'mail_enabled') ?? false,
    ...membership(block(planned, 'dynamic_membership')),
    securityEnabled: flag(planned, 'security_enabled') ?? false,
  };
}

/** The provider asks once for each kind an owner may be of: user, service principal, group. */
async function lookUpOwner(graph: Graph, id: string): Promise<void> {
  for (let kind = 0; kind < 3; kind += 1) {
    await graphCall(`Could not retrieve owner principal object "${id}"`, () => graph.get(`/directoryObjects/${id}`), {
      at: ['owners'],
    });
  }
}

async function addMember(graph: Graph, id: string, member: string): Promise<void> {
  await graphCall(`Could not add member "${member}" to Group (Group: "${id}")`, () =>
    graph.post(`/groups/${id}/members/$ref`, { ...beta, body: { '@odata.id': reference(member, 'beta') } }),
  );
}

async function setMembers(graph: Graph, id: string, planned: Values, prior: Values): Promise<void> {
  const wanted = texts(planned, 'members');
  if (same(wanted, texts(prior, 'members'))) return;
  const there = (await graph.list(`/groups/${id}/members`, beta)).map((member) => textOf(member, 'id'));
  for (const gone of there.filter((each) => !wanted.includes(each))) {
    await graphCall(`Could not remove member "${gone}" from Group (Group: "${id}")`, () =>
      graph.delete(`/groups/${id}/members/${gone}/$ref`, beta),
    );
  }
  for (const added of wanted.filter((each) => !there.includes(each))) await addMember(graph, id, added);
}

async function setOwners(graph: Graph, id: string, planned: Values, prior: Values): Promise<void> {
  const wanted = texts(planned, 'owners');
  const there = texts(prior, 'owners');
  if (same(wanted, there)) return;
  // Added first: a group may not be without an owner.
  for (const added of wanted.filter((each) => !there.includes(each))) {
    await graphCall('Could not add owner', () =>
      graph.post(`/groups/${id}/owners/$ref`, { ...beta, body: { '@odata.id': reference(added, 'beta') } }),
    );
  }
  for (const gone of there.filter((each) => !wanted.includes(each))) {
    await graphCall('Could not remove owner', () => graph.delete(`/groups/${id}/owners/${gone}/$ref`, beta));
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}

async function refuseDuplicate(graph: Graph, name: string, except?: string): Promise<void> {
  const found = await graph.list('/groups', {
    ...beta,
    query: { $filter: `displayName eq '${name.replace(/'/g, "''")}'` },
  });
  const other = found.find((each) => textOf(each, 'displayName') === name && textOf(each, 'id') !== except);
  if (!other) return;
  throw new ProviderError(
    `An existing "azuread_group" with name ${JSON.stringify(name)} (ID: "${textOf(other, 'id')}") was found and \`prevent_duplicate_names\` was specified`,
    {
      detail:
        'To be managed via Terraform, this resource needs to be imported into the State. Please see the resource documentation for "azuread_group" for more information.',
      at: ['display_name'],
    },
  );
}

async function readGroup(graph: Graph, id: string, before: Values): Promise<Values | undefined> {
  const found = await graphCall(`Retrieving Group (Group: "${id}")`, () => graph.find(`/groups/${id}`, beta));
  if (!found) return undefined;
  const owners = await graph.list(`/groups/${id}/owners`, beta);
  const members = await graph.list(`/groups/${id}/members`, beta);
  const units = await graph.list(`/groups/${id}/memberOf`, beta);
  const rule = textOf(found, 'membershipRule');
  return {
    ...describeGroup(found),
    owners: owners.map((each) => textOf(each, 'id')),
    members: members.map((each) => textOf(each, 'id')),
    administrative_unit_ids: units
      .filter((each) => textOf(each, '@odata.type') === '#microsoft.graph.administrativeUnit')
      .map((each) => textOf(each, 'id')),
    dynamic_membership:
      rule === '' && blocks(before, 'dynamic_membership').length === 0
        ? []
        : [{ enabled: textOf(found, 'membershipRuleProcessingState') === 'On', rule }],
    prevent_duplicate_names: flag(before, 'prevent_duplicate_names') ?? false,
  };
}

/** What resource and data source have in common. */
export function describeGroup(found: JsonObject): Record<string, Value> {
  return {
    id: `/groups/${textOf(found, 'id')}`,
    object_id: textOf(found, 'id'),
    display_name: textOf(found, 'displayName'),
    description: textOf(found, 'description'),
    assignable_to_role: found['isAssignableToRole'] === true,
    auto_subscribe_new_members: found['autoSubscribeNewMembers'] === true,
    behaviors: textsOf(found, 'resourceBehaviorOptions'),
    external_senders_allowed: found['allowExternalSenders'] === true,
    hide_from_address_lists: found['hideFromAddressLists'] === true,
    hide_from_outlook_clients: found['hideFromOutlookClients'] === true,
    mail: textOf(found, 'mail'),
    mail_enabled: found['mailEnabled'] === true,
    mail_nickname: textOf(found, 'mailNickname'),
    onpremises_domain_name: textOf(found, 'onPremisesDomainName'),
    onpremises_group_type: '',
    onpremises_netbios_name: textOf(found, 'onPremisesNetBiosName'),
    onpremises_sam_account_name: textOf(found, 'onPremisesSamAccountName'),
    onpremises_security_identifier: textOf(found, 'onPremisesSecurityIdentifier'),
    onpremises_sync_enabled: found['onPremisesSyncEnabled'] === true,
    preferred_language: textOf(found, 'preferredLanguage'),
    provisioning_options: textsOf(found, 'resourceProvisioningOptions'),
    proxy_addresses: textsOf(found, 'proxyAddresses'),
    security_enabled: found['securityEnabled'] === true,
    theme: textOf(found, 'theme'),
    types: textsOf(found, 'groupTypes'),
    visibility: textOf(found, 'visibility'),
    writeback_enabled: false,
  };
}

/** azuread_group_member: one member among others. */
export const groupMember: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = needText(planned, 'group_object_id');
    const member = needText(planned, 'member_object_id');
    await graphCall(`Retrieving Group (Group: "${id}")`, () => graph.get(`/groups/${id}`, beta));
    const there = await graph.list(`/groups/${id}/members`, beta);
    if (there.some((each) => textOf(each, 'id') === member)) {
      throw new ProviderError(`A resource with the ID "${id}/member/${member}" already exists`);
    }
    await graphCall(`Adding Group Id Member (Group: "${id}"\nDirectory Object: "${member}")`, () =>
      graph.post(`/groups/${id}/members/$ref`, { ...beta, body: { '@odata.id': reference(member, 'beta') } }),
    );
    return present((await isMember(graph, id, member)) ? { id: `${id}/member/${member}` } : undefined);
  },
  async read(call, state) {
    return (await isMember(call.client, needText(state, 'group_object_id'), needText(state, 'member_object_id')))
      ? {}
      : undefined;
  },
  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = needText(state, 'group_object_id');
    const member = needText(state, 'member_object_id');
    await graphCall(`Removing Group Id Member (Group: "${id}"\nDirectory Object: "${member}")`, () =>
      graph.delete(`/groups/${id}/members/${member}/$ref`, beta),
    );
    const gone = await untilConsistent(
      every5Seconds(call, secondsFor(state, 'delete', 5)),
      async () => !(await isMember(graph, id, member)),
    );
    if (!gone) throw new ProviderError(`Waiting for removal of member "${member}" from group with object ID "${id}"`);
  },
};

async function isMember(graph: Graph, id: string, member: string): Promise<boolean> {
  const found = await graph.find(`/groups/${id}/members`, { ...beta, query: { $filter: `id eq '${member}'` } });
  return ((found?.['value'] ?? []) as JsonObject[]).some((each) => textOf(each, 'id') === member);
}
