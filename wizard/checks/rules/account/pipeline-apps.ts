import { counted } from '../../../../domain/counted.js';
import { issuer } from '../../../../domain/pipeline-subjects.js';
import type { SeenPipelineApp } from '../../../clouds/lookups/pipeline/pipeline-apps.js';
import { deploymentRule } from '../../rule.js';

/** Whoever owns an application, or put a credential into it, signs in as the pipeline. */
export const pipelineApps = deploymentRule({
  id: 'pipeline-apps',
  failureModes: [],
  title: 'Somebody else can sign in as the pipeline',
  good: 'Nobody but its jobs can sign in as the pipeline',
  why: 'An owner of an application adds a secret to it, and does with it whatever the pipeline may do: without a review, and without a pull request.',
  fix: 'Find out who did so and why, take it away (Entra admin center, App registrations), and look into the sign-in log of the application.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  // Whose subjects are known by the name of the repository.
  holdsFor: ({ deployment: { pipeline } }) => pipeline?.github !== undefined || pipeline?.gitlab !== undefined,
  needs: ['pipelineApps'],
  evaluate: ({ pipelineApps: apps }, { deployment }) => {
    const { github, gitlab } = deployment.pipeline ?? {};
    const literal = (text: string): string => text.replaceAll('.', '\\.');
    const [, repository = ''] = github?.repository.split('/') ?? [];
    // With ids or without: names stand in both forms.
    const own = gitlab
      ? new RegExp(`^project_path:${literal(gitlab.project)}:`)
      : new RegExp(`^repo:[^/]+/${literal(repository)}(@\\d+)?:`);
    const from = gitlab?.url ?? `https://${issuer}`;
    // One that compares an expression shows no subject: whose it is, is said by its name alone.
    const isOwn = ({ name, issuer: by, subject }: SeenPipelineApp['credentials'][number]): boolean =>
      by === from && (subject === null ? name.startsWith('gitlab-') : own.test(subject));
    return apps.flatMap(({ clientId, displayName, owners, secrets, certificates, credentials }) => {
      const foreign = credentials.filter((each) => !isOwn(each));
      const count = (number: number, noun: string): string[] => (number === 0 ? [] : [counted(number, noun)]);
      const got = [
        ...(owners.length > 0 ? [`owned by ${owners.join(', ')}`] : []),
        ...count(secrets, 'client secret'),
        ...count(certificates, 'certificate'),
        ...foreign.map(
          ({ name, subject }) => `the credential ${name}, which lets ${subject ?? 'whoever fits to its expression'} in`,
        ),
      ];
      return got.length === 0 ? [] : [{ thing: `${displayName} (${clientId})`, got: got.join('; ') }];
    });
  },
});
