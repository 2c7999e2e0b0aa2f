/** What a person does so that the pipeline of GitHub runs: commands with its own names, in the order that is safe. */
import type { Deployment } from '../../../deployment/schema.js';
import type { GithubSettings } from '../../../deployment/pipeline-of.js';
import { pullRequestRefs } from '../../../domain/github-rules.js';
import {
  mainRuleset,
  rulesetName,
  signatures,
  signaturesName,
  type WantedRuleset,
} from '../../../domain/github-rulesets.js';
import { githubOwnersPath } from '../../../domain/pipeline-files.js';
import {
  checkName,
  contextOf,
  issuer,
  mainBranch,
  prefixesOf,
  pullRequestEnvironment,
  type Identity,
} from '../../../domain/pipeline-subjects.js';
import { codeOwners } from './code-owners.js';
import { boundaryStep, step, storeStep } from './shared-steps.js';
import { awsTrust, entraCredential } from './trust.js';

/** Filled in by the shell, from what GitHub says. */
const repository = { prefix: 'SUBJECT_PREFIX', id: 'REPOSITORY_ID' };

const files: Readonly<Record<Identity, string>> = {
  mainPlan: 'main-plan',
  apply: 'apply',
  pullRequestPlan: 'pull-request-plan',
};

/** The steps as Markdown, one each. */
export function githubSteps(deployment: Deployment, github: GithubSettings): readonly string[] {
  return [
    hostStep(deployment, github),
    ...pullRequestStep(github),
    subjectStep(github),
    ...boundaryStep(deployment),
    awsStep(github),
    entraStep(github),
    ...storeStep(deployment),
    whatHappens(github),
  ];
}

const identitiesOf = ({ aws }: GithubSettings): Identity[] =>
  (['mainPlan', 'apply', 'pullRequestPlan'] as const).filter((identity) => aws?.[identity] !== undefined);

/** To stand in single quotes of a shell. */
const environmentPath = (repository: string, environment: string): string =>
  `repos/${repository}/environments/${encodeURIComponent(environment).replaceAll("'", '%27')}`;

/**
 * An environment with one custom branch rule, made and read back.
 * @param branches `main`, or a pattern of refs
 * @param reviewers Whether a team releases each run; its number is in the shell's `$team`
 */
function environmentRule(
  repository: string,
  environment: string,
  { branches, reviewers }: { readonly branches: string; readonly reviewers: boolean },
): string[] {
  const path = environmentPath(repository, environment);
  const policy = `"deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true}`;
  return [
    ...(reviewers
      ? [
          `sed "s|TEAM_ID|$team|" <<'JSON' | gh api --method PUT '${path}' --input -`,
          `{"prevent_self_review": true, "reviewers": [{"type": "Team", "id": TEAM_ID}], ${policy}}`,
        ]
      : [`gh api --method PUT '${path}' --input - <<'JSON'`, `{"prevent_self_review": true, ${policy}}`]),
    'JSON',
    `gh api --method POST '${path}/deployment-branch-policies' -f name='${branches}' -f type=branch`,
    `gh api '${path}/deployment-branch-policies' --jq '.branch_policies[] | .type + " " + .name'   # must say: branch ${branches}, and nothing else`,
    ...(reviewers
      ? [
          `gh api '${path}' --jq '.protection_rules[] | select(.type == "required_reviewers") | .reviewers[].reviewer.slug, .prevent_self_review'   # must say: the team, then true`,
        ]
      : []),
  ];
}

/** Stands for the team that owns the code. */
const people = 'ORGANIZATION/TEAM';

/** The file of owners, on the main branch before a rule keeps direct changes out. No file is left on the laptop. */
const ownersCommands = (deployment: Deployment, repository: string): string[] => [
  `people='${people}'`,
  `content=$(sed "s|${people}|$people|g" <<'TEXT' | base64 | tr -d '\\n'`,
  codeOwners(deployment, [`@${people}`]).trim(),
  'TEXT',
  ')',
  `gh api --method PUT 'repos/${repository}/contents/${githubOwnersPath}' -f message='Who owns what' -f branch=${mainBranch} -f content="$content"`,
];

