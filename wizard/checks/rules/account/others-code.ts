import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { deploymentRule } from '../../rule.js';

export const othersCode = deploymentRule({
  id: 'others-code',
  failureModes: [],
  title: 'Code that nobody reviewed on main runs as a job of main',
  good: 'no file of the host runs code of others as a job of main',
  why: 'Both clouds take the job for the one that plans, which reads the state and every secret in it.',
  fix: 'Take the line out, or bind it to a commit: a workflow that others start needs no token, and a file of elsewhere is named by its content.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['doctor'],
  holdsFor: ({ deployment: { pipeline } }) => hasIdentities(pipeline),
  needs: ['othersCode'],
  evaluate: ({ othersCode: lines }) => lines.map(({ at, ...said }) => ({ thing: at, ...said })),
});
