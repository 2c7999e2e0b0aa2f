import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';

/** Applications with exactly this display name: what a hand-made set-up or a lost state left. */
export const applicationsNamed = lookup({
  id: 'applications-named',
  what: 'the application',
  needs: { graph: ['Application.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly displayName: string }) {
    const found = await graph.list<{ id: string; appId: string; displayName: string }>('applications', {
      query: { $filter: `displayName eq ${odataText(at.displayName)}` },
    });
    return found.map(({ id, appId, displayName }) => ({ objectId: id, applicationId: appId, displayName }));
  },
});
