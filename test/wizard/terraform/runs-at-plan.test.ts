import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mainProgram } from '../../../wizard/repository/main-program.js';
import { marked } from '../../../wizard/terraform/marker.js';
import { Stage } from '../commands/fake-terraform.js';
import type { StackJson } from '../../../wizard/terraform/contents.js';
import { notAllowed, refuseToPlan, runsAtPlan } from '../../../wizard/terraform/runs-at-plan.js';

const own = {
  '//': { metadata: { backend: 'local' } },
  terraform: {
    required_providers: { aws: { source: 'hashicorp/aws', version: '5.0.0' } },
    backend: { s3: { bucket: 'b' } },
  },
  provider: { aws: [{ region: 'eu-central-1' }] },
  data: { aws_vpc: { v: { id: 'vpc-1' } } },
  resource: {
    aws_vpc: { network: { cidr_block: '10.0.0.0/16' } },
    aws_lambda_function: { f: { source_code_hash: '${filebase64sha256("handler.zip")}' } },
    terraform_data: { x: { input: '1' } },
  },
};
const within = (more: object): { json: StackJson; own: StackJson } => ({
  json: { ...own, ...more } as never,
  own: own as never,
});
const command = { program: ['sh', '-c', 'id'] };

/** What an edited main.ts may bring in, and how it is named. */
const attacks: readonly [string, object, string][] = [
  ['data.external', { data: { ...own.data, external: { x: command } } }, 'data.external.x'],
  ['data.http', { data: { ...own.data, http: { x: { url: 'https://mallory.example' } } } }, 'data.http.x'],
  [
    'blocks as lists, which mean the same to terraform',
    { data: [own.data, { external: [{ x: [command] }] }] },
    'data.external.x',
  ],
  [
    'our type by the provider of another',
    { data: { aws_vpc: { ...own.data.aws_vpc, x: { provider: 'external.y' } } } },
    'data.aws_vpc.x',
  ],
  [
    'a function that is called',
    { data: { ...own.data, aws_lambda_invocation: { x: {} } } },
    'data.aws_lambda_invocation.x',
  ],
  [
    'the state of somebody else',
    { data: { ...own.data, terraform_remote_state: { x: { backend: 'http' } } } },
    'data.terraform_remote_state.x',
  ],
  ['ephemeral', { ephemeral: { aws_lambda_invocation: { x: {} } } }, 'ephemeral.aws_lambda_invocation.x'],
  ['action', { action: { local_command: { x: {} } } }, 'action.local_command.x'],
  ['check', { check: { x: { data: { external: { y: command } } } } }, 'check'],
  [
    'removed, with a provisioner',
    { removed: [{ from: 'aws_vpc.network', provisioner: [{ 'local-exec': {} }] }] },
    'removed',
  ],
  ['a block that nobody knows yet', { novelty: { x: {} } }, 'novelty'],
  ['module', { module: { x: { source: './x' } } }, 'module.x'],
  [
    'terraform_data',
    { resource: { ...own.resource, terraform_data: { ...own.resource.terraform_data, y: {} } } },
    'terraform_data.y',
  ],
  [
    'terraform_data of ours with a provisioner',
    { resource: { ...own.resource, terraform_data: { x: { input: '1', provisioner: [] } } } },
    'terraform_data.x',
  ],
  ['null_resource', { resource: { ...own.resource, null_resource: { x: {} } } }, 'null_resource.x'],
  ['local_file', { resource: { ...own.resource, local_file: { x: {} } } }, 'local_file.x'],
  [
    'a provisioner at a resource of ours',
    { resource: { ...own.resource, aws_vpc: { network: { cidr_block: '10.0.0.0/16', provisioner: [{}] } } } },
    'aws_vpc.network',
  ],
  [
    'another address of a provider',
    { provider: { aws: [{ region: 'eu-central-1', endpoints: [{ sts: 'https://mallory.example' }] }] } },
    'provider.aws',
  ],
  [
    'another program under the name of ours',
    { terraform: { ...own.terraform, required_providers: { aws: { source: 'mallory/aws' } } } },
    'terraform.required_providers',
  ],
  [
    'another place of the state',
    { terraform: { ...own.terraform, backend: { http: { address: 'https://mallory.example' } } } },
    'terraform.backend',
  ],
  [
    'a key provider that is a program',
    { terraform: { ...own.terraform, encryption: { key_provider: {} } } },
    'terraform.encryption',
  ],
  ['the same behind a comment', { output: { x: { value: '${file/* */ /* */("/proc/self/environ")}' } } }, 'output'],
  [
    'the same behind a comment to the end of a line',
    { output: { x: { value: '${file # c\n("/proc/self/environ")}' } } },
    'output',
  ],
  ['the environment of the machine in a text', { output: { x: { value: '${file("/proc/self/environ")}' } } }, 'output'],
  [
    'the same in a resource of ours',
    {
      resource: {
        ...own.resource,
        aws_ssm_parameter: { x: { value: '%{ if true }${ templatefile ("/x", {})}%{ endif }' } },
      },
    },
    'aws_ssm_parameter.x',
  ],
];

