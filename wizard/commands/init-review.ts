/** The review: every choice with its origin, what can never be changed, what will be made, which files are written. */
import { selfServiceWords } from '../../domain/bundle-options.js';
import { counted } from '../../domain/counted.js';
import { endOfAccessInWords } from '../../domain/fleet/self-service.js';
import { join, relative } from 'node:path';
import { pipelineOf } from '../../deployment/pipeline-of.js';
import { formatProblem, type Problem } from '../../deployment/problem.js';
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import type { Discovered } from '../discovery/discovered.js';
import { shownAs } from '../questions/ask.js';
import type { ReviewEnd } from '../questions/interview.js';
import { originInWords, topics, type TopicId } from '../questions/question.js';
import { valuesOf, type Resolved } from '../questions/resolve.js';
import { enrolmentInWords } from '../repository/enrolment-words.js';
import { outboundInWords } from '../repository/outbound-words.js';
import { outerRepository, outerWorkspaces } from '../repository/outer-folders.js';
import { firstCommands } from '../repository/readme.js';
import { sayFiles, type ListedFile, type PlannedFile } from '../repository/write.js';
import { costInWords } from '../cost/deployment-cost.js';
import { Cancelled } from '../terminal/failure.js';
import { GoBack } from '../terminal/prompts.js';
import { enter } from '../terminal/shell-words.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Composed } from './init-compose.js';

/** Every answer with its origin; `!` marks what never changes once applied. */
export function sayOrigins(terminal: Terminal, { answers, applicable }: Resolved, discovered: Discovered): void {
  const values = valuesOf(answers);
  const shown = applicable.flatMap((question) => {
    const answer = answers.get(question.key);
    return answer === undefined
      ? []
      : [{ ...question, answer, quiet: question.advanced === true && answer.origin === 'default' }];
  });
  const mark = (immutable: boolean): string => (immutable ? '!' : '');
  terminal.table(
    ['', 'Choice', 'Value', 'From'],
    shown
      .filter(({ quiet }) => !quiet)
      .map((each) => [
        mark(each.immutable),
        each.label,
        shownAs(each, each.answer.value, discovered, values),
        originInWords(each.answer.origin),
      ]),
  );
  const quiet = shown.filter((each) => each.quiet);
  if (quiet.length > 0) {
    terminal.say();
    terminal.table(
      ['', 'By default', 'Value'],
      quiet.map((each) => [mark(each.immutable), each.label, shownAs(each, each.answer.value, discovered, values)]),
    );
  }
  terminal.say();
  terminal.say('! can never be changed once it is applied.');
}

/** What both clouds will hold, in words. */
export function sayWhatIsMade(terminal: Terminal, deployment: Deployment): void {
  const { entra, identityCenter, intune, sites } = deployment;
  const setUp = 'setUp' in identityCenter.federation;
  const packages = sites.flatMap(({ access, desktops: { fleet } }) =>
    fleet?.selfService ? [{ ...fleet, ...fleet.selfService.accessPackage, access }] : [],
  );
  const inEntra = [
    ...('create' in entra.enterpriseApp ? ['enterprise app for sign-in and sync'] : []),
    ...('create' in entra.desktopUsers ? ['group of desktop users'] : []),
    ...(entra.assignment === 'terraform' ? ['assignment of that group'] : []),
    ...('create' in entra.registrationApp ? ['registration app with secrets'] : []),
    ...(packages.length > 0 ? ['access package through which people ask for a desktop'] : []),
    ...('create' in intune.profile ? ['Autopilot profile and device group per site'] : []),
  ];
  const inAws = sites.flatMap(({ directoryName, region, network, desktops }) => [
    `directory ${directoryName} in ${region}${'create' in network ? `, with a network ${network.create.cidr}` : ''}`,
    desktops.fleet === undefined
      ? `${counted(desktops.users.length, 'desktop')} there`
      : 'an engine that keeps a desktop there for each member of the group',
  ]);
  const instance = 'create' in identityCenter.instance ? ['an account instance of Identity Center'] : [];
  terminal.heading('What will be made');
  terminal.say(`Entra and Intune: ${inEntra.join(', ')}.`);
  terminal.say(`AWS: ${[...instance, ...inAws, 'the control plane (a function), keys and secrets'].join(', ')}.`);
  if (intune.enrolment !== null) {
    terminal.say('Each desktop, when it enrols in Intune:');
    for (const line of enrolmentInWords(deployment)) terminal.say(`  ${terminal.symbols.bullet} ${line}`);
  }
  for (const each of packages) {
    terminal.say(endOfAccessInWords(each));
    terminal.say(
      `With their own desktop people may: ${each.access.selfService.map((action) => selfServiceWords[action]).join(', ') || 'nothing'}.`,
    );
  }
  for (const line of outboundInWords(deployment)) terminal.warn(line);
  if (setUp && 'existing' in identityCenter.instance) {
    terminal.bad(
      'The identity source of the Identity Center instance is replaced: whoever signs in through it today can no longer do so.',
    );
  }
  if (stageOf(deployment) === 'foundation') {
    terminal.say('In two applies, with a handshake between them: `entra-workspaces connect` leads through it.');
  }
}

