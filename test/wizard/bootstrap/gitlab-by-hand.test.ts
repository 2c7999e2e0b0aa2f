import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { onGitlab, projectName } from './a-gitlab.js';

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
  const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(rules.join('\n')) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-by-hand-'));
  try {
    for (const [name, text] of Object.entries({ glab, jq })) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
    const script = lines.replaceAll(/^ {3}/gm, '').replace("people='GROUP/PEOPLE'", "people='contoso/platform'");
    const PATH = `${folder}:${process.env['PATH']}`;
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env: { ...env, PATH } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
  } finally {
    rmSync(folder, { recursive: true });
  }
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
