import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { onGitlab, projectName } from './a-gitlab.js';
import { carriedOut, commandsIn } from './carried-out.js';

// The printed steps, carried out as a person does, leave a project in which bootstrap's own survey finds nothing to make or to
// put back.

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra, entraRights } = full.pipeline!.github!;

/** What the steps call of glab, against the GitLab at GITLAB_AT; of jq one field. */
const glab = `#!/usr/bin/env node
const { readFileSync } = require('node:fs');
const [, , , ...words] = process.argv;
let [method, path, body] = ['GET', '', {}];
while (words.length > 0) {
  const word = words.shift();
  if (word === '--method') method = words.shift();
  else if (word === '--header') words.shift();
  else if (word === '--input') body = (words.shift(), JSON.parse(readFileSync(0, 'utf8')));
  else if (word === '-f' || word === '-F') {
    const [, key, value] = /^([^=]+)=([\\s\\S]*)$/.exec(words.shift());
    body[key] = word === '-F' && value.startsWith('@') ? readFileSync(value.slice(1), 'utf8') : value;
  } else path = word;
}
// Names of variables, for a person to look at.
if (path === 'graphql') process.exit(0);
const headers = { authorization: 'Bearer ' + process.env.GITLAB_TOKEN, 'content-type': 'application/json' };
fetch(process.env.GITLAB_AT + '/api/v4/' + path, { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })
  .then(async (answer) => {
    process.stdout.write(await answer.text());
    process.exitCode = answer.ok ? 0 : 1;
  });
`;
const jq = `#!/usr/bin/env node
const text = require('node:fs').readFileSync(0, 'utf8');
console.log(process.argv[2] === '.id' ? JSON.parse(text).id : text);
`;

/** Runs the printed commands that set the rules of the project, with the group that approves written where it is asked for. */
async function carryOut(level: 'approved' | 'confirmed' | 'refused', env: NodeJS.ProcessEnv): Promise<void> {
  const settings = { url: 'https://gitlab.com', project: projectName, environment: 'production', level };
  const pipeline = { gitlab: { ...settings, entraRights, aws, entra } };
  const rules = pipelineSteps({ ...full, pipeline }).filter((step) => step.includes('protected_branches'));
  await carriedOut(commandsIn(rules.join('\n'), ['GROUP/PEOPLE', 'contoso/platform']), { glab, jq }, env);
}

test.each(['approved', 'confirmed', 'refused'] as const)(
  'at the level %s the printed steps make what bootstrap makes',
  async (level) => {
    const ofLevel = { level, ...(level === 'approved' ? {} : { reviewers: [] }) };
    await onGitlab(
      async ({ session, project, found, wanted, env, host }) => {
        await carryOut(level, env);
        const asked = { ...wanted, ...ofLevel };
        expect(await session.weaknesses(found, asked)).toEqual({ weak: [], unseen: [] });
        // What bootstrap sets besides says whose the project is.
        const marks = (done: readonly string[]) => done.filter((each) => !each.startsWith('the variable '));
        expect(marks(await session.setRules(await session.look(projectName), asked))).toEqual([]);
        expect([project.restricts, host.unknownCalls]).toEqual([true, []]);
      },
      { premium: level === 'approved', restricts: false },
    );
  },
);
