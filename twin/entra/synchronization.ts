/** What a provisioning job is, and what the SCIM integration adds to it. Graph's side is in graph/synchronization.ts. */

export interface SynchronizationSecret {
  readonly key: string;
  readonly value: string;
}

export interface Quarantine {
  readonly currentBegan: string;
  readonly reason: string;
  readonly error: { readonly code: string; readonly message: string };
}

export interface JobExecution {
  readonly activityIdentifier: string;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly countImported: number;
  readonly countExported: number;
  readonly countEscrowed: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** One object that the job has matched or made in the target. */
export interface KnownTarget {
  readonly type: 'User' | 'Group';
  readonly targetId: string;
  /** Attributes as they were last sent: what has not changed is not sent again. */
  sent: Readonly<Record<string, string | boolean>>;
  /** Ids in the target of the members that were sent. */
  readonly members: Set<string>;
}

export interface SynchronizationJob {
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly templateId: string;
  state: 'Active' | 'Disabled';
  /** Source of the target's `userName` in the attribute mapping. An existing app may map it from mail. */
  userNameFrom: 'userPrincipalName' | 'mail';
  /** Everybody is provisioned instead of who is assigned: a choice that an existing app may have made. */
  syncAll: boolean;
  /** A filter on users in the mapping: the integration does not apply it, Graph shows it. */
  scoped: boolean;
  statusCode: 'NotRun' | 'Active' | 'Paused' | 'Quarantine' | 'InProgress';
  quarantine: Quarantine | null;
  lastExecution: JobExecution | null;
  lastSuccessfulExecution: JobExecution | null;
  countSuccessiveCompleteFailures: number;
  steadyStateFirstAchieved: string | null;
  /** What the job remembers of the target, by Entra object id. */
  readonly known: Map<string, KnownTarget>;
}

export interface ProvisioningSubject {
  readonly objectId: string;
  readonly objectTypeName: 'User' | 'Group';
  /** Members named with a group: at most five. */
  readonly memberIds?: readonly string[];
}

export interface ProvisioningStep {
  readonly name: string;
  readonly status: 'success' | 'failure' | 'skipped';
  readonly description: string;
}

export interface ProvisioningLogEntry {
  readonly id: string;
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly provisioningAction: 'create' | 'update' | 'disable' | 'delete' | 'other';
  readonly status: 'success' | 'failure' | 'skipped';
  readonly errorCode: string | null;
  readonly reason: string | null;
  readonly source: { readonly id: string; readonly displayName: string | null; readonly identityType: string };
  readonly targetId: string | null;
  readonly servicePrincipalId: string;
}

/** What moves users and groups. Joined to a tenant by integrations/scim.ts; a tenant without it has jobs that move nothing. */
export interface SynchronizationRunner {
  /** The job was started, or started again: its next cycle is due. */
  started(job: SynchronizationJob): void;
  onDemand(job: SynchronizationJob, subject: ProvisioningSubject): Promise<readonly ProvisioningStep[]>;
  /** Undefined when the target accepted the credentials. */
  validate(credentials: readonly SynchronizationSecret[]): Promise<{ code: string; message: string } | undefined>;
}

/** Template of the AWS gallery app; its case matters. */
export const galleryJobTemplate = 'aWSSingleSignon';

/** A job as it is made: paused. */
export function newJob(
  tenantId: string,
  servicePrincipal: { readonly id: string; readonly appId: string },
): SynchronizationJob {
  return {
    id: `${galleryJobTemplate}.${tenantId.replaceAll('-', '')}.${servicePrincipal.appId}`,
    servicePrincipalId: servicePrincipal.id,
    templateId: galleryJobTemplate,
    state: 'Disabled',
    userNameFrom: 'userPrincipalName',
    syncAll: false,
    scoped: false,
    statusCode: 'Paused',
    quarantine: null,
    lastExecution: null,
    lastSuccessfulExecution: null,
    countSuccessiveCompleteFailures: 0,
    steadyStateFirstAchieved: null,
    known: new Map(),
  };
}
