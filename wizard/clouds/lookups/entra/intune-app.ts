import { namedLookup } from '../../lookup.js';
import { odataText } from '../../odata.js';

interface Application {
  readonly appId: string;
  readonly displayName: string;
  readonly keyCredentials?: readonly { readonly displayName?: string | null; readonly endDateTime: string }[];
}

/** The application that signs in for Intune alone, with the ends of its certificates. Undefined: it does not exist. */
export const intuneApp = namedLookup({
  id: 'intune-app',
  what: 'the application that signs in for Intune alone',
  needs: { graph: ['Application.Read.All'] },
  seconds: 15,
  named: ({ intune }) => intune.application,
  without: undefined,
  async look({ graph }, { clientId }: { readonly clientId: string }) {
    const [found] = await graph.list<Application>('applications', {
      query: { $filter: `appId eq ${odataText(clientId)}`, $select: 'appId,displayName,keyCredentials' },
    });
    if (found === undefined) return undefined;
    return {
      clientId: found.appId,
      displayName: found.displayName,
      /** When each certificate ends. */
      certificates: (found.keyCredentials ?? []).map(({ endDateTime }) => endDateTime),
    };
  },
});
