/** The life cycle told to a person: what happens, how long it would take, and what is there afterwards. */
import { inventoryOf } from '../../twin/inventory.js';
import type { SignInResult } from '../../twin/clouds.js';
import type { Twin } from '../../twin/twin.js';
import { serviceOf } from '../resources/table.js';
import { commandLines, type CommandNote } from '../terminal/command-list.js';
import type { Terminal } from '../terminal/terminal.js';
import { sayPlan, summarySentence } from '../terraform/plan-report.js';
import { planInShort } from '../terraform/plan-short.js';
import type { LifeCycle } from './life-cycle.js';
import type { Step, StepId } from './steps.js';
import { joiner } from './fixtures.js';
import type { Morning } from './people.js';

interface Chapter {
  readonly title: string;
  /** What is about to happen, and who does it in reality. */
  readonly before: string;
  /** How long it takes in reality, or what it needs there. Source of the times: facts of AWS and Entra as cited in the twin's rules. */
  readonly reality: string;
}

export const chapters: Readonly<Record<StepId, Chapter>> = {
  clouds: {
    title: 'Two clouds start on this machine',
    before:
      'A twin of both: a tenant with Entra ID and Intune, and an AWS account with WorkSpaces and Identity Center, played from their documentation. No account is needed and nothing costs anything. Terraform and the stack are real.',
    reality: 'a tenant with Entra ID P1 and Intune, an AWS account enabled for BYOL, a Windows image',
  },
  foundation: {
    title: 'First apply: the foundation',
    before: 'All that can exist before the two clouds trust each other.',
    reality: '5 to 10 minutes',
  },
  handshake: {
    title: 'The handshake: the part without an API',
    before:
      "A person carries Entra's metadata into the AWS console, and the SCIM address and token out of it. `entra-workspaces connect` leads through it; here it is done for you.",
    reality: '10 minutes of clicking, once',
  },
  connected: {
    title: 'Second apply: everything else',
    before: 'Users and groups flow into Identity Center, and each user gets a desktop.',
    reality: '30 to 90 minutes, nearly all of it waiting for AWS',
  },
  people: {
    title: 'Can people work?',
    before: 'Each signs in through Entra, opens the desktop, and the desktop enrols in Intune.',
    reality: 'some minutes at the first sign-in',
  },
  'second-plan': {
    title: 'A second plan',
    before: 'Nothing was changed, so nothing may be planned.',
    reality: 'a minute or two',
  },
  joiner: {
    title: 'Somebody joins',
    before: '`entra-workspaces users add`, then apply. Nobody else is touched.',
    reality: '20 minutes to an hour until the desktop is there',
  },
  leaver: {
    title: 'Somebody leaves',
    before:
      'The desktop goes with them: apply refuses that unless the user is named; `users remove` keeps it for 30 days.',
    reality: 'some minutes',
  },
  destroy: {
    title: 'Everything is taken away',
    before: 'Desktops and directory first, then what they needed.',
    reality: '20 to 40 minutes; users, tenant, account and the Identity Center instance stay',
  },
};

/**
 * Tells what is played, in a hundred lines at 80 columns.
 * @param how.whole every line of every plan, and what there is after each step
 * @param how.program what this program is called where it was started
 */
export async function tell(
  terminal: Terminal,
  cycle: LifeCycle,
  how: { readonly whole: boolean; readonly program: string },
): Promise<Step[]> {
  const { whole } = how;
  const steps: Step[] = [];
  for await (const moment of cycle.greenfield()) {
    if ('begins' in moment) {
      const { title, before, reality } = chapters[moment.begins];
      terminal.step(cycle.steps.indexOf(moment.begins) + 1, cycle.steps.length, title);
      terminal.say(`${before} In reality: ${reality}.`);
    } else {
      steps.push(moment.ended);
      await sayStep(terminal, cycle, moment.ended, whole);
    }
  }
  sayEnd(terminal, cycle, steps, how);
  return steps;
}