const rulesetCommands = (repository: string, name: string, ruleset: WantedRuleset): string[] => [
  `gh api --method POST 'repos/${repository}/rulesets' --input - <<'JSON'`,
  JSON.stringify({ name, ...ruleset }),
  'JSON',
];

/** First of all: before the rule stands, every branch may use the environment. */
function hostStep(deployment: Deployment, github: GithubSettings): string {
  const { repository: name, environment, level } = github;
  const isApplied = level !== 'refused';
  const reviewers =
    level === 'approved'
      ? `Add the people who approve to \`${environment}\` as required reviewers, with "Prevent self-review", without "Allow administrators to bypass".`
      : `This host has no reviewers: ${level === 'confirmed' ? 'a person who had no part in the change starts each apply with the digest of the plan. Who had a part is known by signed commits alone: the second ruleset requires them on every branch, so sign yours, and merge by squash or merge commit, which GitHub signs; a rebase it does not. Take "Allow administrators to bypass" of the environment away.' : 'a laptop applies.'}`;
  return step(
    `On GitHub, before any cloud trusts it${isApplied ? `: who owns the code (write the person or the team who approves in the place of \`${people}\`; they need the role Write), then` : ''}: protect \`${mainBranch}\` (pull requests only, an approval of a code owner, the check *${checkName}* of GitHub Actions passed and up to date before merging, no force push, nobody bypasses)${level === 'refused' ? '.' : `, and let \`${mainBranch}\` alone into the environment \`${environment}\`. Never "Protected branches": where no classic rule exists that lets every branch in.`}`,
    [
      ...(isApplied ? ownersCommands(deployment, name) : []),
      ...rulesetCommands(name, rulesetName, mainRuleset()),
      ...(level === 'confirmed' ? rulesetCommands(name, signaturesName, signatures) : []),
      `gh api --method PUT 'repos/${name}/actions/permissions/workflow' -F can_approve_pull_request_reviews=false   # whoever may push a branch writes its jobs`,
      `gh api 'repos/${name}/rules/branches/${mainBranch}' --jq '.[].type'   # must name: ${(mainRuleset().rules ?? []).map(({ type }) => type).join(', ')}`,
      ...(isApplied ? environmentRule(name, environment, { branches: mainBranch, reviewers: false }) : []),
    ],
    `${reviewers}${isApplied ? ` Where \`${mainBranch}\` has a CODEOWNERS, or takes changes by pull request alone, bring the file by a pull request.` : ''} Keep the repository private: plans name people.`,
  );
}

/**
 * The environment of planned pull requests, before a cloud trusts it: whoever opens one has a run of their own workflow wait
 * there. Source of the pattern: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 * (the ref of a pull request is `refs/pull/NUMBER/merge`).
 */
function pullRequestStep(github: GithubSettings): string[] {
  if (github.pullRequests !== 'plan') return [];
  const [owner = ''] = github.repository.split('/');
  return [
    step(
      `For planned pull requests: the environment \`${pullRequestEnvironment}\`, which a reviewer releases for each run, and which the merges of pull requests alone enter. Whoever releases a run lets its author read both clouds and the state with its secrets: look at the whole change first, at workflows and \`main.ts\` above all.`,
      [
        `team=$(gh api 'orgs/${owner}/teams/TEAM' --jq .id)   # TEAM: whoever may release a run; of a person: gh api users/NAME --jq .id, and "User" for "Team"`,
        ...environmentRule(github.repository, pullRequestEnvironment, {
          branches: pullRequestRefs,
          reviewers: true,
        }),
      ],
      `Take "Allow administrators to bypass" away there, too. Its role and its application read; they trust this environment alone, and neither \`${mainBranch}\` nor \`${github.environment}\` lets them in.`,
    ),
  ];
}

