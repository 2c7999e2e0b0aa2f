import type { ProvisioningLogEntry } from '../synchronization.js';
import { allowed } from '../permissions.js';
import type { TenantState } from '../state.js';
import { list, type Route } from './route.js';

function shown(state: TenantState, entry: ProvisioningLogEntry): object {
  const principal = state.servicePrincipals.get(entry.servicePrincipalId);
  const { id, activityDateTime, jobId, cycleId, provisioningAction, status, errorCode, reason, source, targetId } =
    entry;
  return {
    id,
    activityDateTime,
    tenantId: state.tenantId,
    jobId,
    cycleId,
    changeId: id,
    provisioningAction,
    durationInMilliseconds: 100,
    provisioningStatusInfo: {
      status,
      errorInformation:
        errorCode === null
          ? null
          : {
              errorCategory: status === 'skipped' ? 'nonServiceFailure' : 'failure',
              errorCode,
              reason,
              additionalDetails: null,
              recommendedAction: null,
            },
    },
    sourceIdentity: { ...source, details: [] },
    targetIdentity: { id: targetId ?? '', displayName: '', identityType: source.identityType, details: [] },
    sourceSystem: { id: '', displayName: 'Microsoft Entra ID', details: [] },
    targetSystem: { id: '', displayName: principal?.displayName ?? '', details: [] },
    servicePrincipal: { id: entry.servicePrincipalId, displayName: principal?.displayName ?? '' },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    provisioningSteps: [],
    modifiedProperties: [],
  };
}

/** The newest first, as Graph lists its logs. */
export const auditLogRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/auditLogs/provisioning',
    allow: allowed.readProvisioningLog,
    handle: (call) =>
      list(
        call,
        'auditLogs/provisioning',
        call.state.provisioningLog.map((entry) => shown(call.state, entry)).reverse(),
      ),
  },
  {
    method: 'GET',
    path: '/auditLogs/signIns',
    allow: allowed.readSignInLog,
    handle: (call) =>
      list(
        call,
        'auditLogs/signIns',
        call.state.signInLog
          .map(({ errorCode, failureReason, ...entry }) => ({
            ...entry,
            status: { errorCode, failureReason, additionalDetails: null },
          }))
          .reverse(),
      ),
  },
];
