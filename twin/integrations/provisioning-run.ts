import { randomUUID } from 'node:crypto';
import { rule } from '../rules.js';
import type { TenantContext } from '../entra/context.js';
import type { Group, User } from '../entra/objects.js';
import type { KnownTarget, ProvisioningLogEntry, SynchronizationJob } from '../entra/synchronization.js';
import type { Scope } from './provisioning-scope.js';
import { EntryRefused, ScimClient, type ScimOperation } from './scim-client.js';

const deactivated = rule(
  'scim-deactivates',
  'https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works: deprovisioning',
  'Who leaves the scope, is disabled or deleted, is deactivated in the target; a group that leaves is deleted there.',
);
const externalId = rule('scim-external-id', 'guess', 'The external id that Entra sends is the object id.');

const triesFirst = rule(
  'scim-tries-credentials-first',
  'guess',
  'Every cycle begins with a call to the target, so that refused credentials show even when nothing has changed.',
);

/** AWS takes at most a hundred changes of members in one call (SCIM developer guide, PatchGroup). */
const membersACall = 100;

/** One cycle, or one call on demand. */
export class ProvisioningRun {
  readonly failures: string[] = [];
  exported = 0;

  constructor(
    private readonly context: TenantContext,
    private readonly job: SynchronizationJob,
    readonly cycleId: string,
  ) {}

  client(): ScimClient {
    return ScimClient.of(
      this.context.world,
      this.context.state.synchronizationSecrets.get(this.job.servicePrincipalId) ?? [],
    );
  }

  async everything(scope: Scope): Promise<void> {
    const client = this.client();
    this.context.world.rules.leanOn(triesFirst);
    await this.attempt('User', { id: this.job.id, displayName: null }, 'other', async () => {
      await client.find('Users', 'userName', randomUUID());
      return false;
    });
    for (const user of scope.users.values()) await this.user(client, user);
    for (const [id, known] of this.known('User')) {
      if (!scope.users.has(id)) await this.deactivate(client, id, known);
    }
    for (const group of scope.groups.values()) {
      const known = await this.group(client, group);
      if (!known) continue;
      const wanted = this.targetsOf(scope.membersOf(group.id));
      const added = wanted.filter((id) => !known.members.has(id));
      const removed = [...known.members].filter((id) => !wanted.includes(id));
      await this.changeMembers(client, group, known, 'add', added);
      await this.changeMembers(client, group, known, 'remove', removed);
    }
    for (const [id, known] of this.known('Group')) {
      if (!scope.groups.has(id)) await this.removeGroup(client, id, known);
    }
  }

  /** Makes, adopts or updates a user. A refusal of this one object is logged, and the others go on. */
  async user(client: ScimClient, user: User): Promise<void> {
    const userName = this.job.userNameFrom === 'mail' ? user.mail : user.userPrincipalName;
    if (userName === null || userName === '') {
      this.fail(
        'User',
        user,
        'create',
        'MissingRequiredAttribute',
        'The attribute that userName is mapped from is empty.',
      );
      return;
    }
    const known = this.job.known.get(user.id);
    if (!known && !user.accountEnabled) {
      this.log('User', user, 'other', 'skipped', 'NotEffectivelyEntitled', 'The user is disabled.');
      return;
    }
    this.context.world.rules.leanOn(externalId);
    const wanted: Record<string, string | boolean> = { userName, active: user.accountEnabled, externalId: user.id };
    const optional = {
      displayName: user.displayName,
      'name.givenName': user.givenName,
      'name.familyName': user.surname,
      'emails[type eq "work"].value': user.mail,
    };
    for (const [path, value] of Object.entries(optional)) if (value !== null && value !== '') wanted[path] = value;
    await this.attempt('User', user, known ? 'update' : 'create', async () => {
      if (known) return this.update(client, 'Users', known, wanted);
      const present = await client.find('Users', 'userName', userName);
      const target: KnownTarget = {
        type: 'User',
        targetId: present ?? (await client.create('Users', userBody(wanted))),
        sent: present ? {} : wanted,
        members: new Set(),
      };
      this.job.known.set(user.id, target);
      if (present) await this.update(client, 'Users', target, wanted);
      return true;
    });
  }

