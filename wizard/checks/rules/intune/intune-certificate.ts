import { expiring } from '../../expiring.js';
import { deploymentRule, type Finding } from '../../rule.js';

/** A certificate a person: each of them ends for somebody. One that was replaced is taken out with that. */
export const intuneCertificate = deploymentRule({
  id: 'intune-certificate',
  failureModes: [],
  title: 'A certificate that signs in for Intune expires',
  good: 'The certificates that sign in for Intune are valid for more than 30 days',
  why: 'From then on whoever has it neither plans nor applies, as nothing of Intune can be read.',
  fix: 'Whoever has it runs `entra-workspaces bootstrap --laptop --intune`: it makes the next one, and takes out the one before.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'intune',
  at: ['doctor', 'preflight'],
  foundation: true,
  holdsFor: ({ deployment }) => deployment.intune.application !== undefined,
  needs: ['intuneApp'],
  evaluate: ({ intuneApp: app }, { deployment, now }): Finding[] => {
    const clientId = deployment.intune.application?.clientId ?? '';
    if (app === undefined) return [{ thing: clientId, got: 'no such application', severity: 'error' }];
    const { displayName: thing, certificates } = app;
    if (certificates.length === 0) return [{ thing, got: 'no certificate', severity: 'error' }];
    return certificates.flatMap((ends) => expiring(new Date(ends), now, { thing }));
  },
});
