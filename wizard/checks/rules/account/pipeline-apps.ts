import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { counted } from '../../../../domain/counted.js';
import { deploymentRule } from '../../rule.js';

/**
 * Whoever owns an application, or has a secret or a certificate of it, signs in as the pipeline. Which jobs its federated
 * credentials let in is compared with the host by another rule (pipeline-trust): this one asks no host.
 */
export const pipelineApps = deploymentRule({
  id: 'pipeline-apps',
  failureModes: [],
  title: 'Somebody else can sign in as the pipeline',
  good: 'Nobody owns the applications of the pipeline, and no secret or certificate opens them',
  why: 'An owner of an application adds a secret to it, and does with it whatever the pipeline may do: without a review, and without a pull request.',
  fix: 'Find out who did so and why, take it away (Entra admin center, App registrations), and look into the sign-in log of the application.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment }) => hasIdentities(deployment.pipeline),
  needs: ['pipelineApps'],
  evaluate: ({ pipelineApps: apps }) =>
    apps.flatMap(({ clientId, displayName, owners, secrets, certificates }) => {
      const count = (number: number, noun: string): string[] => (number === 0 ? [] : [counted(number, noun)]);
      const got = [
        ...(owners.length > 0 ? [`owned by ${owners.join(', ')}`] : []),
        ...count(secrets, 'client secret'),
        ...count(certificates, 'certificate'),
      ];
      return got.length === 0 ? [] : [{ thing: `${displayName} (${clientId})`, got: got.join('; ') }];
    }),
});
