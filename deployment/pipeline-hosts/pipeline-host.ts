/**
 * What a host of pipelines is to a deployment and to the clouds: its settings, who signs the tokens of its jobs and what these say.
 * One record each, in a file of this folder; fields that several hosts have stand here.
 */
import { z } from 'zod';
import type { Identity, Trusted } from '../../domain/pipeline-subjects.js';

/** What is wrong across the settings of a host. */
export interface SettingsProblem {
  /** The setting. */
  readonly at: string;
  readonly rule: string;
  readonly got: string;
  readonly fix: string;
}

export interface PipelineHost<Settings extends z.ZodType, Subject> {
  /** What a deployment says of it. */
  readonly settings: Settings;
  /** Name of the file or folder at the top of a repository that it reads. */
  readonly home: string;
  /** Who signs the tokens of its jobs, with `https://`. */
  readonly issuers: (settings: z.output<Settings>) => readonly string[];
  /** Whom the clouds let in: who says it, for whom, and how the job of an identity is called. */
  readonly trusted: (identity: Identity, of: Subject) => Trusted;
  /** What none of its settings says by itself. @default nothing can be wrong */
  readonly problem?: (settings: z.output<Settings>) => SettingsProblem | undefined;
}

/** A host, with the types of its settings and of what a subject is made of. */
export const pipelineHost = <Settings extends z.ZodType, Subject>(
  host: PipelineHost<Settings, Subject>,
): PipelineHost<Settings, Subject> => host;

/** A name as hosts take it for an environment: text, never an expression. */
export const environmentName = () =>
  z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(255, { error: 'must have at most 255 characters' })
    .refine((name) => name === name.trim(), { error: 'must have no space around it' })
    .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), {
      error: 'must be a name in one line, without control characters',
    })
    .refine((name) => !name.includes('${{'), { error: 'must be a name, not an expression (`${{`)' });

/** Said of each field that names identities. */
export const orNobody =
  'Left out, with all other identities, by a pipeline that only checks: at the level `refused`, where the main branch cannot be protected, no job is anybody.';

/** The identities of a pipeline in one cloud; each is another one. */
export const identities = (one: () => z.ZodString | z.ZodGUID, noun: string) =>
  z.strictObject({
    mainPlan: one().describe(
      `${noun} that plans what is on the main branch: trusts that branch alone, reads, keeps plans.`,
    ),
    apply: one()
      .optional()
      .describe(`${noun} that applies: trusts the main branch and the environment. Left out with level \`refused\`.`),
    pullRequestPlan: one()
      .optional()
      .describe(`${noun} that plans pull requests: reads and keeps nothing. With \`pullRequests: plan\` alone.`),
  });

/** The same where nothing plans a pull request. */
export const twoIdentities = (one: () => z.ZodString | z.ZodGUID, noun: string) =>
  identities(one, noun).omit({ pullRequestPlan: true });

/** What the identity that applies may do in Entra. */
export const entraRights = () =>
  z
    .enum(['daily', 'whole'])
    .default('daily')
    .describe(
      'What the application that applies may do in Entra. `daily`: people, desktops, secrets on their turn and what Intune gives; it owns the registration app and the groups of the deployment, and a person applies what needs more (foundation, handshake, consent). `whole`: all of it, which is as much as Global Administrator. A file that names such an application and does not say is read as `whole`: these are the rights that it has.',
    );
