/**
 * Whether the job that plans opens what only the job that applies may: asked of the clouds themselves, with the job's own token,
 * each time before anything is planned. Nothing is called with what would be opened.
 */
import { audiences } from '../../domain/pipeline-subjects.js';
import { Addresses } from './addresses.js';
import { Aws } from './aws.js';
import { CloudError } from './cloud-error.js';
import { tokensFrom } from './entra-credential.js';
import { connectionVariable } from './job-hosts/azure-devops.js';
import { jobToken } from './job-identity.js';

/** Another identity of the same pipeline. */
export interface OtherIdentity {
  readonly roleArn: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** Id of its service connection, where the host has such. */
  readonly connection?: string | undefined;
}

export interface Opened {
  /** What this job got, in words. */
  readonly open: readonly string[];
  /** What could not be asked, with why. */
  readonly unseen: readonly string[];
}

/**
 * How each door says that this token is not trusted there; anything else says nothing about who gets in.
 * Entra: no federated credential has the issuer, audience or subject (70021, and one code each), or none whose expression
 * matches (7002131). An application that is unknown, disabled or blocked keeps everybody out for now, and says nothing of trust.
 * Sources: docs/facts/pipelines.md 1.3,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html.
 */
const refusals = {
  role: /AccessDenied|Not authorized to perform sts:AssumeRoleWithWebIdentity/,
  application: /^AADSTS(70021|700211|700212|700213|7002131)\b/,
  // 401 would say that the job itself is not known.
  connection: /gave no identity token \(40[34]\)/,
} as const;

/** Keys of its own would open nothing of the other identity, and say nothing about the token. */
const withoutKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '', AWS_PROFILE: '' };

async function roleByToken(env: NodeJS.ProcessEnv, roleArn: string): Promise<unknown> {
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE']) return Aws.from({ ...env, ...withoutKeys, AWS_ROLE_ARN: roleArn }).keys();
  throw new CloudError('error', 'this job signs in to AWS with keys of its own, not with its token');
}

type Door = readonly [door: keyof typeof refusals, what: string, attempt: () => Promise<unknown>];

/** Tries each door of the other identity with the token of this job. */
export async function opensBeside(env: NodeJS.ProcessEnv, other: OtherIdentity): Promise<Opened> {
  const { roleArn, clientId, tenantId, connection } = other;
  const asOther = { ...env, ARM_CLIENT_ID: clientId };
  const doors: readonly Door[] = [
    ['role', `the role ${roleArn}`, async () => roleByToken(env, roleArn)],
    ['application', `the application ${clientId}`, tokensFrom(asOther, new Addresses(env), tenantId)],
    ...(connection === undefined
      ? []
      : ([
          [
            'connection',
            `a token of the service connection ${connection}`,
            async () => jobToken({ ...env, [connectionVariable]: connection }, audiences.entra),
          ],
        ] as const)),
  ];
  const open: string[] = [];
  const unseen: string[] = [];
  for (const [door, what, attempt] of doors) {
    try {
      await attempt();
      open.push(what);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (!refusals[door].test(`${error.code ?? ''} ${error.message}`)) unseen.push(`${what}: ${error.message}`);
    }
  }
  return { open, unseen };
}
