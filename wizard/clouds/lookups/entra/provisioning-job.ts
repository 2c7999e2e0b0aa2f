import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Job {
  readonly id: string;
  readonly templateId: string;
  readonly schedule: { readonly state: string; readonly interval: string };
  readonly synchronizationJobSettings?: readonly { readonly name: string; readonly value: string }[];
  readonly status: {
    readonly code: string;
    readonly countSuccessiveCompleteFailures: number;
    readonly lastExecution: Execution | null;
    readonly lastSuccessfulExecution: Execution | null;
    readonly quarantine: {
      readonly reason: string;
      readonly currentBegan: string;
      readonly error: { readonly code: string; readonly message: string } | null;
    } | null;
  };
}

interface Execution {
  readonly state: string;
  readonly timeBegan: string;
  readonly timeEnded: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface Schema {
  readonly synchronizationRules: readonly {
    readonly objectMappings: readonly {
      readonly enabled: boolean;
      readonly sourceObjectName: string;
      readonly scope: unknown;
      readonly attributeMappings: readonly {
        readonly targetAttributeName: string;
        readonly source: { readonly name: string | null; readonly expression: string | null };
      }[];
    }[];
  }[];
}

/** The provisioning (SCIM) job of an enterprise app: is it running, quarantined, and what does it send. Undefined: none. */
export const provisioningJob = lookup({
  id: 'provisioning-job',
  what: 'the provisioning job',
  needs: { graph: ['Synchronization.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly servicePrincipalObjectId: string }) {
    const base = `servicePrincipals/${at.servicePrincipalObjectId}/synchronization/jobs`;
    const [job] = await graph.list<Job>(base);
    if (!job) return undefined;
    const schema = await graph.get<Schema>(`${base}/${job.id}/schema`);
    const { status } = job;
    const setting = (name: string): string | undefined =>
      job.synchronizationJobSettings?.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value;
    return present({
      id: job.id,
      running: job.schedule.state === 'Active',
      /** NotRun, Active, Paused, Quarantine, InProgress. */
      status: status.code,
      quarantine: status.quarantine
        ? {
            reason: status.quarantine.reason,
            since: status.quarantine.currentBegan,
            message: status.quarantine.error?.message ?? '',
          }
        : undefined,
      lastRun: status.lastExecution
        ? present({
            state: status.lastExecution.state,
            ended: status.lastExecution.timeEnded,
            error: status.lastExecution.error?.message,
          })
        : undefined,
      lastSuccess: status.lastSuccessfulExecution?.timeEnded,
      failuresInARow: status.countSuccessiveCompleteFailures,
      /** It takes everybody instead of who is assigned. */
      syncsAll: setting('SyncAll')?.toLowerCase() === 'true',
      ...mappingOf(schema),
    });
  },
});

/** What users and groups are sent as. */
function mappingOf(schema: Schema) {
  const mappings = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  const of = (kind: string) => mappings.find(({ sourceObjectName }) => sourceObjectName === kind);
  const users = of('User');
  const sources = Object.fromEntries(
    (users?.attributeMappings ?? []).map(({ targetAttributeName, source }) => [
      targetAttributeName,
      source.name ?? source.expression ?? '',
    ]),
  );
  return present({
    /** Source of each attribute of a user: `{ userName: 'userPrincipalName' }`. */
    userAttributes: sources,
    userNameFrom: sources['userName'],
    sendsUsers: users?.enabled ?? false,
    sendsGroups: of('Group')?.enabled ?? false,
    /** A filter on users is in place: some may be left out. */
    scoped: users?.scope !== null && users?.scope !== undefined,
  });
}