  async group(client: ScimClient, group: Group): Promise<KnownTarget | undefined> {
    const known = this.job.known.get(group.id);
    const displayName = group.displayName ?? '';
    const wanted = { displayName, externalId: group.id };
    await this.attempt('Group', group, known ? 'update' : 'create', async () => {
      if (known) return this.update(client, 'Groups', known, wanted);
      const present = await client.find('Groups', 'displayName', displayName);
      const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], ...wanted, members: [] };
      const targetId = present ?? (await client.create('Groups', body));
      const target: KnownTarget = {
        type: 'Group',
        targetId,
        sent: present ? { displayName } : wanted,
        members: new Set(),
      };
      this.job.known.set(group.id, target);
      // Who is matched by name is told the external id (PatchGroup takes it).
      if (present) await this.update(client, 'Groups', target, wanted);
      return true;
    });
    return this.job.known.get(group.id);
  }

  /** Adds members to a group or takes them out, a hundred a call. */
  async changeMembers(
    client: ScimClient,
    group: Group,
    known: KnownTarget,
    op: 'add' | 'remove',
    ids: readonly string[],
  ): Promise<void> {
    for (let from = 0; from < ids.length; from += membersACall) {
      const some = ids.slice(from, from + membersACall);
      await this.attempt('Group', group, 'update', async () => {
        await client.patch('Groups', known.targetId, [
          { op, path: 'members', value: some.map((value) => ({ value })) },
        ]);
        for (const id of some) {
          if (op === 'add') known.members.add(id);
          else known.members.delete(id);
        }
        return true;
      });
    }
  }

  /** Ids in the target of those who are there already. */
  targetsOf(entraIds: readonly string[]): readonly string[] {
    return entraIds.flatMap((id) => this.job.known.get(id)?.targetId ?? []);
  }

  log(
    type: 'User' | 'Group',
    source: { readonly id: string; readonly displayName: string | null },
    action: ProvisioningLogEntry['provisioningAction'],
    status: ProvisioningLogEntry['status'],
    errorCode: string | null = null,
    reason: string | null = null,
  ): void {
    this.context.state.provisioningLog.push({
      id: randomUUID(),
      activityDateTime: this.context.world.clock.now().toISOString(),
      jobId: this.job.id,
      cycleId: this.cycleId,
      provisioningAction: action,
      status,
      errorCode,
      reason,
      source: { id: source.id, displayName: source.displayName, identityType: type },
      targetId: this.job.known.get(source.id)?.targetId ?? null,
      servicePrincipalId: this.job.servicePrincipalId,
    });
  }

  private known(type: 'User' | 'Group'): [string, KnownTarget][] {
    return [...this.job.known].filter(([, known]) => known.type === type);
  }

  private async update(
    client: ScimClient,
    collection: 'Users' | 'Groups',
    known: KnownTarget,
    wanted: Readonly<Record<string, string | boolean>>,
  ): Promise<boolean> {
    // What was removed in Entra stays in the target: a missing attribute is not sent (AWS-IDP page).
    const operations = Object.entries(wanted)
      .filter(([path, value]) => known.sent[path] !== value)
      .map(([path, value]): ScimOperation => ({ op: 'replace', path, value }));
    if (operations.length === 0) return false;
    await client.patch(collection, known.targetId, operations);
    known.sent = { ...known.sent, ...wanted };
    return true;
  }

  private async deactivate(client: ScimClient, id: string, known: KnownTarget): Promise<void> {
    if (known.sent['active'] === false) return;
    this.context.world.rules.leanOn(deactivated);
    const source = { id, displayName: String(known.sent['displayName'] ?? '') };
    await this.attempt('User', source, 'disable', () =>
      this.update(client, 'Users', known, { ...known.sent, active: false }),
    );
  }

  private async removeGroup(client: ScimClient, id: string, known: KnownTarget): Promise<void> {
    this.context.world.rules.leanOn(deactivated);
    const source = { id, displayName: String(known.sent['displayName'] ?? '') };
    await this.attempt('Group', source, 'delete', async () => {
      await client.remove('Groups', known.targetId);
      this.job.known.delete(id);
      return true;
    });
  }

  private async attempt(
    type: 'User' | 'Group',
    source: { readonly id: string; readonly displayName: string | null },
    action: ProvisioningLogEntry['provisioningAction'],
    change: () => Promise<boolean>,
  ): Promise<void> {
    try {
      if (!(await change())) return;
      this.exported += 1;
      this.log(type, source, action, 'success');
    } catch (error) {
      if (!(error instanceof EntryRefused)) throw error;
      // What is gone from the target is matched or made again in the next cycle.
      if (error.status === 404) this.job.known.delete(source.id);
      this.fail(type, source, action, 'SystemForCrossDomainIdentityManagementBadResponse', error.message);
    }
  }

  private fail(
    type: 'User' | 'Group',
    source: { readonly id: string; readonly displayName: string | null },
    action: ProvisioningLogEntry['provisioningAction'],
    code: string,
    reason: string,
  ): void {
    this.failures.push(`${source.displayName ?? source.id}: ${reason}`);
    this.log(type, source, action, 'failure', code, reason);
  }
}

function userBody(wanted: Readonly<Record<string, string | boolean>>): object {
  const name = { givenName: wanted['name.givenName'], familyName: wanted['name.familyName'] };
  const mail = wanted['emails[type eq "work"].value'];
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: wanted['userName'],
    externalId: wanted['externalId'],
    active: wanted['active'],
    displayName: wanted['displayName'],
    name,
    ...(mail === undefined ? {} : { emails: [{ value: mail, type: 'work', primary: true }] }),
  };
}
