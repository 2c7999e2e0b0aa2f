import { bootstrapTag } from '../../../../domain/names.js';
import { leftAppNamesOf } from '../../../../deployment/pipeline-of.js';
import { namedLookup } from '../../lookup.js';
import { credentialsHeld, seenCredential, type SeenPipelineApp } from './pipeline-apps.js';

/** An application that says it is of bootstrap, and that the deployment does not name. */
export type LeftApp = Pick<SeenPipelineApp, 'clientId' | 'displayName' | 'credentials'>;

/**
 * Applications that a lowered level left: of the names that bootstrap gives, with its notes. Who wrote these is not known: whoever
 * registers one may copy both.
 */
export const pipelineLeftApps = namedLookup({
  id: 'pipeline-left-apps',
  what: 'applications of a pipeline of before',
  needs: { graph: ['Application.Read.All'] },
  seconds: 15,
  named: (deployment) => {
    const displayNames = leftAppNamesOf(deployment);
    return displayNames.length === 0 ? undefined : { displayNames };
  },
  without: [],
  async look({ graph }, { displayNames }: { readonly displayNames: readonly string[] }): Promise<LeftApp[]> {
    const found = await Promise.all(
      displayNames.map(async (displayName) =>
        graph.list<{ id: string; appId: string; displayName: string; notes?: string | null }>('applications', {
          query: {
            $filter: `displayName eq '${displayName.replaceAll("'", "''")}'`,
            $select: 'id,appId,displayName,notes',
          },
        }),
      ),
    );
    const ours = found.flat().filter(({ notes }) => notes?.startsWith(`${bootstrapTag} `) === true);
    return Promise.all(
      ours.map(async ({ id, appId: clientId, displayName }) => ({
        ...{ clientId, displayName, credentials: (await credentialsHeld(graph, id)).map(seenCredential) },
      })),
    );
  },
});
