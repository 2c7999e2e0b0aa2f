import type { Deployment } from '../../../stacks/deployment/schema.js';
import { mainBranch } from './github.js';

/** What a person does so that the pipeline of this deployment runs, with its own subjects. */
export function pipelineSteps({ pipeline }: Pick<Deployment, 'pipeline'>): readonly string[] {
  if (pipeline === null) return [];
  const { repository, environment, aws, entra } = pipeline.github;
  const plans = [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/${mainBranch}`];
  const applies = `repo:${repository}:environment:${environment}`;
  const subjects = plans.map((subject) => `\`${subject}\``).join(' and ');
  return [
    `Let the pipeline in, without any secret. In AWS, \`${aws.planRoleArn}\` trusts \`token.actions.githubusercontent.com\` (audience \`sts.amazonaws.com\`) for the subjects ${subjects}, and \`${aws.applyRoleArn}\` for \`${applies}\`. In Entra, the application \`${entra.planClientId}\` gets a federated credential for each of the first two, \`${entra.applyClientId}\` one for the last.`,
    `In \`${repository}\` on GitHub (private: plans name people): make the environment \`${environment}\` with the people who approve, and protect \`${mainBranch}\`: pull requests only, branches up to date before merging.`,
    'From then on: changes come by pull request; the pipeline plans, and applies exactly that plan after the merge and the approval. When it says that a plan is stale or missing: Actions, this workflow, *Run workflow*.',
  ];
}