/** What would be destroyed and made anew, or refused, if the deployment was applied before. */
export function sayImmutableChanges(terminal: Terminal, changes: readonly Problem[]): void {
  if (changes.length === 0) return;
  terminal.bad('If this deployment was applied already, these cannot be changed any more:');
  for (const change of changes)
    terminal.lines(
      formatProblem(change)
        .split('\n')
        .map((line) => `  ${line}`),
    );
}

/** Shows everything and asks. */
export async function review(
  terminal: Terminal,
  resolved: Resolved,
  composed: Composed,
  planned: readonly PlannedFile[],
  {
    edit,
    besides,
    discovered,
    env,
  }: {
    readonly edit: boolean;
    /** What is written with the planned files. */
    readonly besides: readonly ListedFile[];
    readonly discovered: Discovered;
    readonly env: NodeJS.ProcessEnv;
  },
): Promise<ReviewEnd> {
  const { deployment, warnings, immutableChanges } = composed;
  terminal.heading('Review');
  const { account, tenant } = discovered;
  const accountName = 'seen' in account && account.seen.id === deployment.aws.accountId ? account.seen.name : undefined;
  const tenantName = 'seen' in tenant && tenant.seen.id === deployment.entra.tenantId ? tenant.seen.displayName : '';
  terminal.say(
    `AWS account ${[accountName, deployment.aws.accountId].filter(Boolean).join(' ')}, Entra tenant ${[tenantName, deployment.entra.tenantId].filter(Boolean).join(' ')}`,
  );
  terminal.say();
  sayOrigins(terminal, resolved, discovered);
  sayWhatIsMade(terminal, deployment);
  // What may look at the account may look at a public list; where nothing was seen nothing is waited for.
  if ('seen' in account) for (const line of await costInWords(deployment, env)) terminal.say(line);
  for (const warning of warnings) terminal.warn(formatProblem(warning));
  sayImmutableChanges(terminal, immutableChanges);
  terminal.heading('Files');
  sayFiles(terminal, planned, edit, { besides });
  terminal.say();
  for (;;) {
    const picked = await terminal.prompts.one<'write' | 'change' | 'stop'>({
      message: 'Write these files?',
      choices: [
        { value: 'write', name: edit ? 'Write the changes' : 'Write them', description: 'no cloud is touched by that' },
        { value: 'change', name: 'Change something' },
        { value: 'stop', name: 'Stop without writing' },
      ],
      initial: 'write',
      back: true,
    });
    if (picked === 'stop') throw new Cancelled();
    if (picked === 'write') return 'write';
    const change = await topicToChange(terminal, resolved);
    if (change !== undefined) return { change };
  }
}

/** What a person wants to change; nothing once they go back to the review, which still stands above. */
async function topicToChange(terminal: Terminal, { applicable }: Resolved): Promise<TopicId | undefined> {
  const present = new Set(applicable.map(({ topic }) => topic));
  try {
    return await terminal.prompts.one<TopicId>({
      message: 'What?',
      choices: topics.filter(({ id }) => present.has(id)).map(({ id, title }) => ({ value: id, name: title })),
      back: true,
    });
  } catch (error) {
    if (error instanceof GoBack) return undefined;
    throw error;
  }
}

/** What stands above the folder and has its files read somewhere else: said before the first command would fail. */
export async function sayOuterFolders(terminal: Terminal, { pipeline }: Deployment, target: string): Promise<void> {
  const host = pipelineOf(pipeline)?.host;
  const top = host && (await outerRepository(target));
  if (host && top !== undefined)
    terminal.warn(
      `${target} lies within the repository of ${top}, and a pipeline is read at the top of a repository alone. Before the first push: git init in the folder, so that it is one of its own.`,
    );
  const workspaces = await outerWorkspaces(target);
  if (workspaces !== undefined)
    terminal.warn(
      `${join(workspaces, 'package.json')} takes the folder among its workspaces, so npm ci would read the lock file there. What works is npm ci --workspaces=false in this folder. Or take it out of them: add "!${relative(workspaces, target)}" to the list.`,
    );
}

/**
 * What to do next, what stays manual, how to undo it.
 * @param edit the deployment was there before: the clouds may hold all of it, and the folder is needed to take it away
 */
export function sayEnd(terminal: Terminal, deployment: Deployment, target: string, cwd: string, edit: boolean): void {
  const folder = relative(cwd, target);
  terminal.heading('Next');
  terminal.lines([...(folder === '' ? [] : [enter(folder)]), ...firstCommands(deployment)].map((line) => `  ${line}`));
  terminal.say();
  const manual = [
    'enabling BYOL in the Region',
    'the MDM user scope in Intune',
    ...(stageOf(deployment) === 'foundation' ? ['the handshake (connect leads through it)'] : []),
    ...(deployment.entra.consent === 'by-admin' ? ['the admin consent'] : []),
  ];
  terminal.say(`What stays a person's work: ${manual.join(', ')}.`);
  const undo = edit
    ? 'To undo, before the next apply: git checkout what changed. No cloud was touched by this.'
    : 'To undo: delete the folder; nothing was made in any cloud.';
  terminal.say(`${undo} README.md has all of this for this very deployment.`);
}
