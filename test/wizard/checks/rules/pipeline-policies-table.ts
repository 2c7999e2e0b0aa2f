/** Cases of the rule on policies of the pipeline's roles. */
import type { Table } from './cases.js';
import { condition, planning, trusting } from './pipeline-seen.js';

const ofBootstrap = { ...trusting(condition()), arn: 'arn:aws:iam::111122223333:role/contoso-desktops-main-plan' };
const byBootstrap = { pipeline: { github: { ...planning.pipeline.github, aws: { mainPlan: ofBootstrap.arn } } } };
const ownPolicy = (number: number): string => `${ofBootstrap.arn.replace(':role/', ':policy/')}-${number}`;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

export const policyTables: Readonly<Record<string, Table>> = {
  'pipeline-policies': {
    'no pipeline': { holds: false },
    'those of bootstrap alone, however many': {
      deployment: byBootstrap,
      facts: { pipelineRoles: [{ ...ofBootstrap, attached: [ownPolicy(1), ownPolicy(2)] }] },
    },
    'of a role that was made by hand nothing can be told': {
      deployment: planning,
      facts: { pipelineRoles: [{ ...trusting(condition()), attached: [administrator], inline: ['x'] }] },
    },
    'one that was attached, one of the same name elsewhere, one that lies in the role': {
      deployment: byBootstrap,
      facts: {
        pipelineRoles: [
          {
            ...ofBootstrap,
            attached: [ownPolicy(1), administrator, ownPolicy(1).replace('policy/', 'policy/mine/')],
            inline: ['more'],
          },
        ],
      },
      finds: [
        {
          thing: ofBootstrap.arn,
          got: `${administrator}; ${ownPolicy(1).replace('policy/', 'policy/mine/')}; more, inline`,
          severity: 'error',
        },
      ],
    },
  },
};
