import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundaryToName } from '../permissions/notes.js';
import { commandRights, type CommandRights, type Subject } from '../permissions/report.js';
import { UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { wrapped } from '../terminal/width.js';
import type { StackJson } from '../terraform/contents.js';
import { synthesize } from '../terraform/synth.js';
import type { CommandContext } from '../command.js';
import type { Run } from './table.js';
import { deploymentFile } from './places.js';
import type { Shared } from '../shared-options.js';

/** `permissions`: the least rights of each command in both clouds. No cloud is called. */
export const run: Run<'permissions'> = async (options, _args, context) => {
  const { terminal } = context;
  const subject = await subjectOf(options, context);
  const all = commandRights(subject);
  const wanted = options.command;
  const chosen = wanted !== undefined ? all.filter(({ command }) => command === wanted) : all;
  if (chosen.length === 0) {
    throw new UsageError(`--command must be one of the commands that call a cloud, got: ${wanted ?? ''}`, [
      all.map(({ command }) => command).join(', '),
    ]);
  }
  if (options.json) terminal.result({ commands: chosen });
  else chosen.forEach((each) => sayRights(terminal, each));
  const toName = subject && boundaryToName(subject.deployment);
  if (toName !== undefined && chosen.some(({ command }) => command === 'apply')) terminal.warn(toName);
  return 0;
};

/** The deployment that `--deployment` names, synthesized aside; without it every deployment is meant. */
async function subjectOf(options: Shared<'deployment'>, context: CommandContext): Promise<Subject | undefined> {
  if (options.deployment === undefined) return undefined;
  const out = await mkdtemp(join(tmpdir(), 'entra-workspaces-permissions-'));
  try {
    const { deployment, file } = await synthesize({
      deploymentFile: deploymentFile(options, context),
      out: join(out, 'cdktf.out'),
      env: context.env,
    });
    return { deployment, stack: JSON.parse(await readFile(file, 'utf8')) as StackJson };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** What was asked for goes to standard output: it is there to be kept. */
function sayRights(terminal: Terminal, rights: CommandRights): void {
  const { command, why, identity, aws, awsByRole, awsOfState, optional, graph, delegated, azure, notes } = rights;
  const section = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [title, ...names.map((name) => `  ${name}`), ''];
  const printed = (title: string, documents: readonly object[]): string[] =>
    documents.flatMap((document, at) => [
      documents.length > 1 ? `${title}, ${at + 1} of ${documents.length}` : title,
      JSON.stringify(document, undefined, 2),
      '',
    ]);
  const prose = (text: string): string => wrapped(text, terminal.outputWidth);
  const lines = [
    `${command}`,
    prose(why),
    ...(identity ? [prose(`In the pipeline: ${identity.aws} in AWS, application ${identity.entra} in Entra.`)] : []),
    '',
    ...(aws.length === 0 ? ['AWS: no right', ''] : printed('AWS policy', aws)),
    ...[awsByRole, awsOfState].flatMap((by) => (by ? printed(`AWS policy of ${by.roleArn}`, by.policies) : [])),
    ...(optional
      ? [prose(`Not needed. ${optional.why}`), '', ...printed('AWS policy, optional', optional.policies)]
      : []),
    ...(graph.length === 0
      ? ['Microsoft Graph: no permission', '']
      : section('Microsoft Graph, application permissions', graph)),
    ...section('Microsoft Graph, signed-in people alone', delegated),
    ...section('Azure', azure),
    ...notes.flatMap((note) => [prose(note), '']),
  ];
  terminal.output(`${lines.join('\n')}\n`);
}
