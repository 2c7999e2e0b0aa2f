/** Provisioning from Entra into Identity Center (SCIM). */
import type { Service } from '../record.js';
import { graph } from '../rights.js';
import { known } from '../values.js';
import { carrying, plain } from '../wording.js';
import type { GraphObject } from './graph-objects.js';

const synchronization = graph('Synchronization.Read.All');

export const provisioning: Service = {
  things: 'parts of the provisioning',
  resources: {
    azuread_synchronization_secret: {
      // A new token takes the place of one that still works: nobody is cut off by that.
      words: carrying('Entra', 'SCIM credential', { update: 'none' }),
      stage: 'connected',
      rights: synchronization,
      adopt: {
        madeAnew: 'The apply writes endpoint and token again, the token from its own secret. Nothing stops meanwhile.',
      },
    },
    azuread_synchronization_job: {
      words: carrying('Entra', 'SCIM job'),
      stage: 'connected',
      rights: synchronization,
      adopt: {
        needs: { graph: ['Synchronization.Read.All'] },
        async find({ clouds, values }) {
          const [service, template] = [known(values, 'service_principal_id'), known(values, 'template_id')];
          if (service === undefined || template === undefined) return [];
          const all = await clouds.graph.list<GraphObject>(`${service.replace(/^\//, '')}/synchronization/jobs`);
          return all
            .filter(({ templateId }) => templateId === template)
            .map(({ id }) => ({
              name: id,
              importId: `${service}/synchronization/jobs/${id}`,
              attributes: { id: `${service}/synchronization/jobs/${id}` },
            }));
        },
      },
    },
    azuread_synchronization_job_provision_on_demand: {
      words: plain('Entra', 'immediate sync', { inner: true }),
      stage: 'connected',
      rights: { read: {}, write: { graph: ['Synchronization.ReadWrite.All'] } },
      adopt: { madeAnew: 'The apply provisions once more: nothing changes for who is there.' },
    },
  },
};
