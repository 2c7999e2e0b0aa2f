/** The rules of a GitLab project on which a pipeline relies, as its API tells them, and what they lack. */
import { unownedIn } from './code-owners.js';
import { steersJobs } from './gitlab-variables.js';
import { gitlabFile, gitlabOwnersPath } from './pipeline-files.js';
import type { Level } from './pipeline-level.js';
import { mainBranch } from './pipeline-subjects.js';

/**
 * The components that the subject of a GitLab project is set to, besides those it has by itself: a job without an environment
 * leaves the last two out, so its subject stays that of the branch.
 * Sources: https://docs.gitlab.com/api/projects/#edit-a-project (ci_id_token_sub_claim_components),
 * https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb (a claim that a job does not have is left out).
 */
export const gitlabComponents = ['project_path', 'ref_type', 'ref', 'environment', 'environment_protected'] as const;

/** Undefined stands for what GitLab did not tell. */
export interface GitlabRules {
  readonly project: {
    readonly id: string;
    readonly visibility: string | undefined;
    /** Of what the subject of its tokens is made. */
    readonly components: readonly string[] | undefined;
    /** Whether merge requests of forks run here. */
    readonly runsForks: boolean | undefined;
    /** The lowest role that may give a pipeline variables. */
    readonly overrides: string | undefined;
    /** Whether who started a pipeline may approve its deployment. */
    readonly startersApprove: boolean | undefined;
    readonly defaultBranch: string | undefined;
    /** Where the file of its pipelines is: empty, as a new project has it, stands for `.gitlab-ci.yml`. */
    readonly file: string | undefined;
  };
  /** What a merge asks for, by the names that its API has; nothing: GitLab keeps none of it for this project. */
  readonly approvals: Readonly<Partial<Record<keyof typeof gitlabApprovals, boolean>>> | undefined;
  /** The file that says who owns the code on the main branch. */
  readonly owners: { readonly path: string; readonly text: string } | undefined;
  /** Nothing: the environment is not protected. */
  readonly environment:
    | {
        /** Approvals that each deployment needs. */
        readonly approvals: number;
        /** Who is named and need not be asked, in words: they approve nothing. */
        readonly idle: readonly string[];
        /** Who may deploy, in words; empty: nobody. */
        readonly deployers: readonly string[];
        /** Whether that is everybody who may push. */
        readonly developersDeploy: boolean;
      }
    | undefined;
  /** Of the main branch; nothing: it is not protected. */
  readonly branch:
    | {
        /** Who may push without a merge request, in words. */
        readonly pushers: readonly string[];
        readonly forced: boolean;
        /** Whether a code owner approves a merge. */
        readonly asksOwners: boolean;
        /** Whether a lower role than that of a maintainer merges. */
        readonly developersMerge: boolean;
      }
    | undefined;
  /** Names alone: values are never kept. */
  readonly variables: readonly { readonly key: string; readonly protected: boolean; readonly masked: boolean }[];
  /** Those of its groups, which reach its jobs. */
  readonly inherited: readonly { readonly key: string; readonly group: string }[] | undefined;
}

/** Something that is not as it has to be. `open`: somebody may apply whom nobody approved. */
export interface RuleGap {
  readonly thing: string;
  readonly got: string;
  readonly open: boolean;
  /** Lets nobody in by itself, and bootstrap goes no further without it. */
  readonly required?: true;
}

/** What stands in a gap that nobody can judge. */
export const gitlabUntold = 'GitLab does not tell whoever is signed in';

/** Whoever writes a change, or a part of it, does not approve it; a push takes approvals back. */
export const gitlabApprovals = {
  merge_requests_author_approval: false,
  merge_requests_disable_committers_approval: true,
  reset_approvals_on_push: true,
} as const;

const ofGitlab = [gitlabOwnersPath, gitlabFile];

/**
 * Paths of code that a text of CODEOWNERS leaves to nobody. Below the header of a section its owners have each line that names
 * none: `[Code][2] @platform`. The last line that fits counts, as it does within the section that it stands in.
 * Source: https://docs.gitlab.com/user/project/codeowners/advanced (default Code Owners).
 */
export function unownedOnGitlab(text: string): string[] {
  let ofSection = '';
  const lines = text.split(/\r?\n/).flatMap((whole) => {
    const line = whole.replace(/(^|\s)#.*$/, '').trim();
    const header = /^\^?\[[^\]]*\](?:\[\d*\])?(.*)$/.exec(line);
    if (header === null) return line === '' || /\s\S*@/.test(line) ? [line] : [`${line} ${ofSection}`];
    const words = (header[1] ?? '').split(/\s+/);
    ofSection = words.filter((word) => word.includes('@')).join(' ');
    return [];
  });
  return unownedIn(lines.join('\n'), ofGitlab);
}

