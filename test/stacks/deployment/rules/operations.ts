import { site, github, type Case } from './case.js';

export const operationsCases: readonly Case[] = [
  {
    rule: 'tagsFit',
    refuses: 'more tags than AWS takes',
    change: (d) => (d.tags = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`tag-${index}`, 'x']))),
    path: 'tags',
    says: /at most 45 tags/,
    accepts: (d) => (d.tags = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`tag-${index}`, 'x']))),
  },
  {
    rule: 'tagsFit',
    refuses: 'more tags on a desktop than AWS takes, those of site and deployment counted',
    change: (d) => {
      d.tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`tag-${index}`, 'x']));
      site(d).tags = { site: 'berlin' };
      site(d).desktops.users.list[1].tags = { department: 'Finance' };
    },
    path: 'sites[0].desktops.users.list[1].tags',
    says: /at most 45 tags/,
    accepts: (d) => {
      d.tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`tag-${index}`, 'x']));
      site(d).tags = { site: 'berlin' };
      site(d).desktops.users.list[1].tags = { site: 'home' };
    },
  },
  {
    rule: 'pipelineSharesTheState',
    refuses: 'a pipeline with a state on its own disk',
    change: (d) => Object.assign(d, { state: { local: {} }, pipeline: github() }),
    path: 'state',
    says: /must be `s3` or `azurerm` with a pipeline/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'planAndApplyAreTwoIdentities',
    refuses: 'one role to plan and to apply',
    change: (d) => (d.pipeline = github({ aws: { applyRoleArn: 'arn:aws:iam::111122223333:role/plan' } })),
    path: 'pipeline.github.aws.applyRoleArn',
    says: /another role than planRoleArn/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'planAndApplyAreTwoIdentities',
    refuses: 'one application to plan and to apply',
    change: (d) => (d.pipeline = github({ entra: { applyClientId: '6E7F8091-A2B3-4C4D-95E6-F708192A3B4C' } })),
    path: 'pipeline.github.entra.applyClientId',
    says: /another application than planClientId/,
    accepts: (d) => (d.pipeline = github()),
  },
];
