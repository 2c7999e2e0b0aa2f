/** What a job of GitLab runs, where a project and its groups have variables of their own: its lines by bash, programs stood in for. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDeployment } from '../../../deployment/load.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { GitLab } from '../../../twin/gitlab/gitlab.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { pipelineFiles } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { identified } from '../../deployment/identified.js';

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra } = identified(full.pipeline!.github);
const project = 'contoso/it/desktops';
const gitlab = { url: 'https://gitlab.com', project, environment: "it's ready", level: 'approved' as const };
const deployment = { ...full, pipeline: { gitlab: { ...gitlab, entraRights: 'whole' as const, aws, entra } } };
const pin = { source: './vendor/x.tgz', integrity: `sha512-${Buffer.alloc(64, 7).toString('base64')}` };

interface File {
  readonly variables: Readonly<Record<string, string>>;
  readonly default: { readonly before_script: readonly string[] };
  readonly apply: { readonly variables?: Readonly<Record<string, string>>; readonly script: readonly string[] };
}

const foreign = {
  PACKAGE: 'evil@1.0.0',
  PACKAGE_SHA512: 'ff',
  NODE_OPTIONS: '--require /builds/evil.js',
  AWS_ROLE_ARN: 'arn:aws:iam::999988887777:role/theirs',
  ARM_CLIENT_ID: '99999999-1111-2222-3333-444444444444',
  AWS_ROLE_SESSION_NAME: 'theirs',
};

test('the program and the identity of a job are those of the file, whatever variables a project or a group has', () => {
  const host = new GitLab({ network: new Network(), clock: new Clock(), faults: new Faults(), rules: new RuleBook() });
  host.addProject(project).variables.push({ key: 'PACKAGE', value: foreign.PACKAGE, protected: true, masked: false });
  host.groupVariables.set(
    'contoso',
    Object.entries(foreign).map(([key, value]) => ({ key, value })),
  );
  const file = parse(pipelineFiles(deployment, pin)[0]!.text) as File;
  const given = host.variablesOf(project, { ...file.variables, ...file.apply.variables });
  expect(given).toMatchObject(foreign);

  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-script-'));
  try {
    const [clone, bin] = [join(folder, 'clone'), join(folder, 'bin')];
    for (const each of [clone, bin]) mkdirSync(each);
    const say = (what: string): string => `#!/bin/bash\necho "${what}" >> '${join(folder, 'ran')}'\n`;
    const programs = {
      npm: `${say('npm $*')}echo packed.tgz\n`,
      sha512sum: `${say('sha512sum $(cat)')}`,
      tar: say('tar'),
      node: say('node ${*:2} as $AWS_ROLE_ARN $ARM_CLIENT_ID $AWS_ROLE_SESSION_NAME with [$NODE_OPTIONS]'),
    };
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    }
    const lines = [...file.default.before_script, ...file.apply.script].join('\n');
    execFileSync('bash', ['-eo', 'pipefail', '-c', lines], {
      cwd: clone,
      env: { ...given, PATH: `${bin}:/usr/bin:/bin`, CI_PROJECT_DIR: clone, CI_PIPELINE_ID: '7', digest: 'abc' },
    });
    expect(
      execFileSync('cat', [join(folder, 'ran')], { encoding: 'utf8' })
        .trim()
        .split('\n'),
    ).toEqual([
      `npm pack --silent --ignore-scripts ${clone}/vendor/x.tgz`,
      `sha512sum ${'07'.repeat(64)}  packed.tgz`,
      'tar',
      `node pipeline apply abc as ${aws.apply} ${entra.apply} entra-workspaces-7 with []`,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
