import type { IResolvable, ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../domain/present.js';
import type { IdentityStore } from '../domain/control-plane/kind-record.js';
import type { ControlPlane } from '../modules/control-plane/control-plane.js';
import { AccountInstance } from '../modules/identity-center/account-instance.js';
import { IdentityCenterInstance } from '../modules/identity-center/identity-center-instance.js';
import { SyncedGroup } from '../modules/identity-center/synced-group.js';
import { UserPresence } from '../modules/identity-center/user-presence.js';
import { desktopKey } from '../modules/workspaces/desktop-address.js';
import { accountInstanceName } from '../domain/names.js';
import { userNameKey } from '../domain/user-name.js';
import type { Deployment } from '../deployment/schema.js';
import { stageOf } from '../deployment/stage.js';
import type { Federation } from './federation.js';
import { deploymentTags, type Providers } from './providers.js';

export interface IdentityCenterProps {
  readonly deployment: Deployment;
  readonly providers: Providers;
  /** The control plane of the Region of Identity Center. */
  readonly controlPlane: ControlPlane;
  readonly federation: Federation;
  /** Whether a plan looks if the group is still in Identity Center. */
  readonly lookForDrift: IResolvable;
}

/** The AWS side of sign-in: the instance, and in stage `connected` the group and the users that SCIM brings. */
export class IdentityCenter extends Construct {
  readonly instanceArn: string;
  /** `d-…` */
  readonly identityStoreId: string;
  /** An instance of our own, which outlives the directories whose applications it holds. */
  readonly made: readonly ITerraformDependable[];
  /** Only in stage `connected`. */
  readonly group?: SyncedGroup;
  private readonly presence?: UserPresence;

  constructor(scope: Construct, id: string, props: IdentityCenterProps) {
    super(scope, id);
    const { deployment, providers, controlPlane, federation } = props;
    const instance = this.instance(props);
    this.made = instance instanceof AccountInstance ? [instance] : [];
    this.instanceArn = instance.instanceArn;
    this.identityStoreId = instance.identityStoreId;
    if (stageOf(deployment) === 'foundation') return;

    const { roleArn } = deployment.identityCenter;
    const identityStore: IdentityStore = { identityStoreId: instance.identityStoreId, ...(roleArn ? { roleArn } : {}) };
    this.group = new SyncedGroup(this, 'desktop-users', {
      controlPlane,
      identityStore,
      displayName: federation.desktopUsers.displayName,
      entraObjectId: federation.desktopUsers.objectId,
      ...present({ assignmentId: federation.desktopUsers.assignmentId }),
      ...present({ job: federation.provisioning }),
      provider: providers.identityCenter,
      lookForDrift: props.lookForDrift,
      dependsOn: federation.provisioned,
    });
    this.presence = new UserPresence(this, 'presence', {
      controlPlane,
      identityStore,
      users: activeUsers(deployment),
      dependsOn: federation.provisioned,
    });
  }

  /** That SCIM has brought this user. Nothing for somebody on hold: his desktop stays, and he has no access. */
  presenceOf(upn: string): ITerraformDependable | undefined {
    return this.presence?.of(desktopKey(upn));
  }

  private instance({
    deployment,
    providers,
    controlPlane,
  }: IdentityCenterProps): IdentityCenterInstance | AccountInstance {
    const { name, aws, identityCenter } = deployment;
    if ('existing' in identityCenter.instance) {
      return new IdentityCenterInstance(this, 'instance', {
        provider: providers.identityCenter,
        region: identityCenter.region,
        arn: identityCenter.instance.existing.arn,
      });
    }
    return new AccountInstance(this, 'account-instance', {
      controlPlane,
      name: accountInstanceName(name),
      accountId: aws.accountId,
      tags: deploymentTags(deployment),
    });
  }
}

/** Everybody who is active at one site at least, once, as first written. */
function activeUsers({ sites }: Deployment): { key: string; userName: string }[] {
  const users = new Map<string, string>();
  for (const { upn, state } of sites.flatMap(({ desktops }) => desktops.users)) {
    if (state === 'active' && !users.has(userNameKey(upn))) users.set(userNameKey(upn), upn);
  }
  return [...users.values()].map((upn) => ({ key: desktopKey(upn), userName: upn }));
}