async function sayStep(terminal: Terminal, { twin, regions }: LifeCycle, step: Step, whole: boolean): Promise<void> {
  const took = step.seconds >= 1 ? ` (${step.seconds.toFixed(0)} s here)` : '';
  switch (step.id) {
    case 'clouds':
      terminal.good(`Ready. Played by stand-ins: ${twin.terraform.standIns.join(', ')}.`);
      return;
    case 'handshake':
      terminal.good(`Both sides know each other; the token lies in Secrets Manager, and nowhere else${took}.`);
      return;
    case 'people':
      sayPeople(terminal, step, () => true);
      sayMorning(terminal, step);
      return;
    case 'second-plan':
      if (step.plan?.empty) terminal.good(`No changes${took}.`);
      else if (step.plan) terminal.warn(summarySentence(step.plan));
      return;
    default:
      if (step.plan && whole) sayPlan(terminal, step.plan);
      else if (step.plan) planInShort(step.plan).forEach((line) => terminal.say(`  ${line}`));
      terminal.good(`Done${took}.`);
      sayPeople(terminal, step, ({ userPrincipalName, works }) => !works || userPrincipalName === joiner);
      if (whole || step.id === 'destroy') await sayClouds(terminal, twin, regions);
  }
}

/** Of those whom `tells` picks: whether they work, and whether their desktops are managed. */
function sayPeople(terminal: Terminal, step: Step, tells: (person: SignInResult) => boolean): void {
  for (const { userPrincipalName: user, works, broken } of (step.people ?? []).filter(tells)) {
    const stray = step.desktops?.find((each) => each.user.toLowerCase() === user.toLowerCase() && !each.enrolled);
    if (!works) terminal.bad(`${user} cannot work: ${broken ?? 'for a reason nobody knows'}.`);
    else if (stray)
      terminal.bad(`${user} works on a desktop that is not managed: ${stray.broken ?? 'nobody knows why'}.`);
    else terminal.good(`${user} works on a desktop that joined Entra and enrolled in Intune.`);
  }
}

/** What the first who has anything of Intune got: the others are told in short at the end. */
function sayMorning(terminal: Terminal, { desktops = [] }: Step): void {
  const first = desktops.find(({ morning }) => morning !== undefined);
  if (first?.morning === undefined) return;
  const { policies, inConflict, installed, failed, onOffer, compliance, waitedFor, waitedInVain } = first.morning;
  const vain = waitedInVain.length > 0 ? `, in vain for ${waitedInVain.join(', ')}` : '';
  const apps = [
    ...installed.map((name) => `${name} installed`),
    ...failed.map((each) => `${each} failed`),
    ...onOffer.map((name) => `${name} on offer`),
  ];
  const rows: readonly (readonly [string, string])[] = [
    ['Policies', withoutTheSame(policies).join(', ')],
    ['In conflict', inConflict.join(', ')],
    ['Apps', apps.join(', ')],
    ['Status page', waitedFor.length > 0 ? `waited for ${waitedFor.join(', ')}${vain}` : ''],
    ['Compliance', compliance],
  ];
  terminal.table(
    ['First morning', first.user],
    rows.filter(([, text]) => text !== ''),
  );
}

/** `Contoso OneDrive`, `Contoso updates` -> `OneDrive`, `updates`: every name begins with that of the deployment. */
function withoutTheSame(names: readonly string[]): readonly string[] {
  const [first = [], ...rest] = names.map((name) => name.split(' '));
  const same = first.findIndex((word, at) => rest.some((other) => other[at] !== word) || at === first.length - 1);
  return rest.length === 0 ? names : names.map((name) => name.split(' ').slice(Math.max(0, same)).join(' '));
}

