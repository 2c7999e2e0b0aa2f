import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { storeIdProblem } from '../../domain/enrolment/store-id.js';
import { addressOf } from '../control-plane/invocation.js';
import { ReplacementTrigger } from '../control-plane/replacement.js';
import { groupTarget } from './assignment.js';
import { microsoft365Body, microsoft365Once, type Microsoft365 } from './microsoft-365.js';
import { MsgraphResource, type GraphBody } from './msgraph.js';
import { scopeTagsOf, type Labelled } from './labels.js';

/** An app of the Microsoft Store. */
export interface StoreApp {
  /** Its id there, in capitals. */
  readonly id: string;
  readonly displayName: string;
  readonly publisher: string;
  /** @default - its display name */
  readonly description?: string;
  /** @default 'system' */
  readonly installFor?: 'system' | 'user';
}

export interface AppProps extends Labelled {
  /** One of the Store or Microsoft 365, made here; or one that is there, and only assigned. */
  readonly app:
    | { readonly store: StoreApp }
    | { readonly microsoft365: Microsoft365 }
    | { readonly existing: { readonly id: string } };
  /** Whether devices get it by themselves, or people find it in Company Portal. */
  readonly intent: 'required' | 'available';
  /** Object ids of the groups that get it, by a key that never changes. `available` takes groups of people. */
  readonly targets: Readonly<Record<string, string>>;
  /**
   * Id of a filter: only devices that match it get the app.
   * @default - every device of the groups
   */
  readonly includeFilterId?: string;
}

const url = 'deviceAppManagement/mobileApps';

/**
 * An app in Intune, and who gets it: each assignment is an object of its own, added beside those that others made and
 * removed alone.
 *
 * Permission `DeviceManagementApps.ReadWrite.All`, beta version of Graph. An app is made before what it replaces goes, from
 * its first apply: a status page that waits for it is changed in between.
 */
export class App extends Construct {
  readonly appId: string;
  /** What a status page, and the first desktop, must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AppProps) {
    super(scope, id);
    if (Object.keys(props.targets).length === 0)
      throw new Error('`targets` of an app must name at least one group, or nobody would get it, got: none');
    const made =
      'store' in props.app
        ? this.make(props.app.store, props)
        : 'microsoft365' in props.app
          ? this.makeMicrosoft365(props.app.microsoft365, props)
          : undefined;
    this.appId = 'existing' in props.app ? props.app.existing.id : (made?.id ?? '');
    const assignments = Object.entries(props.targets).map(([key, groupId]) => this.assign(key, groupId, props));
    this.ready = [...(made ? [made] : []), ...assignments];
  }

  private make(store: StoreApp, props: AppProps): MsgraphResource {
    const problem = storeIdProblem(store.id);
    if (problem !== undefined) throw new Error(`\`id\` ${problem}, got: ${store.id}`);
    const runAsAccount = store.installFor ?? defaults.installFor;
    // Both are given at creation alone.
    const once = new ReplacementTrigger(this, 'made-of', [store.id, runAsAccount]);
    return new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.winGetApp',
        displayName: store.displayName,
        description: store.description ?? store.displayName,
        publisher: store.publisher,
        packageIdentifier: store.id,
        repositoryType: 'microsoftStore',
        installExperience: { runAsAccount },
        isFeatured: false,
        roleScopeTagIds: scopeTagsOf(props),
      },
      lifecycle: { createBeforeDestroy: true, replaceTriggeredBy: [addressOf(once)] },
    });
  }

  private makeMicrosoft365(office: Microsoft365, { roleScopeTagIds }: AppProps): MsgraphResource {
    const once = new ReplacementTrigger(this, 'made-of', microsoft365Once(office));
    return new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: microsoft365Body(office, roleScopeTagIds),
      lifecycle: { createBeforeDestroy: true, replaceTriggeredBy: [addressOf(once)] },
    });
  }

  /** What it says is part of its id in Graph: another intent, group, filter or app is another assignment. */
  private assign(key: string, groupId: string, { app, intent, includeFilterId }: AppProps): MsgraphResource {
    const { appId } = this;
    const said = [appId, groupId, intent, includeFilterId ?? ''];
    const between = new ReplacementTrigger(this, `between-${key}`, said);
    return new MsgraphResource(this, `assignment-${key}`, {
      url: `${url}/${appId}/assignments`,
      apiVersion: 'beta',
      body: assignmentBody('store' in app, intent, groupId, includeFilterId),
      // An app is published a while after it was made, and not assigned before.
      retryOn: ['PublishingState is not'],
      timeouts: { create: '10m' },
      lifecycle: { replaceTriggeredBy: [addressOf(between)] },
    });
  }
}

function assignmentBody(
  isOfStore: boolean,
  intent: AppProps['intent'],
  groupId: string,
  includeFilterId?: string,
): GraphBody {
  return {
    '@odata.type': '#microsoft.graph.mobileAppAssignment',
    intent,
    target: groupTarget(groupId, includeFilterId),
    // Required apps come without a notice into a first session; what somebody picked says when it is there.
    ...(isOfStore ? { settings: storeSettings(intent === 'required' ? 'hideAll' : 'showAll') } : {}),
  };
}

const storeSettings = (notifications: string): GraphBody => ({
  '@odata.type': '#microsoft.graph.winGetAppAssignmentSettings',
  notifications,
  installTimeSettings: null,
  restartSettings: null,
});
