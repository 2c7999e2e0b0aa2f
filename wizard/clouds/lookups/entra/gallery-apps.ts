import { galleryTemplateId } from '../../../../domain/gallery-app.js';
import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';
import { present } from '../../../../domain/present.js';
import type { ServicePrincipalObject } from './enterprise-app.js';
import { provisioningJob } from './provisioning-job.js';

/** Enterprise apps made from the gallery app for Identity Center, with what each provisions. */
export const galleryApps = lookup({
  id: 'gallery-apps',
  what: 'the enterprise apps for Identity Center',
  needs: { graph: ['Application.Read.All', 'Synchronization.Read.All'] },
  seconds: 20,
  async look(clouds, _at: void) {
    const apps = await clouds.graph.list<ServicePrincipalObject>('servicePrincipals', {
      query: { $filter: `applicationTemplateId eq ${odataText(galleryTemplateId)}` },
    });
    return Promise.all(
      apps.map(async (app) => {
        const job = await provisioningJob.look(clouds, { servicePrincipalObjectId: app.id });
        return present({
          servicePrincipalObjectId: app.id,
          applicationId: app.appId,
          displayName: app.displayName,
          enabled: app.accountEnabled,
          signOnMode: app.preferredSingleSignOnMode ?? undefined,
          identifiers: app.servicePrincipalNames.filter((name) => name.startsWith('https://')),
          provisions: job?.running ?? false,
          userNameFrom: job?.userNameFrom,
        });
      }),
    );
  },
});