/** `10 policies; Company Portal; compliant`. */
function morningInWords({ policies, inConflict, installed, compliance, waitedInVain }: Morning): string {
  return [
    counted('policies', policies.length).replace('1 policie', '1 policy'),
    ...(inConflict.length > 0 ? [`in conflict: ${inConflict.join(', ')}`] : []),
    ...(installed.length > 0 ? [installed.join(', ')] : []),
    ...(waitedInVain.length > 0 ? [`waited in vain for ${waitedInVain.join(', ')}`] : []),
    compliance,
  ].join('; ');
}

/** `autopilotDevices` -> `Autopilot devices`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^autopilot/, 'Autopilot');
}

/** `1 log group`, `2 log groups`. */
function counted(words: string, count: number): string {
  return `${count} ${count === 1 ? words.replace(/s\b/, '') : words}`;
}

/** What exists in both clouds now. */
async function sayClouds(terminal: Terminal, twin: Twin, regions: readonly string[]): Promise<void> {
  const inAws = new Map<string, number>();
  for (const line of await inventoryOf(twin.aws, regions)) {
    const service = serviceOf(/ (\w+): /.exec(line)?.[1] ?? '')?.things ?? 'other things';
    inAws.set(service, (inAws.get(service) ?? 0) + 1);
  }
  const said = (counts: Iterable<readonly [string, number]>): string =>
    [...counts].flatMap(([what, count]) => (count > 0 ? [counted(what, count)] : [])).join(', ') || 'nothing of it';
  terminal.table(
    ['There is now', ''],
    [
      ['in Entra and Intune', said(Object.entries(twin.entra.counts()).map(([what, count]) => [inWords(what), count]))],
      ['in AWS', said(inAws)],
    ],
  );
}

/** How many guesses are told where not everything is. */
const guessesTold = 2;

function sayEnd(
  terminal: Terminal,
  cycle: LifeCycle,
  steps: readonly Step[],
  { whole, program }: { readonly whole: boolean; readonly program: string },
): void {
  const seconds = Math.round(steps.reduce((sum, step) => sum + step.seconds, 0));
  const toTheEnd = steps.some(({ id }) => id === 'destroy');
  if (toTheEnd) {
    terminal.heading('The end');
    terminal.say(`That was the whole life of a deployment, in ${seconds} seconds. Before everything was taken away:`);
  }
  const desktops = steps.flatMap((step) => (step.desktops ? [step.desktops] : [])).pop() ?? [];
  if (desktops.length > 0) {
    const several = desktops.some(({ directory }) => directory !== desktops[0]?.directory);
    terminal.table(
      ['User', 'Desktop', 'Device', 'Of Intune'],
      desktops.map(({ user, desktop, directory, state, profile, enrolled, broken, morning }) => [
        user,
        `${desktop}${several ? ` in ${directory}` : ''}, ${state.toLowerCase()}`,
        enrolled ? `enrolled (${profile ?? ''})` : `not enrolled: ${broken ?? 'nobody knows why'}`,
        morning ? morningInWords(morning) : '',
      ]),
    );
  }
  const guesses = cycle.twin.world.rules.guesses();
  if (guesses.length > 0) {
    terminal.say();
    terminal.say(
      `Where the documentation of the clouds is silent the twin guessed, ${counted('times', guesses.length)} in this run:`,
    );
    const told = whole ? guesses : guesses.slice(0, guessesTold);
    for (const { text } of told) terminal.say(`  ${terminal.symbols.bullet} ${text}`);
    const untold = guesses.length - told.length;
    if (untold > 0) terminal.say(`  and ${untold} more: ${program} rehearse --verbose`);
  }
  if (!toTheEnd) return;
  terminal.say();
  terminal.say('Next:');
  const next: readonly CommandNote[] = [
    cycle.ownDeployment
      ? [`${program} preflight`, 'the same deployment against your own clouds']
      : [program, 'a few questions, and you have a repository of your own'],
    [`${program} rehearse --keep`, 'both clouds stay up, and every command works on them'],
  ];
  terminal.lines(commandLines(next, terminal.width));
}
