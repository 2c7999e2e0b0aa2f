import { hasIdentities, pipelineOf } from '../../../../deployment/pipeline-of.js';
import { roleOfPerson } from '../../../resources/daily-rights.js';
import { deploymentRule } from '../../rule.js';

/** No job of ours needs one, so bootstrap gives none and takes none away. */
const ofRoles = {
  severity: 'error',
  fix: 'Find out who gave them and why, and take them away (Entra admin center, Roles and administrators, the role, Assignments).',
} as const;

/** What was given once stays, whatever the deployment says since. */
export const pipelineRights = deploymentRule({
  id: 'pipeline-rights',
  failureModes: [],
  title: 'An application of the pipeline may do more in Entra than its job',
  good: 'The applications of the pipeline may do in Entra what their jobs do',
  why: 'Rights that nobody uses are used by whoever gets into the job: with those on every application or consent they are Global Administrator.',
  fix: 'Run `entra-workspaces bootstrap`: it gives exactly the rights of `entraRights`. Made by hand: take away what `entra-workspaces permissions` does not print for it.',
  who: 'Entra administrator',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment }) => hasIdentities(deployment.pipeline),
  needs: ['pipelineApps'],
  evaluate: ({ pipelineApps: apps }, { deployment }) => {
    const pipeline = pipelineOf(deployment.pipeline);
    if (pipeline === undefined) return [];
    const { entra, entraRights } = pipeline;
    const tooMuch = (clientId: string, name: string): boolean =>
      clientId === entra.apply?.toLowerCase()
        ? entraRights === 'daily' && roleOfPerson(name) !== undefined
        : name.includes('.ReadWrite.');
    return apps.flatMap(({ clientId, displayName, permissions, roles }) => {
      const more = permissions.filter((name) => tooMuch(clientId.toLowerCase(), name));
      const thing = `${displayName} (${clientId})`;
      return [
        ...(more.length === 0 ? [] : [{ thing, got: more.join(', ') }]),
        ...(roles.length === 0 ? [] : [{ thing, got: `roles of the directory: ${roles.join(', ')}`, ...ofRoles }]),
      ];
    });
  },
});
