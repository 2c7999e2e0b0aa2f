/** What is written for a host, what its owner sets, and what protects an apply there. */
import type { SettingsOf } from '../../../deployment/pipeline-of.js';
import type { HostName } from '../../../deployment/pipeline-hosts/index.js';
import type { Deployment } from '../../../deployment/schema.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import type { JobHost } from '../../clouds/job-hosts/job-host.js';
import type { OthersCode } from './others-code.js';
import type { FilesRequest, PipelineFile } from './parts.js';

/** The pipeline of a host: a record in a file of this folder. */
export interface PipelineOn<Host extends HostName> {
  readonly files: (request: FilesRequest<SettingsOf<Host>>) => readonly PipelineFile[];
  /** What a person does so that it runs: as Markdown, one each. */
  readonly steps: (deployment: Deployment, settings: SettingsOf<Host>) => readonly string[];
  /**
   * What keeps others than the approved job from applying, in words: who approves reads with each plan what that rests on.
   * Where a host has no reviewers it is a branch rule and a job that looks, and no cloud knows of either.
   */
  readonly protection: (settings: SettingsOf<Host>) => string;
  /** Where `bootstrap` makes it: what the README says of this host, in place of steps by hand. */
  readonly bootstrapped?: (settings: SettingsOf<Host>) => BootstrappedWords;
  readonly job: JobHost;
  /** By which lines of its files somebody else's code runs as a job of main. */
  readonly others: OthersCode;
  /** Where a host may be without reviewers: who starts an apply had no part in it; and what an approval leaves open. */
  readonly secondPerson?: SecondPerson;
}

/** What differs from host to host in the few steps that are left once one command makes the pipeline. */
export interface BootstrappedWords {
  /** How to sign in to Entra and to it, after `aws sso login`: Markdown. */
  readonly signIn: string;
  /** As people call it. */
  readonly repository: string;
  /** Address of the clone. */
  readonly remote: string;
  /** Command that opens a pull request for the branch desktops. */
  readonly propose: string;
  /** What a pull request is called. */
  readonly proposal: string;
  /** What happens after the merge, at its level. */
  readonly apply: string;
  /** How a plan that is superseded or too old is made anew. */
  readonly again: string;
  /** What is to be set once, that `bootstrap` does not. */
  readonly besides?: string;
}

export interface SecondPerson {
  /**
   * Whether `assert` is asked, whatever level the deployment says by now: a person started this job and nobody else was asked, or the
   * host's own approval leaves something open.
   */
  readonly counts: (env: NodeJS.ProcessEnv) => boolean | Promise<boolean>;
  /**
   * Of a host that tells whether somebody approved: what to do where the deployment says `approved` and nobody did. Less than
   * that is then not enough.
   */
  readonly unapproved?: readonly string[];
  /** @throws Failure when they had a part in it, or nobody knows */
  readonly assert: (range: () => Promise<AppliedRange>, env: NodeJS.ProcessEnv) => Promise<void>;
}

/** What an apply brings. */
export interface AppliedRange {
  readonly commit: string;
  /** The commit that was applied last; without one the whole history counts. */
  readonly since?: string | undefined;
}

/** What the file of a pipeline does, on every host. @param proposal What a pull request is called */
export const aboutFile = (checksOnly: boolean, proposal: string): string =>
  checksOnly
    ? `checks a ${proposal}, as nobody in any cloud`
    : `checks a ${proposal}, plans after the merge, applies that plan`;

/** What protects where the level is `refused`, on every host. @param checksOnly No job of it is anybody in a cloud */
export const laptopAlone = (checksOnly: boolean): string =>
  checksOnly
    ? 'Nothing but a laptop plans or applies: the pipeline only checks, and no job of it is anybody in a cloud.'
    : 'Nothing but a laptop applies: no identity of the pipeline may.';

/** What a person does after the merge where the level is `refused`, on every host. */
export const laptopApplies = 'a person applies: `npm run apply`';

/**
 * The one step of a pipeline that only checks, by hand as by `bootstrap`.
 * @param hosted What makes it run on this host, as Markdown; empty: that its file lies there
 */
export const checksOnlyStep = (change: string, hosted = ''): string =>
  `Bring it to \`${mainBranch}\` by a ${change}.${hosted} Each ${change} is checked without any identity: schema, synthesis, what differs from \`${mainBranch}\` in words, policy scan. Nobody keeps whoever may write from \`${mainBranch}\`, so no cloud lets a job in: look at the summary, merge, then plan and apply here. Once the host protects \`${mainBranch}\`, \`npx entra-workspaces bootstrap\` makes its rules and the identities, and the state stays.`;
