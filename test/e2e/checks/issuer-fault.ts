import { discoveryOf } from '../../../twin/gitlab/discovery.js';
import type { Fault } from './faults.js';

const url = 'https://git.contoso.com';

/** Who signs for a GitLab of somebody's own. */
export const issuerFault: Fault = {
  rule: 'pipeline-issuer',
  what: 'a GitLab of its own that signs under another address than both clouds trust',
  got: /the issuer in https:\/\/git\.contoso\.com\/\S+ must be https:\/\/git\.contoso\.com, got: "https:\/\/old\.contoso\.com"/,
  deployment: ({ file }) => ({
    ...file,
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } },
    pipeline: {
      gitlab: {
        ...{ url, project: 'contoso/it/desktops', environment: 'production', level: 'refused' },
        aws: { mainPlan: 'arn:aws:iam::111122223333:role/never-made' },
        entra: { mainPlan: '99999999-1111-4222-8333-444444444444' },
      },
    },
  }),
  // Nobody else calls this host.
  put: ({ twin }) => {
    twin.gitlab.world.network.register('git.contoso.com', () =>
      Promise.resolve(discoveryOf('https://old.contoso.com')),
    );
    return () => undefined;
  },
};