function subjectStep({ repository: name, environment, level }: GithubSettings): string {
  const [old, withIds] = prefixesOf(name, { owner: 'OWNER_ID', repository: 'REPOSITORY_ID' });
  const context = contextOf(level === 'refused' ? 'mainPlan' : 'apply', environment);
  return step(
    `Ask GitHub how the jobs of this repository are called. Made, renamed or moved since 15 July 2026 they carry ids: \`${withIds}:${context}\`; before that \`${old}:${context}\`.`,
    [
      `prefix=$(gh api 'repos/${name}/actions/oidc/customization/sub' --jq '.sub_claim_prefix | if . == null or . == "" then "${old}" else . end')`,
      `id=$(gh api 'repos/${name}' --jq .id)`,
      `gh api 'repos/${name}' --jq .id,.owner.id`,
      'echo "$prefix"',
    ],
  );
}

function awsStep(github: GithubSettings): string {
  return step(
    'In AWS: the identity provider (once an account: where it is there already, the first command says so and the others go on), and each role trusts its own job and nobody else.',
    [
      `aws iam create-open-id-connect-provider --url 'https://${issuer}' --client-id-list 'sts.amazonaws.com'`,
      ...identitiesOf(github).flatMap((identity) => {
        const arn = github.aws?.[identity] ?? '';
        const file = `trust-${files[identity]}.json`;
        const trust = JSON.stringify(awsTrust(identity, arn, github.environment, repository), undefined, 2);
        return [
          ...filledIn(file, trust),
          `aws iam update-assume-role-policy --role-name '${arn.split('/').at(-1)}' --policy-document file://${file}`,
        ];
      }),
    ],
    'Rights: `npx entra-workspaces permissions --deployment deployment.json`; those of apply hold only with `aws.permissionsBoundaryArn`. The plan role reads both clouds, and writes the lock of the state and new objects under its key followed by `.plans/`; with the rights of `doctor` besides, the daily report sees what is about to end.',
  );
}

function entraStep(github: GithubSettings): string {
  return step(
    'In Entra: a federated credential for each application, and no other credential; take older ones away.',
    identitiesOf(github).flatMap((identity) => {
      const file = `credential-${files[identity]}.json`;
      const credential = JSON.stringify(entraCredential(identity, github.environment, repository), undefined, 2);
      return [
        ...filledIn(file, credential),
        `az ad app federated-credential create --id ${github.entra?.[identity] ?? ''} --parameters @${file}`,
      ];
    }),
    github.level === 'refused'
      ? ''
      : `Entra compares the subject alone, and the subject of the environment names no branch: there the branch rule of \`${github.environment}\` alone keeps other branches out.`,
  );
}

/** A file whose JSON no shell reads: names in it may hold anything. */
function filledIn(file: string, json: string): string[] {
  return [`sed "s|${repository.prefix}|$prefix|; s|${repository.id}|$id|" > ${file} <<'JSON'`, json, 'JSON'];
}

function whatHappens({ environment, level, pullRequests }: GithubSettings): string {
  const first =
    pullRequests === 'plan'
      ? 'a pull request is checked, and planned once a person has released the run'
      : 'a pull request is checked without any identity';
  const then = {
    approved: `\`${mainBranch}\` is planned anew after the merge, and exactly that plan is applied once \`${environment}\` is approved. Look at the summary of *Plan what is on main* first; its digest stands in the first line.`,
    confirmed: `\`${mainBranch}\` is planned anew after the merge. Somebody else than the author looks at the summary, and starts the apply: Actions, this workflow, *Run workflow*, with the digest of its first line.`,
    refused: `\`${mainBranch}\` is planned anew after the merge; a person applies on a laptop.`,
  };
  return `From then on: ${first}; ${then[level]} When a plan is superseded, stale or older than a day: open the newest run of \`${mainBranch}\`, *Re-run all jobs*.`;
}
