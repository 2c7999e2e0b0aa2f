import type { Job, Pipeline } from './job-model.js';

/** Never fetched by name: what `npm ci` installed, or nothing. */
const program = 'node_modules/.bin/entra-workspaces';

/**
 * The id of what is checked out, content alone: the same for what a pull request would make of the main branch and for what
 * the main branch is after the merge, whether by merge, squash or rebase, as long as nothing else came in between.
 */
const tree = `"$(git rev-parse 'HEAD^{tree}')"`;

/** One terraform at a time works on a state; the next one waits for it. */
const waitForTheState = '-lock-timeout=30m';

const byHand = 'To plan what is on the main branch now, look at it and apply it: start this workflow by hand.';

const planScript = [
  '# What is meant to go is named in the text of the pull request, a line each: "allow-remove: ada@contoso.com".',
  "said() { tr -d '\\r' <<< \"$DESCRIPTION\" | tr ';' '\\n' | sed -n \"s/^ *$1: *//p\" | paste -s -d , -; }",
  'ENTRA_WORKSPACES_ALLOW_REMOVE=$(said allow-remove)',
  'ENTRA_WORKSPACES_ALLOW_REPLACE=$(said allow-replace)',
  'ENTRA_WORKSPACES_MAX_REMOVALS=$(said max-removals)',
  'export ENTRA_WORKSPACES_ALLOW_REMOVE ENTRA_WORKSPACES_ALLOW_REPLACE ENTRA_WORKSPACES_MAX_REMOVALS',
  `${program} plan --store ${tree} --markdown plan.md -- ${waitForTheState}`,
];

const reviewScript = [
  'code=0',
  `${program} plan --stored ${tree} --markdown plan.md --detailed-exitcode || code=$?`,
  '# 2: there are changes. Without a summary it was something else.',
  'if [ "$code" -eq 2 ] && [ -s plan.md ]; then echo changes=true >> "$ANSWERS"; exit 0; fi',
  'exit "$code"',
];

const jobs: readonly Job[] = [
  {
    id: 'check',
    title: 'Check without credentials',
    on: ['foreign-proposal'],
    identity: 'none',
    minutes: 10,
    steps: [
      {
        kind: 'script',
        title: 'Check the deployment',
        lines: [
          `${program} synth`,
          'echo "No plan: code from outside never runs with credentials. Push the branch to this repository to have it planned."',
        ],
      },
    ],
  },
  {
    id: 'plan',
    title: 'Plan',
    on: ['proposal', 'by-hand'],
    identity: 'plan',
    comments: true,
    minutes: 90,
    steps: [
      { kind: 'script', title: 'Plan and keep the plan', lines: planScript, facts: { DESCRIPTION: 'description' } },
      {
        kind: 'report',
        title: 'Show the plan to the reviewer',
        file: 'plan.md',
        heading: 'Plan',
        footer:
          'After the merge exactly this plan is applied, once it is approved. When the main branch moves first, the plan no longer fits: update the branch to have it planned again. A removal that is meant is named in the text of the pull request, a line each, such as `allow-remove: ada@contoso.com`.',
      },
    ],
  },
  {
    id: 'review',
    title: 'What will be applied',
    on: ['merge', 'by-hand'],
    after: 'plan',
    identity: 'plan',
    minutes: 30,
    answers: { changes: 'Look at the kept plan' },
    steps: [
      { kind: 'script', title: 'Look at the kept plan', lines: reviewScript },
      {
        kind: 'report',
        title: 'Show it to who approves',
        file: 'plan.md',
        heading: 'What will be applied',
        footer: `Read from the kept plan itself, by the code on the main branch. ${byHand}`,
      },
    ],
  },
  {
    id: 'apply',
    title: 'Apply',
    on: ['merge', 'by-hand'],
    after: 'review',
    onlyIf: 'changes',
    identity: 'apply',
    approval: true,
    // GitHub ends a job after six hours.
    minutes: 355,
    steps: [
      {
        kind: 'script',
        title: 'Apply the kept plan',
        lines: [`exec ${program} apply --stored ${tree} --skip-preflight -- ${waitForTheState}`],
      },
      {
        kind: 'advice',
        title: 'Say how it goes on',
        text: `The step before says what happened. What was done is in the state and nothing of it is lost; PENDING means that it only needs time. ${byHand}`,
      },
    ],
  },
  {
    id: 'drift',
    title: 'Still as the deployment says?',
    on: ['schedule'],
    identity: 'plan',
    minutes: 90,
    steps: [
      {
        kind: 'script',
        title: 'Compare both clouds with the deployment',
        lines: [`${program} plan --detailed-exitcode --markdown plan.md -- ${waitForTheState}`],
      },
      {
        kind: 'report',
        title: 'Show what differs',
        file: 'plan.md',
        heading: 'Compared with the deployment',
        footer: `Something was changed outside Terraform, or an apply did not come to its end. ${byHand}`,
      },
    ],
  },
];

/** The jobs of a deployment. */
export function pipelineOf({ name }: { readonly name: string }): Pipeline {
  return { name, jobs };
}
