/** Roles of a pipeline that trust others besides their own job. */
import { expect } from '@jest/globals';
import type { Table } from './cases.js';
import { condition, federated, ofItsOwn, ofPipeline, planning, roles, seenHost, trusting } from './pipeline-seen.js';

const other = 'arn:aws:iam::444455556666:root';
const externalId = { StringEquals: { 'sts:ExternalId': 'x' } };
const github = 'token.actions.githubusercontent.com';
const ofBranch = `${seenHost.prefix}:ref:refs/heads/mallory`;
const providerInGithub = `arn:aws:iam::111122223333:oidc-provider/${github}`;
const inGithub = (over: object): string => {
  const conditions = Object.entries(condition(over)).map(([key, value]) => `StringEquals ${key}: ${String(value)}`);
  return `${providerInGithub} (${conditions.join(', ')})`;
};
/** What is found of a statement that bootstrap does not write. */
export const foreign = (whom: string) => ({
  thing: roles.mainPlan,
  got: `trusts ${whom}, which bootstrap does not write`,
  severity: 'error' as const,
  fix: expect.stringContaining('take it away') as unknown as string,
});

export const trustedBesides: Table = {
  'whoever else a role trusts is named: another account, another repository, another branch of ours, everybody': {
    deployment: planning,
    facts: {
      ...ofPipeline,
      pipelineRoles: [
        trusting(
          condition(),
          { Effect: 'Allow', Principal: { AWS: other }, Action: 'sts:AssumeRole', Condition: externalId },
          federated(condition({ [`${github}:sub`]: 'repo:mallory/x:ref:refs/heads/main' })),
          federated(condition({ [`${github}:sub`]: ofBranch, [`${github}:ref`]: 'refs/heads/mallory' })),
          { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
          { Effect: 'Deny', Principal: { AWS: other }, Action: 'sts:AssumeRole' },
        ),
      ],
    },
    finds: [
      foreign(`${other} (StringEquals sts:ExternalId: x)`),
      foreign(inGithub({ [`${github}:sub`]: 'repo:mallory/x:ref:refs/heads/main' })),
      foreign(inGithub({ [`${github}:sub`]: ofBranch, [`${github}:ref`]: 'refs/heads/mallory' })),
      foreign('* (without a condition)'),
    ],
  },
  'a trust with a condition that bootstrap does not write': {
    deployment: planning,
    facts: {
      ...ofPipeline,
      pipelineRoles: [
        trusting(condition(), {
          ...federated(condition()),
          Condition: { StringLike: { [`${github}:sub`]: 'repo:*' } },
        }),
      ],
    },
    finds: [foreign(`${providerInGithub} (StringLike ${github}:sub: repo:*)`)],
  },
  'of a repository that makes its own subjects whoever its host does not name': {
    deployment: planning,
    facts: {
      ...ofPipeline,
      hostedRepository: { ...seenHost, customised: true },
      pipelineRoles: [trusting(condition(), { Effect: 'Allow', Principal: { AWS: other }, Action: 'sts:AssumeRole' })],
    },
    finds: [ofItsOwn, foreign(`${other} (without a condition)`)],
  },
};
