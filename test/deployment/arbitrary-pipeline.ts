import fc from 'fast-check';
import { guid, sometimes, without } from './arbitrary-parts.js';

/** The pipeline of each host, as a deployment names it. */
export const pipeline = (partition: string, accountId: string) =>
  fc
    .record({
      ids: fc.uniqueArray(guid, { minLength: 3, maxLength: 3 }),
      host: fc.constantFrom('github' as const, 'gitlab' as const, 'azureDevOps' as const),
      entraRights: sometimes(fc.constantFrom('daily' as const, 'whole' as const)),
      at: fc.constantFrom<{ url?: string; issuer?: string; projectId?: number }>(
        {},
        { url: 'https://gitlab.com', projectId: 57_382_910 },
        { url: 'https://contoso.com/gitlab', projectId: 42 },
        { url: 'https://git.contoso.com:8443', issuer: 'https://tokens.contoso.com' },
      ),
      repository: sometimes(fc.constantFrom('Desktops', 'desktops-infra')),
      onlyChecks: fc.boolean(),
      choices: fc.constantFrom(
        {},
        { level: 'confirmed' as const, pullRequests: 'check' as const },
        { level: 'refused' as const },
        { level: 'approved' as const, pullRequests: 'plan' as const },
      ),
    })
    .map(({ ids: [mainPlan = '', apply = '', pullRequestPlan = ''], choices, onlyChecks, ...others }) => {
      const { host, at, repository, entraRights } = others;
      const role = (name: string): string => `arn:${partition}:iam::${accountId}:role/${name}`;
      const { level } = choices;
      // Azure DevOps knows one level less.
      const theirs = level === 'confirmed' ? ('approved' as const) : level;
      const applies = level !== 'refused';
      const plans = choices.pullRequests === 'plan' && host === 'github';
      const both = {
        ...(entraRights === undefined ? {} : { entraRights }),
        aws: { mainPlan: role('plan'), ...(applies ? { apply: role('apply') } : {}) },
        entra: { mainPlan, ...(applies ? { apply } : {}) },
      };
      if (onlyChecks && !applies) {
        const of = { level: 'refused' as const, ...(entraRights === undefined ? {} : { entraRights }) };
        const environment = 'production';
        if (host === 'gitlab')
          return { gitlab: without({ project: 'contoso/it/desktops', environment, ...at, ...of }) };
        if (host === 'azureDevOps')
          return { azureDevOps: without({ organization: 'contoso', project: 'Desktops', repository, ...of }) };
        return { github: { repository: 'contoso/desktops', environment, ...of } };
      }
      if (host === 'gitlab')
        return {
          gitlab: without({ project: 'contoso/it/desktops', environment: 'production', ...at, level, ...both }),
        };
      if (host === 'azureDevOps') {
        const connection = (name: string, id: string) => ({
          ...{ name, id, issuer: `https://login.microsoftonline.com/${mainPlan}/v2.0` },
          subject: `/eid1/c/pub/t/x/a/y/sc/${mainPlan}/${id}`,
        });
        const connections = {
          mainPlan: connection('plan', mainPlan),
          ...(applies ? { apply: connection('apply', apply) } : {}),
        };
        const own = { organization: 'contoso', project: 'Desktops', repository, connections, level: theirs, ...both };
        return { azureDevOps: without(own) };
      }
      return {
        github: {
          repository: 'contoso/desktops',
          environment: 'production',
          ...choices,
          ...(entraRights === undefined ? {} : { entraRights }),
          aws: {
            mainPlan: role('plan'),
            ...(applies ? { apply: role('apply') } : {}),
            ...(plans ? { pullRequestPlan: role('look') } : {}),
          },
          entra: { mainPlan, ...(applies ? { apply } : {}), ...(plans ? { pullRequestPlan } : {}) },
        },
      };
    });