describe.each(attacks)('a main.ts that adds %s', (_what, more, address) => {
  const parts = runsAtPlan(within(more));

  test('is refused before anything is planned, by name and with the line that allows it', () => {
    expect(parts.map((part) => part.address)).toEqual([address]);
    expect(() => refuseToPlan(parts, 'allow.json')).toThrow('main.ts adds what runs while terraform only plans');
    const allowed = parts.map(({ address: part, sha256 }) => ({ part, sha256 }));
    expect(() => refuseToPlan(notAllowed(parts, allowed), 'allow.json')).not.toThrow();
  });

  test('is refused again with another content', () => {
    const allowed = [{ part: address, sha256: '0'.repeat(64) }];
    expect(notAllowed(parts, allowed)).toEqual(parts);
  });
});

test('what the stack itself has, and what only describes, is none of it', () => {
  expect(runsAtPlan(within({}))).toEqual([]);
  const more = {
    output: { vpc: { value: '${aws_vpc.network.id}' } },
    moved: [{ from: 'a', to: 'b' }],
    data: { aws_vpc: { ...own.data.aws_vpc, other: { id: 'vpc-2' } } },
    resource: { ...own.resource, aws_ssm_parameter: { x: { value: 'file (1)' } } },
  };
  expect(runsAtPlan(within(more))).toEqual([]);
});

test('a pipeline plans none of it unless allow.json names it, a pull request none at all; terraform is not started', async () => {
  const stage = new Stage();
  try {
    const write = (name: string, text: string): void => writeFileSync(join(stage.folder, name), text);
    write('main.ts', `${marked('main.ts', mainProgram)}// mine\n`);
    // Of two keys of one name terraform takes both.
    const stack = '{"data":{"external":{"x":{"program":["id"]}}},"data":{"external":{"y":{"program":["id"]}}}}';
    write(
      'own.cjs',
      `const d = process.env.CDKTF_OUTDIR + '/stacks/${stage.name}'; const fs = require('fs'); fs.mkdirSync(d, { recursive: true }); fs.writeFileSync(d + '/cdk.tf.json', ${JSON.stringify(stack)});`,
    );
    write('cdktf.json', JSON.stringify({ app: 'node own.cjs' }));
    const plan = async (env: NodeJS.ProcessEnv) => stage.run(['plan'], {}, { env });
    const refused = await plan({ CI: 'true' });
    expect([refused.exitCode, stage.commands]).toEqual([1, []]);
    expect(refused.stderr).toContain('data.external.y: can run a program');
    expect(refused.stderr).not.toContain('data.external.x');
    const [, line = ''] = /^ *"programs": (.*)$/m.exec(refused.stderr) ?? [];
    write('allow.json', JSON.stringify({ programs: JSON.parse(line) as unknown }));
    const allowed = await plan({ CI: 'true' });
    expect(allowed.stderr).not.toContain('nothing is planned');
    expect(stage.commands).not.toEqual([]);
    const proposed = await plan({ CI: 'true', GITHUB_REF: 'refs/pull/7/merge' });
    expect(proposed.stderr).toContain('For a pull request nothing of the kind is planned.');
    write('allow.json', '{}');
    expect((await plan({})).stderr).toContain('main.ts adds what a pipeline refuses to plan: data.external.y');
  } finally {
    stage.remove();
  }
});
