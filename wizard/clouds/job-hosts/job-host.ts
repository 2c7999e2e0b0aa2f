/**
 * What a job knows of the host that runs it: where a summary goes, what later jobs are told, where the main branch is, and
 * where a person is told what needs a look. One for each host; the commands `pipeline …` know no host by name.
 */
import type { Terminal } from '../../terminal/terminal.js';
import type { TokenSource } from './job-token.js';

export interface JobHost {
  /** As people call it. */
  readonly name: string;
  /** Whether this runs in one of its jobs. */
  runs(env: NodeJS.ProcessEnv): boolean;
  readonly tokens: TokenSource;
  /** Where a job finds what an earlier job without an identity synthesized; beside the clone, or in a folder of its own. */
  handed(env: NodeJS.ProcessEnv): string;
  /** A folder of this job alone, beside the clone. */
  scratch(env: NodeJS.ProcessEnv): string;
  /** In a job for a proposed change: the commit of the main branch that it is compared with. */
  proposedTo(env: NodeJS.ProcessEnv): string | undefined;
  /** Shows Markdown with the run. */
  summarize(markdown: string, job: Job): Promise<void>;
  /**
   * Shows Markdown on the pull request of this job, in one comment that each run writes anew. A host whose pull requests are never
   * planned (GitLab, Azure DevOps) has none.
   * @param about whose comment it is, where a repository has several: the deployment
   * @throws Failure when the host cannot be asked, or refuses
   */
  comment?(markdown: string, about: string, env: NodeJS.ProcessEnv): Promise<void>;
  /** Tells the jobs after this one. */
  answer(values: Readonly<Record<string, string>>, job: Job): Promise<void>;
  /** The commit that the main branch is at. @throws Failure when the host does not say */
  mainIsAt(env: NodeJS.ProcessEnv, git: Git): Promise<string | undefined>;
  /** Where this run can be looked at. */
  address(env: NodeJS.ProcessEnv): string | undefined;
  /** How a person has everything planned anew. */
  readonly planAgain: string;
  readonly notices: NoticeBoard;
}

/** Runs git in a folder. */
export type Git = (
  args: readonly string[],
  folder: string,
) => Promise<{ readonly exitCode: number; readonly stdout: string }>;

/** What a call to a host needs of a command. */
export interface Job {
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Pick<Terminal, 'output'>;
}

/** Issues or work items that a pipeline keeps. */
export interface NoticeBoard {
  /** What the host calls one. */
  readonly noun: string;
  /** The one of this title that a job of this repository opened and nobody closed. */
  find(title: string, env: NodeJS.ProcessEnv): Promise<Notice | undefined>;
  open(notice: Omit<Notice, 'id'>, env: NodeJS.ProcessEnv): Promise<Notice>;
  update(notice: Notice, env: NodeJS.ProcessEnv): Promise<void>;
  /** With the last text. */
  close(notice: Notice, env: NodeJS.ProcessEnv): Promise<void>;
}

export interface Notice {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** For a person. */
  readonly address?: string;
}
