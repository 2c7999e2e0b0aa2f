import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { runGaps } from '../../../../domain/azure-devops-rules.js';
import { deploymentRule } from '../../rule.js';

/** What a run reads besides the file of main: nobody reviews it. */
export const pipelineRunSettings = deploymentRule({
  id: 'pipeline-run-settings',
  failureModes: [],
  title: 'Somebody chooses what a run of the pipeline reads, and nobody reviews it',
  good: 'What a run of the pipeline reads stands in its file alone',
  why: 'A variable that a person sets when they start a run, or on the pipeline, is read by its steps: it may point them at other files, other packages or another state.',
  fix: 'Run `entra-workspaces bootstrap`: it limits variables at queue time. Take those of the pipeline away: Pipelines, the pipeline, Edit, Variables (groups: Triggers, Variables).',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment: { pipeline } }) => pipeline?.azureDevOps !== undefined && hasIdentities(pipeline),
  needs: ['azureDevOpsRuns'],
  evaluate: ({ azureDevOpsRuns }, { deployment: { pipeline } }) => {
    const { project = '' } = pipeline?.azureDevOps ?? {};
    // That the project is not seen is said by the rule on what its host enforces.
    const gaps = azureDevOpsRuns === undefined ? [] : runGaps(project, azureDevOpsRuns);
    return gaps.map(({ thing, got }) => ({ thing, got, severity: 'error' as const }));
  },
});
