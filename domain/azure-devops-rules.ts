/** What Azure DevOps enforces and a pipeline relies on, as it tells it: checks of service connections, policies of the main branch. */
import type { RuleGap } from './gitlab-rules.js';
import { azurePipelinesFile } from './pipeline-files.js';
import { mainBranch } from './pipeline-subjects.js';

export interface ConnectionChecks {
  /** Id of the service connection. */
  readonly id: string;
  /** Each of its approvals. */
  readonly approvals: readonly {
    readonly approvers: number;
    /** How many of them; 0: all. */
    readonly needed: number;
    /** Whether who started the run may approve it. */
    readonly starterApproves: boolean;
  }[];
  /** Branches of each branch control, as they were written: `refs/heads/main`. */
  readonly branches: readonly (readonly string[])[];
  /** Paths of templates that a pipeline has to extend. */
  readonly templates: readonly string[];
  /** Whether every pipeline of the project may use it. */
  readonly everyPipeline: boolean;
  /** How many pipelines are named that may use it. */
  readonly pipelines: number;
  /** Whether other projects may use it, too: there its checks do not hold. @default not asked */
  readonly isShared?: boolean;
  /** What the clouds have to trust, and whose application it is, as it shows itself; nothing: not asked. */
  readonly shows?: Shown | undefined;
  /** How it signs in, where that is not by tokens of its jobs: `azurerm, ServicePrincipal`. */
  readonly otherKind?: string | undefined;
  /** What of it whoever is signed in was refused; of that the rest says nothing. @default all of it was seen */
  readonly unseen?: readonly UnseenPart[];
}

/** What a service connection is read by: a call each. */
export type ConnectionPart = 'checks' | 'permissions' | 'connection';

export interface UnseenPart {
  readonly part: ConnectionPart;
  /** The refusal, with the call. */
  readonly why: string;
}

/** Issuer and subject of a connection, and the client id of its application. */
export interface Shown {
  readonly issuer: string;
  readonly subject: string;
  readonly clientId: string;
}

/** The policies that block a merge to the main branch; those that only advise are left out. */
export interface BranchPolicies {
  /** `refs/heads/main`; nothing in an empty repository. */
  readonly defaultBranch: string | undefined;
  /** Minimum numbers of reviewers. */
  readonly reviews: readonly {
    readonly needed: number;
    /** Whether the author of the pull request counts. */
    readonly authorCounts: boolean;
    /** Whether who pushed to it last counts. */
    readonly pusherCounts: boolean;
    /** Whether a merge goes through against a vote. */
    readonly againstVotes: boolean;
    /** Whether what was approved before the last push still counts. */
    readonly keptOnPush: boolean;
  }[];
  /** Required reviewers. */
  readonly owners: readonly {
    readonly people: number;
    /** For which of them; none: for all. `!` leaves one out, from left to right. */
    readonly paths: readonly string[];
    /** How many have to say yes. */
    readonly needed: number;
    /** Whether one of them may say yes to what they wrote. */
    readonly authorCounts: boolean;
  }[];
  /** Pipelines that check a pull request. */
  readonly builds: number;
}

/** What else decides what a run reads, besides the file of main. */
export interface RunSettings {
  /** Whether who starts a run sets those variables alone that a pipeline names (a setting of the project). */
  readonly limitsVariables: boolean;
  /** Pipelines of the file of this repository, with variables and groups of their own, by name. */
  readonly pipelines: readonly { readonly name: string; readonly variables: readonly string[] }[];
}

const main = `refs/heads/${mainBranch}`;

/** By what somebody chooses what a run reads, without a review. @param project as people call it */
export function runGaps(project: string, { limitsVariables, pipelines }: RunSettings): RuleGap[] {
  return [
    ...(limitsVariables
      ? []
      : [
          {
            thing: `the project ${project}`,
            got: 'lets whoever starts a run set any variable of it (Project settings, Pipelines, Settings: Limit variables that can be set at queue time)',
            open: true,
          },
        ]),
    ...pipelines.flatMap(({ name, variables }) =>
      variables.length === 0
        ? []
        : [
            {
              thing: `the pipeline ${name}`,
              got: `has variables that do not come from ${azurePipelinesFile}: ${variables.join(', ')}`,
              open: true,
            },
          ],
    ),
  ];
}

const partWords: Readonly<Record<ConnectionPart, string>> = {
  checks: 'its approvals and its branch control',
  permissions: 'the pipelines that may use it',
  connection: 'its kind, its issuer and its subject',
};

