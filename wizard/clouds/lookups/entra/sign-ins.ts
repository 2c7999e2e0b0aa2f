import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { present } from '../../../../domain/present.js';

interface SignIn {
  readonly createdDateTime: string;
  readonly userPrincipalName: string;
  readonly appId: string;
  readonly appDisplayName: string | null;
  readonly status: { readonly errorCode: number; readonly failureReason: string | null };
}

/** The last sign-ins of a user to one application, the newest first. Needs Entra ID P1 as well. */
export const signIns = lookup({
  id: 'sign-ins',
  what: 'the sign-ins',
  needs: { graph: ['AuditLog.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly userId: string; readonly applicationId: string }) {
    const found = await graph.first<SignIn>(
      'auditLogs/signIns',
      {
        query: { $filter: `userId eq ${odataText(at.userId)} and appId eq ${odataText(at.applicationId)}`, $top: '10' },
      },
      10,
    );
    return found.map(({ createdDateTime, status, appDisplayName }) =>
      present({
        at: createdDateTime,
        application: appDisplayName ?? undefined,
        /** 0: it worked. */
        errorCode: status.errorCode,
        reason: status.failureReason ?? undefined,
      }),
    );
  },
});
