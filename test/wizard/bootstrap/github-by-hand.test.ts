import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { githubOwnersPath } from '../../../domain/pipeline-files.js';
import { weaknesses } from '../../../wizard/bootstrap/host-rules.js';
import { codeOwners } from '../../../wizard/repository/pipelines/code-owners.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { onHost, wanted } from './a-host.js';
import { carriedOut, commandsIn } from './carried-out.js';

// The printed steps, carried out as a person does, leave a repository whose rules stand.

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));

/** What the steps call of gh, against the GitHub at GITHUB_AT; what a person would read of an answer is left whole. */
const gh = `#!/usr/bin/env node
const { readFileSync } = require('node:fs');
const [, , , ...words] = process.argv;
let [method, path, body] = ['GET', '', {}];
while (words.length > 0) {
  const word = words.shift();
  if (word === '--method') method = words.shift();
  else if (word === '--jq') words.shift();
  else if (word === '--input') body = (words.shift(), JSON.parse(readFileSync(0, 'utf8')));
  else if (word === '-f') {
    const [, key, value] = /^([^=]+)=([\\s\\S]*)$/.exec(words.shift());
    body[key] = value;
  } else if (word === '-F') {
    const [key, value] = words.shift().split('=');
    body[key] = JSON.parse(value);
  } else path = word;
}
const headers = { authorization: 'Bearer ' + process.env.GH_TOKEN, 'content-type': 'application/json' };
fetch(process.env.GITHUB_AT + '/' + path, { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })
  .then(async (answer) => {
    process.stdout.write(await answer.text());
    process.exitCode = answer.ok ? 0 : 1;
  });
`;

/** Carries out the first step, with the team that approves written where it is asked for. @returns what is left in the folder */
async function carryOut(deployment: Deployment, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const [first = ''] = pipelineSteps(deployment);
  return carriedOut(commandsIn(first, ['ORGANIZATION/TEAM', 'contoso/platform']), { gh }, env);
}

test.each(['approved', 'confirmed', 'refused'] as const)(
  'at the level %s the printed steps lay the owners before main is protected, and leave to a person what GitHub has no documented call for',
  async (level) => {
    await onHost(async ({ api, found, repository, host, env }) => {
      const deployment: Deployment = {
        ...full,
        pipeline: { github: { ...full.pipeline!.github!, level, environment: 'production' } },
      };
      repository.jobsApprove = true;
      expect(await carryOut(deployment, env)).toEqual([]);
      const asked = { ...wanted, level, reviewers: [] };
      const byHand = {
        approved: [
          expect.stringContaining('lets administrators bypass its rules'),
          expect.stringContaining('has no required reviewers'),
        ],
        confirmed: [expect.stringContaining('lets administrators bypass its rules')],
        refused: [],
      }[level];
      expect(await weaknesses(api, found, asked)).toEqual({ weak: byHand, unseen: [] });
      expect(repository.branches.get('main')?.get(githubOwnersPath)).toBe(
        level === 'refused' ? undefined : codeOwners(full, ['@contoso/platform']).trim() + '\n',
      );
      expect(host.unknownCalls).toEqual([]);
      const [told = ''] = pipelineSteps(deployment);
      expect(told.includes('with "Prevent self-review"')).toBe(level === 'approved');
      expect(told.includes('"Allow administrators to bypass"')).toBe(level !== 'refused');
      const production = repository.environments.get('production');
      if (production === undefined) return;
      Object.assign(production, { adminsBypass: false });
      if (level === 'approved') {
        Object.assign(production, { reviewers: [{ type: 'Team', id: 77 }], preventSelfReview: true });
      }
      expect(await weaknesses(api, found, asked)).toEqual({ weak: [], unseen: [] });
    });
  },
);
