/** What lookups of the hosts of pipelines see. */
import { expect } from '@jest/globals';

const holds = (object: object): unknown => expect.objectContaining(object);

export const hostCases = {
  hostedRepository: {
    at: () => ({ name: 'contoso/desktops' }),
    sees: () => holds({ name: 'contoso/desktops', prefix: expect.stringMatching(/^repo:contoso@\d+\/desktops@\d+$/) }),
  },
  githubRules: {
    at: () => ({ repository: 'contoso/desktops', environment: 'production', planned: false }),
    sees: () => holds({ defaultBranch: 'main', rulesets: [], environment: undefined, owners: undefined }),
  },
  gitlabRules: {
    at: () => ({ url: 'https://gitlab.com', project: 'contoso/it/desktops', environment: 'production' }),
    sees: () =>
      holds({ environment: undefined, branch: holds({ pushers: ['Maintainers'], forced: false }), variables: [] }),
  },
  tokenIssuer: {
    at: () => ({ issuer: 'https://gitlab.com' }),
    sees: () => holds({ issuer: 'https://gitlab.com', told: holds({ issuer: 'https://gitlab.com' }) }),
  },
  azureDevOpsRules: {
    at: () => ({ organization: 'contoso', project: 'Desktops', connections: ['one'] }),
    sees: () => [holds({ id: 'one', approvals: [], branches: [], everyPipeline: false })],
  },
  azureDevOpsBranch: {
    at: () => ({ organization: 'contoso', project: 'Desktops', repository: 'Desktops' }),
    sees: () => ({ defaultBranch: 'refs/heads/main', reviews: [], owners: [], builds: 0 }),
  },
  azureDevOpsRuns: {
    at: () => ({ organization: 'contoso', project: 'Desktops', repository: 'Desktops' }),
    sees: () => ({ limitsVariables: false, pipelines: [] }),
  },
};