/** What needs no owner's approval, whoever owns it: `^[Docs]` and all below it, `!path`. */
const needsNobody = /^\s*(\^\[|!)/m;

/** Variables that hold what opens something, by the end of their name. */
const secret = /(TOKEN|SECRET|PASSWORD|ACCESS_KEY|PRIVATE_KEY|_PAT)$/;

/** What of the rules a level needs is not there. @param environment its name */
export function gitlabGaps(
  rules: GitlabRules,
  { level, environment }: { readonly level: Level; readonly environment: string },
): RuleGap[] {
  const gap = (thing: string, got: string, open = true): RuleGap => ({ thing, got, open });
  const { project, branch, variables } = rules;
  const required = (thing: string, got: string): RuleGap => ({ ...gap(thing, got, false), required: true });
  const untold = (what: string): RuleGap => gap(what, gitlabUntold, false);
  const applies = level !== 'refused';
  const components = project.components?.join(', ');
  const wanted = gitlabComponents.join(', ');
  return [
    ...(project.visibility === 'private' || project.visibility === undefined
      ? []
      : [gap('the project', `is ${project.visibility}, and plans name people`, false)]),
    ...(branch === undefined ? [gap(`the branch ${mainBranch}`, 'is not protected')] : []),
    ...(branch !== undefined && branch.pushers.length > 0
      ? [gap(`the branch ${mainBranch}`, `is pushed to without a merge request by ${branch.pushers.join(', ')}`)]
      : []),
    ...(branch?.forced === true ? [gap(`the branch ${mainBranch}`, 'takes force pushes')] : []),
    ...(branch?.developersMerge === true
      ? [gap(`the branch ${mainBranch}`, 'is merged into by a lower role than Maintainer')]
      : []),
    ...(branch?.asksOwners === false && level === 'approved'
      ? [gap(`the branch ${mainBranch}`, 'does not ask a code owner')]
      : []),
    ...(project.defaultBranch && project.defaultBranch !== mainBranch
      ? [required('the default branch', `must be ${mainBranch}, got: ${project.defaultBranch}`)]
      : []),
    ...(applies ? ownersGaps(rules.owners).map(([thing, got]) => required(thing, got)) : []),
    ...(applies && components === undefined ? [untold('the components of its subject')] : []),
    ...(applies && components !== undefined && components !== wanted
      ? [gap('the components of its subject', `${components || 'none'}, must be ${wanted}`)]
      : []),
    ...(project.runsForks === true ? [gap('the project', 'runs merge requests of forks')] : []),
    ...(project.runsForks === undefined ? [untold('whether merge requests of forks run here')] : []),
    ...(project.overrides === undefined ? [untold('who may give a pipeline variables')] : []),
    ...(project.overrides === undefined || project.overrides === 'no_one_allowed'
      ? []
      : [gap('the project', `lets ${project.overrides} and above give a pipeline variables`)]),
    ...(project.file === undefined ? [untold('which file its pipelines are made of')] : []),
    ...([undefined, '', gitlabFile].includes(project.file)
      ? []
      : [gap('the project', `makes its pipelines of ${project.file}, must be ${gitlabFile} or empty`)]),
    ...(level === 'approved' ? approvalGaps(rules, environment, gap, untold) : []),
    ...(level === 'confirmed' && rules.environment !== undefined
      ? [
          required(
            `the environment ${environment}`,
            'is protected, so its jobs say so, and no cloud lets them in: --level approved',
          ),
        ]
      : []),
    ...steeringGaps(rules, gap, untold),
    ...variables
      .filter(({ key, protected: guarded, masked }) => secret.test(key) && !(guarded && masked) && !steersJobs(key))
      .map(({ key, protected: guarded, masked }) =>
        gap(
          `the variable ${key}`,
          `must be protected and masked, is ${[...(guarded ? [] : ['not protected']), ...(masked ? [] : ['not masked'])].join(' and ')}`,
          false,
        ),
      ),
  ];
}

/** Whoever sets such a variable chooses what a job on main runs, or who it is, and nobody reviews it. */
function steeringGaps(
  { variables, inherited }: GitlabRules,
  gap: (thing: string, got: string) => RuleGap,
  untold: (what: string) => RuleGap,
): RuleGap[] {
  const beats = 'beats what the file of the pipeline says, and nobody reviews it: it must not be there';
  return [
    ...variables.filter(({ key }) => steersJobs(key)).map(({ key }) => gap(`the variable ${key}`, beats)),
    ...(inherited ?? [])
      .filter(({ key }) => steersJobs(key))
      .map(({ key, group }) => gap(`the variable ${key} of the group ${group}`, beats)),
    ...(inherited === undefined ? [untold('the variables of its groups')] : []),
  ];
}

function approvalGaps(
  { environment: found, project, approvals }: GitlabRules,
  name: string,
  gap: (thing: string, got: string, open?: boolean) => RuleGap,
  untold: (what: string) => RuleGap,
): RuleGap[] {
  const thing = `the environment ${name}`;
  const ofMerges = Object.entries(gitlabApprovals).flatMap(([key, value]) => {
    const got = approvals?.[key as keyof typeof gitlabApprovals];
    return got === value ? [] : [gap('the approvals of a merge', `${key} must be ${value}, got: ${String(got)}`)];
  });
  if (found === undefined) return [...ofMerges, gap(thing, 'is not protected: nobody has to approve')];
  return [
    ...ofMerges,
    ...(found.approvals > 0 ? [] : [gap(thing, 'is protected, and asks for no approval')]),
    ...found.idle.map((who): RuleGap => ({ ...gap(thing, `needs no approval of ${who}`, false), required: true })),
    ...(found.deployers.length > 0 ? [] : [gap(thing, 'lets nobody deploy', false)]),
    ...(found.developersDeploy ? [gap(thing, `is deployed to by ${found.deployers.join(', ')}`)] : []),
    ...(project.startersApprove === true
      ? [gap('the project', 'lets whoever started a pipeline approve its deployment')]
      : []),
    ...(project.startersApprove === undefined
      ? [untold('whether whoever started a pipeline may approve its deployment')]
      : []),
  ];
}

function ownersGaps(owners: GitlabRules['owners']): (readonly [thing: string, got: string])[] {
  if (owners === undefined)
    return [[`the branch ${mainBranch}`, `has no ${gitlabOwnersPath}, so nobody owns the code and no owner is asked`]];
  if (needsNobody.test(owners.text)) return [[owners.path, 'has optional sections or exclusions, which need no owner']];
  const unowned = unownedOnGitlab(owners.text);
  return unowned.length === 0
    ? []
    : [[owners.path, `must name an owner for all code, got none for: ${unowned.join(', ')}`]];
}