/** What a connection lacks. @param name as people call it, @param applies whether its jobs apply */
export function connectionGaps(name: string, applies: boolean, checks: ConnectionChecks | undefined): RuleGap[] {
  const thing = `the service connection ${name}`;
  const gap = (got: string, open = true): RuleGap => ({ thing, got, open });
  if (checks === undefined) return [gap('is not there, or not seen by whoever is signed in', false)];
  const { approvals, branches, templates, everyPipeline, pipelines, isShared, otherKind, unseen = [] } = checks;
  const hasChecks = unseen.every(({ part }) => part !== 'checks');
  const alone = branches.some((list) => list.length === 1 && list[0] === main);
  const named = branches.map((list) => list.join(', ') || 'every branch').join('; ');
  const asked = approvals.filter(({ approvers }) => approvers > 0);
  return [
    ...unseen.map(({ part, why }) => gap(`was not judged by ${partWords[part]}: ${why}`, false)),
    // Its page takes it back: "Convert to workload identity federation".
    ...(otherKind === undefined
      ? []
      : [
          gap(
            `signs in with a secret and not by workload identity federation, got: ${otherKind}. Whoever has the secret is its application, from any branch and any machine`,
          ),
        ]),
    ...(alone || !hasChecks
      ? []
      : [gap(`must let ${main} alone in (branch control), lets in: ${named || 'every branch'}`)]),
    ...(applies && hasChecks && asked.length === 0 ? [gap('is approved by nobody')] : []),
    ...(applies && asked.length > 0 && asked.every(({ starterApproves }) => starterApproves)
      ? [gap('lets whoever started the run approve it')]
      : []),
    // Branch control names no repository: the main branch of another one is a main branch, too.
    ...(everyPipeline ? [gap('is open to every pipeline of the project')] : []),
    ...(isShared === true
      ? [gap('is shared with another project, where its approvals and its branch control do not hold')]
      : []),
    ...(pipelines > 1 ? [gap(`is open to ${pipelines} pipelines, and one is enough`, false)] : []),
    ...templates.map((path) =>
      gap(`asks for the template ${path}, which the generated file does not extend: its stages are refused`, false),
    ),
  ];
}

/** Where a connection shows something else than the deployment names: made anew, or changed, since. */
export function shownGaps(name: string, named: Shown, shows: Shown | undefined): RuleGap[] {
  if (shows === undefined) return [];
  const thing = `the service connection ${name}`;
  const words = { issuer: 'issuer', subject: 'subject', clientId: 'application' } as const;
  return (['issuer', 'subject', 'clientId'] as const).flatMap((key) =>
    shows[key].toLowerCase() === named[key].toLowerCase() && (key === 'clientId' || shows[key] === named[key])
      ? []
      : [
          {
            thing,
            got: `shows the ${words[key]} ${shows[key] || 'nothing'}, and the deployment names ${named[key]}: entra-workspaces bootstrap puts it right`,
            open: false,
          },
        ],
  );
}

/** What may not be left out of the paths that owners are asked about: all that a job runs or is steered by, and patterns. */
const code = /\*|\.[cm]?[jt]s$|\.(ya?ml|hcl|sh|ps1)$|(^|\/)(package(-lock)?|cdktf|tsconfig|allow)\.json$|(^|\/)\./i;

/**
 * A policy for a part of the paths leaves the rest of the code to whoever reviews. With `!` a path is left out:
 * https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies (path filters).
 */
const ownsCode = ({
  people,
  paths: [first, ...others],
  needed,
  authorCounts,
}: BranchPolicies['owners'][number]): boolean =>
  people > 0 &&
  needed > 0 &&
  !authorCounts &&
  (first === undefined || first === '/*' || first === '*') &&
  !others.some((path) => path.startsWith('!') && code.test(path.slice(1)));

/** What the main branch lacks. @param policies nothing: the repository is not seen */
export function branchGaps(repository: string, policies: BranchPolicies | undefined): RuleGap[] {
  if (policies === undefined)
    return [
      { thing: `the repository ${repository}`, got: 'is not there, or not seen by whoever is signed in', open: false },
    ];
  const thing = `the branch ${mainBranch}`;
  const gap = (got: string, open = true): RuleGap => ({ thing, got, open });
  const { defaultBranch, reviews, owners, builds } = policies;
  const reviewed = reviews.filter(({ needed }) => needed > 0);
  const all = (lack: (review: BranchPolicies['reviews'][number]) => boolean): boolean =>
    reviewed.length > 0 && reviewed.every(lack);
  return [
    ...(reviewed.length === 0 ? [gap('is merged to without a reviewer')] : []),
    ...(all(({ authorCounts, needed }) => authorCounts && needed === 1)
      ? [gap('lets the author of a pull request approve it')]
      : []),
    ...(all(({ pusherCounts, needed }) => pusherCounts && needed === 1)
      ? [gap('lets whoever pushed last to a pull request approve it')]
      : []),
    ...(all(({ keptOnPush }) => keptOnPush) ? [gap('keeps the approval of what is pushed after it')] : []),
    ...(all(({ againstVotes }) => againstVotes) ? [gap('is merged to against the vote of a reviewer', false)] : []),
    ...(owners.some(ownsCode) ? [] : [gap('asks no owner of the code', false)]),
    ...(builds > 0 ? [] : [gap('is merged to without the check of the pull request', false)]),
    ...(defaultBranch === undefined || defaultBranch === main
      ? []
      : [gap(`is not the default branch, which is ${defaultBranch}: schedules begin there`, false)]),
  ];
}
