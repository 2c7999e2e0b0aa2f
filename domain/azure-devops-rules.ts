/** The checks of a service connection on which a pipeline relies, as Azure DevOps tells them, and what they lack. */
import type { RuleGap } from './gitlab-rules.js';
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
}

const main = `refs/heads/${mainBranch}`;

/** What a connection lacks. @param name as people call it, @param applies whether its jobs apply */
export function connectionGaps(name: string, applies: boolean, checks: ConnectionChecks | undefined): RuleGap[] {
  const thing = `the service connection ${name}`;
  const gap = (got: string, open = true): RuleGap => ({ thing, got, open });
  if (checks === undefined) return [gap('is not there, or not seen by whoever is signed in', false)];
  const { approvals, branches, templates, everyPipeline } = checks;
  const alone = branches.some((list) => list.length === 1 && list[0] === main);
  const named = branches.map((list) => list.join(', ') || 'every branch').join('; ');
  const asked = approvals.filter(({ approvers }) => approvers > 0);
  return [
    ...(alone ? [] : [gap(`must let ${main} alone in (branch control), lets in: ${named || 'every branch'}`)]),
    ...(applies && asked.length === 0 ? [gap('is approved by nobody')] : []),
    ...(applies && asked.length > 0 && asked.every(({ starterApproves }) => starterApproves)
      ? [gap('lets whoever started the run approve it')]
      : []),
    ...(everyPipeline ? [gap('is open to every pipeline of the project', false)] : []),
    ...templates.map((path) =>
      gap(`asks for the template ${path}, which the generated file does not extend: its stages are refused`, false),
    ),
  ];
}
