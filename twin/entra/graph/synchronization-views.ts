import type { JobExecution, SynchronizationJob } from '../synchronization.js';

/** The rule that both users and groups of the gallery app go by. */
export const provisioningRuleId = '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8';

function execution(run: JobExecution | null): object | null {
  if (!run) return null;
  const { countImported, countExported, countEscrowed } = run;
  return {
    ...run,
    countEntitled: countImported,
    countEntitledForProvisioning: countImported,
    countEscrowedRaw: countEscrowed,
    countExports: countExported,
    countImportedDeltas: 0,
    countImportedReferenceDeltas: 0,
  };
}

/** A job as Graph shows it. */
export function shownJob(each: SynchronizationJob): object {
  const never = '0001-01-01T00:00:00Z';
  const steady = each.steadyStateFirstAchieved ?? never;
  const { quarantine } = each;
  return {
    id: each.id,
    templateId: each.templateId,
    schedule: { expiration: null, interval: 'PT40M', state: each.state },
    status: {
      countSuccessiveCompleteFailures: each.countSuccessiveCompleteFailures,
      escrowsPruned: false,
      code: each.statusCode,
      lastExecution: execution(each.lastExecution),
      lastSuccessfulExecution: execution(each.lastSuccessfulExecution),
      lastSuccessfulExecutionWithExports: execution(each.lastSuccessfulExecution),
      quarantine: quarantine && {
        currentBegan: quarantine.currentBegan,
        seriesBegan: quarantine.currentBegan,
        seriesCount: 1,
        nextAttempt: null,
        reason: quarantine.reason,
        error: { ...quarantine.error, tenantActionable: true },
      },
      steadyStateFirstAchievedTime: steady,
      steadyStateLastAchievedTime: steady,
      troubleshootingUrl: null,
      progress: [],
      synchronizedEntryCountByType: ['User', 'Group'].flatMap((key) => {
        const value = [...each.known.values()].filter(({ type }) => type === key).length;
        return value > 0 ? [{ key, value }] : [];
      }),
    },
    synchronizationJobSettings: each.syncAll ? [{ name: 'SyncAll', value: 'true' }] : [],
  };
}

function mapping(target: string, source: string, matchingPriority = 0): object {
  return {
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    matchingPriority,
    source: { expression: `[${source}]`, name: source, parameters: [], type: 'Attribute' },
    targetAttributeName: target,
  };
}

/** The attribute mapping of a job: what `schema` shows of it. */
export function schemaOf({ id, userNameFrom, scoped }: SynchronizationJob): object {
  const objectMapping = (source: string, target: string, attributeMappings: object[]): object => ({
    enabled: true,
    flowTypes: 'Add, Update, Delete',
    name: `Provision Microsoft Entra ID ${source}s`,
    sourceObjectName: source,
    targetObjectName: target,
    scope:
      scoped && source === 'User'
        ? { categoryFilterGroups: [], groups: [], inputFilterGroups: [{ clauses: [], name: 'some users' }] }
        : null,
    attributeMappings,
  });
  const users = [
    mapping('userName', userNameFrom, 1),
    mapping('active', 'Not([IsSoftDeleted])'),
    mapping('displayName', 'displayName'),
    mapping('name.givenName', 'givenName'),
    mapping('name.familyName', 'surname'),
    mapping('emails[type eq "work"].value', 'mail'),
    mapping('externalId', 'objectId'),
  ];
  const groups = [
    mapping('displayName', 'displayName', 1),
    mapping('externalId', 'objectId'),
    mapping('members', 'members'),
  ];
  return {
    id,
    version: 'v1.0',
    provisioningTaskIdentifier: id,
    directories: [],
    synchronizationRules: [
      {
        id: provisioningRuleId,
        name: 'USERGROUP_OUTBOUND_USERGROUP',
        editable: true,
        priority: 1,
        sourceDirectoryName: 'Azure Active Directory',
        targetDirectoryName: 'AWS IAM Identity Center',
        containerFilter: null,
        groupFilter: null,
        metadata: [{ key: 'supportsProvisionOnDemand', value: 'true' }],
        objectMappings: [objectMapping('User', 'User', users), objectMapping('Group', 'Group', groups)],
      },
    ],
  };
}
