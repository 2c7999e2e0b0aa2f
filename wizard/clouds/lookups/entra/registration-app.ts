import { graphApplicationId } from '../../../../domain/graph-permissions.js';
import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { present } from '../../../../domain/present.js';

interface Application {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly passwordCredentials: readonly {
    readonly keyId: string;
    readonly displayName: string | null;
    readonly startDateTime: string;
    readonly endDateTime: string;
  }[];
}

interface Principal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly appRoles: readonly { readonly id: string; readonly value: string | null }[];
}

/**
 * The application through which WorkSpaces registers devices: its client secrets with their ends, and the application
 * permissions on Graph that were consented to. Undefined: it does not exist.
 */
export const registrationApp = lookup({
  id: 'registration-app',
  what: 'the registration app',
  needs: { graph: ['Application.Read.All'] },
  seconds: 15,
  async look({ graph }, at: { readonly applicationId: string }) {
    const byAppId = (appId: string) => ({ query: { $filter: `appId eq ${odataText(appId)}` } });
    const [[application], [principal], [microsoftGraph]] = await Promise.all([
      graph.list<Application>('applications', byAppId(at.applicationId)),
      graph.list<Principal>('servicePrincipals', byAppId(at.applicationId)),
      graph.list<Principal>('servicePrincipals', byAppId(graphApplicationId)),
    ]);
    if (!application) return undefined;
    const granted = principal
      ? await graph.list<{ appRoleId: string; resourceId: string }>(
          `servicePrincipals/${principal.id}/appRoleAssignments`,
        )
      : [];
    return present({
      objectId: application.id,
      applicationId: application.appId,
      displayName: application.displayName,
      /** Undefined: no service principal, so nobody can sign in as it. */
      enabled: principal?.accountEnabled,
      servicePrincipalObjectId: principal?.id,
      secrets: application.passwordCredentials.map((each) =>
        present({
          keyId: each.keyId,
          displayName: each.displayName ?? undefined,
          starts: each.startDateTime,
          ends: each.endDateTime,
        }),
      ),
      /** Names of the application permissions on Graph with consent. */
      consented: granted
        .filter(({ resourceId }) => resourceId === microsoftGraph?.id)
        .flatMap(({ appRoleId }) => microsoftGraph?.appRoles.find(({ id }) => id === appRoleId)?.value ?? []),
    });
  },
});
