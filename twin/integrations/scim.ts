import { randomUUID } from 'node:crypto';
import { rule } from '../rules.js';
import type { TenantContext } from '../entra/context.js';
import type {
  ProvisioningStep,
  ProvisioningSubject,
  SynchronizationJob,
  SynchronizationRunner,
  SynchronizationSecret,
} from '../entra/synchronization.js';
import { ProvisioningRun } from './provisioning-run.js';
import { scopeOf } from './provisioning-scope.js';
import { CredentialsRefused, EntryRefused, ScimClient } from './scim-client.js';

const cycles = rule(
  'scim-cycle-forty-minutes',
  'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-when-will-provisioning-finish-specific-user',
  'A provisioning job runs every 40 minutes; what changed between shows after the next cycle.',
);
const quarantined = rule(
  'scim-quarantine',
  'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status',
  'Refused credentials put the job into quarantine; it then tries once a day, or when it is started again, until they are accepted.',
);
const onDemandAlone = rule(
  'scim-on-demand-group-alone',
  'guess',
  'A group provisioned on demand without named members comes without members; the next cycle brings them.',
);

const cycleMinutes = 40;
const quarantineMinutes = 24 * 60;

/** Joins provisioning jobs to Identity Center: the Entra side of SCIM. */
export class ScimSynchronization implements SynchronizationRunner {
  /** The schedule that is valid for a job: starting it again makes a new one. */
  private readonly schedules = new Map<string, symbol>();

  constructor(private readonly context: TenantContext) {}

  started(job: SynchronizationJob): void {
    const schedule = Symbol(job.id);
    this.schedules.set(job.id, schedule);
    this.next(job, schedule, this.context.delays.firstSynchronization);
  }

  async validate(
    credentials: readonly SynchronizationSecret[],
  ): Promise<{ code: string; message: string } | undefined> {
    try {
      await ScimClient.of(this.context.world, credentials).find('Users', 'userName', randomUUID());
      return undefined;
    } catch (error) {
      if (error instanceof CredentialsRefused) return { code: error.code, message: error.message };
      if (error instanceof EntryRefused)
        return { code: 'SystemForCrossDomainIdentityManagementServiceIncompatible', message: error.message };
      throw error;
    }
  }

  async onDemand(job: SynchronizationJob, subject: ProvisioningSubject): Promise<readonly ProvisioningStep[]> {
    const steps: ProvisioningStep[] = [];
    const step = (name: string, status: ProvisioningStep['status'], description: string): void =>
      void steps.push({ name, status, description });
    const scope = scopeOf(this.context, job);
    const run = new ProvisioningRun(this.context, job, randomUUID());
    const source =
      subject.objectTypeName === 'User'
        ? this.context.state.users.get(subject.objectId)
        : this.context.state.groups.get(subject.objectId);
    if (!source) {
      step(
        'EntryImport',
        'failure',
        `The ${subject.objectTypeName.toLowerCase()} ${subject.objectId} does not exist in Microsoft Entra ID.`,
      );
      return steps;
    }
    step(
      'EntryImport',
      'success',
      `Received ${subject.objectTypeName} '${source.displayName ?? ''}' from Microsoft Entra ID.`,
    );
    if (!scope.users.has(source.id) && !scope.groups.has(source.id)) {
      const reason = 'The object is not assigned to the application.';
      step('EntrySynchronizationScoping', 'skipped', reason);
      run.log(subject.objectTypeName, source, 'other', 'skipped', 'NotEffectivelyEntitled', reason);
      return steps;
    }
    step('EntrySynchronizationScoping', 'success', 'The object is in scope.');
    try {
      const client = run.client();
      const user = scope.users.get(source.id);
      const group = scope.groups.get(source.id);
      if (user) await run.user(client, user);
      if (group) {
        const known = await run.group(client, group);
        if (subject.memberIds === undefined) this.context.world.rules.leanOn(onDemandAlone);
        else if (known) await run.changeMembers(client, group, known, 'add', run.targetsOf(subject.memberIds));
      }
      const failed = run.failures[0];
      step('EntryExport', failed === undefined ? 'success' : 'failure', failed ?? 'The object was provisioned.');
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      step('EntryExport', 'failure', `${error.code}: ${error.message}`);
    }
    return steps;
  }

  private next(job: SynchronizationJob, schedule: symbol, minutes: number): void {
    const { clock } = this.context.world;
    clock.after(minutes, `provisioning cycle of ${job.id}`, async () => {
      const stillThere = this.context.state.synchronizationJobs.get(job.id) === job;
      if (!stillThere || job.state !== 'Active' || this.schedules.get(job.id) !== schedule) return;
      this.context.world.rules.leanOn(cycles);
      await this.cycle(job);
      this.next(job, schedule, job.quarantine ? quarantineMinutes : cycleMinutes);
    });
  }

  private async cycle(job: SynchronizationJob): Promise<void> {
    const run = new ProvisioningRun(this.context, job, randomUUID());
    const began = this.context.world.clock.now().toISOString();
    const scope = scopeOf(this.context, job);
    let refused: CredentialsRefused | undefined;
    try {
      await run.everything(scope);
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      refused = error;
    }
    const execution = {
      activityIdentifier: run.cycleId,
      state: refused
        ? ('Failed' as const)
        : run.failures.length > 0
          ? ('EntryLevelErrors' as const)
          : ('Succeeded' as const),
      timeBegan: began,
      timeEnded: this.context.world.clock.now().toISOString(),
      countImported: scope.users.size + scope.groups.size,
      countExported: run.exported,
      countEscrowed: run.failures.length,
      error: refused ? { code: refused.code, message: refused.message } : null,
    };
    job.lastExecution = execution;
    if (refused) {
      this.context.world.rules.leanOn(quarantined);
      job.countSuccessiveCompleteFailures += 1;
      job.statusCode = 'Quarantine';
      job.quarantine = {
        currentBegan: job.quarantine?.currentBegan ?? began,
        reason: 'EncounteredQuarantineException',
        error: { code: refused.code, message: refused.message },
      };
      return;
    }
    job.countSuccessiveCompleteFailures = 0;
    job.quarantine = null;
    job.statusCode = 'Active';
    job.lastSuccessfulExecution = execution;
    job.steadyStateFirstAchieved ??= execution.timeEnded;
  }
}
