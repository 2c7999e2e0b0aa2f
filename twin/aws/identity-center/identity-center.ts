import { randomUUID } from 'node:crypto';
import type { IdentityCenterUser } from '../../clouds.js';
import type { Cloud } from '../service.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import { IdentitySource } from './identity-source.js';
import { IdentityStore, newStoreId } from './identity-store.js';
import type { Application, Instance } from './instance.js';

/** Identity Center of one account: its instances, their applications and their identity stores. */
export class IdentityCenter {
  readonly instances: Instance[] = [];
  /** Whether the organization lets member accounts make instances of their own. */
  accountInstancesAllowed = true;

  constructor(private readonly cloud: Cloud) {}

  /** What a person does in the console of the management account: it has no API. `arn`: of one that a file names. */
  enableOrganizationInstance(region: string, arn?: string): Instance {
    return this.addInstance({
      ...(arn === undefined ? {} : { arn }),
      region,
      kind: 'organization',
      ownerAccountId: this.cloud.managementAccountId ?? this.cloud.accountId,
      name: undefined,
    });
  }

  addInstance(of: Pick<Instance, 'region' | 'kind' | 'ownerAccountId' | 'name'> & { arn?: string }): Instance {
    const { clock, rules } = this.cloud.world;
    const instance: Omit<Instance, 'source'> & { source?: IdentitySource } = {
      ...of,
      arn: of.arn ?? `arn:aws:sso:::instance/ssoins-${identifier(16)}`,
      status: 'ACTIVE',
      created: this.cloud.world.clock.now(),
      additionalRegions: [],
      tags: new Map(),
      store: new IdentityStore(newStoreId(), this.cloud.world.clock),
      applications: new Map(),
    };
    const whole = Object.assign(instance, { source: new IdentitySource(instance as Instance, clock, rules) });
    this.instances.push(whole);
    return whole;
  }

  /** Part of a SCIM endpoint's path. */
  newScimTenant(): string {
    return `${identifier(11, lettersAndDigits)}-${randomUUID()}`;
  }

  /** The instance as a call in a Region sees it. Instance ARNs carry no Region. */
  instanceIn(region: string, arn: string): Instance | undefined {
    return this.instances.find(
      (each) => each.arn === arn && (each.region === region || each.additionalRegions.includes(region)),
    );
  }

  instance(arn: string): Instance | undefined {
    return this.instances.find((each) => each.arn === arn);
  }

  storeIn(region: string, storeId: string): Instance | undefined {
    return this.instances.find(
      (each) => each.store.id === storeId && (each.region === region || each.additionalRegions.includes(region)),
    );
  }

  addApplication(instance: Instance, name: string, providerArn: string): Application {
    const [, instanceId = ''] = instance.arn.split('/');
    const application: Application = {
      arn: `arn:aws:sso::${this.cloud.accountId}:application/${instanceId}/apl-${identifier(16)}`,
      instanceArn: instance.arn,
      name,
      providerArn,
      accountId: this.cloud.accountId,
      created: this.cloud.world.clock.now(),
      assignmentRequired: false,
      assignments: [],
    };
    instance.applications.set(application.arn, application);
    return application;
  }

  application(arn: string): Application | undefined {
    return this.instances.map(({ applications }) => applications.get(arn)).find((found) => found !== undefined);
  }

  /** A user of any instance. */
  userByName(userName: string): IdentityCenterUser | undefined {
    const user = this.instances.map(({ store }) => store.userByName(userName)).find((found) => found !== undefined);
    if (!user) return undefined;
    const { userId, active, externalId } = user;
    return { userId, userName: user.userName, active, ...(externalId === undefined ? {} : { externalId }) };
  }

  /** Without the need for an assignment everybody may; else the user or one of the groups must be assigned. */
  mayOpen(applicationArn: string, userId: string): boolean {
    const application = this.application(applicationArn);
    const store = application && this.instance(application.instanceArn)?.store;
    if (!application || !store?.users.get(userId)?.active) return false;
    if (!application.assignmentRequired) return true;
    const principals = new Set([userId, ...store.groupsOf(userId).map(({ groupId }) => groupId)]);
    return application.assignments.some(({ principalId }) => principals.has(principalId));
  }
}
