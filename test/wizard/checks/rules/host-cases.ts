/** What cases of every host of pipelines have. */

export const identities = {
  entraRights: 'daily',
  aws: { mainPlan: 'arn:aws:iam::111122223333:role/plan', apply: 'arn:aws:iam::111122223333:role/apply' },
  entra: { mainPlan: '00000000-1111-2222-3333-444444444444', apply: '11111111-1111-2222-3333-444444444444' },
} as const;

/** A pipeline whose jobs are nobody in any cloud. */
const settings = { level: 'refused', entraRights: 'daily' } as const;
export const onlyChecks = {
  pipeline: {
    github: { repository: 'contoso/desktops', environment: 'production', pullRequests: 'check', ...settings },
  },
} as const;
export const onlyChecksOnAzure = {
  pipeline: { azureDevOps: { organization: 'contoso', project: 'Desktops', ...settings } },
} as const;

export const open = (thing: string, got: string) => ({ thing, got, severity: 'error' as const });
