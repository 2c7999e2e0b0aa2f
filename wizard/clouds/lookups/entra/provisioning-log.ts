import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { present } from '../../../../domain/present.js';

interface Entry {
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly provisioningAction: string;
  readonly provisioningStatusInfo: {
    readonly status: string;
    readonly errorInformation: { readonly errorCode: string | null; readonly reason: string | null } | null;
  };
  readonly sourceIdentity: { readonly id: string; readonly displayName: string | null; readonly identityType: string };
  readonly servicePrincipal: { readonly id: string };
}

/** What provisioning did lately, the newest first: of one job, or for one object of it. */
export const provisioningLog = lookup({
  id: 'provisioning-log',
  what: 'the provisioning log',
  needs: { graph: ['ProvisioningLog.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly jobId: string; readonly objectId?: string }) {
    const ofObject = at.objectId === undefined ? '' : ` and sourceIdentity/id eq ${odataText(at.objectId)}`;
    const found = await graph.first<Entry>(
      'auditLogs/provisioning',
      { query: { $filter: `jobId eq ${odataText(at.jobId)}${ofObject}`, $top: '50' } },
      50,
    );
    return found.map((entry) =>
      present({
        at: entry.activityDateTime,
        action: entry.provisioningAction,
        /** success, failure, skipped, warning. */
        status: entry.provisioningStatusInfo.status,
        errorCode: entry.provisioningStatusInfo.errorInformation?.errorCode ?? undefined,
        reason: entry.provisioningStatusInfo.errorInformation?.reason ?? undefined,
        objectId: entry.sourceIdentity.id,
        displayName: entry.sourceIdentity.displayName ?? undefined,
        type: entry.sourceIdentity.identityType,
      }),
    );
  },
});
