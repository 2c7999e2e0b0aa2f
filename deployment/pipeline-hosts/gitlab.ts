/**
 * GitLab CI/CD. Sources: https://docs.gitlab.com/ci/secrets/id_token_authentication,
 * https://docs.gitlab.com/ci/cloud_services/aws (keys of gitlab.com that AWS knows; `ci_id_tokens_issuer_url`),
 * https://docs.gitlab.com/install/relative_url (an instance below a path).
 */
import { z } from 'zod';
import { gitlabFile } from '../../domain/pipeline-files.js';
import { levels } from '../../domain/pipeline-level.js';
import { audiences, mainBranch } from '../../domain/pipeline-subjects.js';
import { guid, roleArn } from '../fields.js';
import {
  entraRights,
  environmentName,
  orNobody,
  pipelineHost,
  twoIdentities,
  type SettingsProblem,
} from './pipeline-host.js';

/** The instance of GitLab that everybody uses, whose claims both clouds know by name. */
export const gitlabCom = 'https://gitlab.com';

/** The one form of an address of a GitLab, wherever it is read. */
const addressForm = /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[\w.-]+)*$/;

/**
 * An address as both clouds compare it, to the letter: small letters in the host, no slash at its end.
 * @returns nothing for what is no address with https
 */
export function gitlabAddress(text: string): string | undefined {
  if (!/^https:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname, username, search, hash } = new URL(text);
  const plain = `${origin}${pathname.replace(/\/+$/, '')}`;
  return username + search + hash === '' && addressForm.test(plain) ? plain : undefined;
}

/** An address that stands in a file as both clouds compare it. @param error What it must be, in words */
export const plainAddress = (error: string) =>
  z
    .string()
    .regex(addressForm, { error, abort: true })
    .refine((address) => gitlabAddress(address) === address, { error });

/** Who signs the ID tokens of an instance. @default gitlab.com */
export const gitlabIssuer = ({
  url = gitlabCom,
  issuer = url,
}: {
  url?: string | undefined;
  issuer?: string | undefined;
}): string => issuer;

/**
 * Why no cloud may believe who signs for a GitLab, whatever answers there. The number of a project is compared for gitlab.com
 * alone, so that nothing may sign in its place. AWS names a provider without a port:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html ("The URL should not contain a port number").
 * @returns which of both addresses is wrong, the rule that it breaks, and how to mend it
 */
export function issuerProblem({
  url = gitlabCom,
  issuer = url,
}: {
  url?: string | undefined;
  issuer?: string | undefined;
}): (SettingsProblem & { readonly at: 'url' | 'issuer' }) | undefined {
  const at = issuer === url ? 'url' : 'issuer';
  if (URL.canParse(issuer) && new URL(issuer).port !== '') {
    return {
      ...{ at, got: issuer, rule: 'must have no port: AWS takes no tokens of an address that has one' },
      fix: 'Give the host an address without a port. Or let it sign for another one (ci_id_tokens_issuer_url), and name that in `issuer` (--host-issuer).',
    };
  }
  if (at === 'url' || (url !== gitlabCom && issuer !== gitlabCom)) return undefined;
  return url === gitlabCom
    ? {
        ...{
          at,
          got: issuer,
          rule: `must be left out with ${gitlabCom}, which signs its tokens under its own address`,
        },
        fix: 'Take it out. Of a GitLab of your own name the address as well: `url` (--host-url).',
      }
    : {
        ...{ at, got: issuer, rule: `must be another address than ${gitlabCom}, which signs for no other GitLab` },
        fix: 'Take it out, or name what `ci_id_tokens_issuer_url` of that GitLab says.',
      };
}

/** What a subject is made of. */
export interface GitlabSubject {
  readonly url?: string | undefined;
  readonly issuer?: string | undefined;
  readonly project: string;
  /** Number of the project: a project that takes over the name has another one. */
  readonly id: string;
  readonly environment: string;
  /** Whether the environment is protected: its approvers let a job in. */
  readonly isProtected: boolean;
}

export const gitlab = pipelineHost({
  settings: z
    .strictObject({
      url: plainAddress(
        'must be the address of GitLab in small letters, with its path if it has one, without a slash at its end',
      )
        .default(gitlabCom)
        .describe('Address of GitLab, with the path below which it lies, if it does.'),
      issuer: plainAddress('must be an address in small letters, without a slash at its end')
        .optional()
        .describe(
          'Who signs the ID tokens of its jobs, where that is another address than `url`: what `ci_id_tokens_issuer_url` of a GitLab says that the internet does not reach. Both clouds fetch the keys of the signature there.',
        ),
      project: z
        .string()
        .regex(/^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/, { error: 'must be GROUP/PROJECT' })
        .describe('GROUP/PROJECT, with every group above it.'),
      projectId: z
        .int()
        .positive()
        .optional()
        .describe(
          'Number of the project, as `bootstrap` writes it down. A project that takes the name over has another one: of a GitLab of your own no cloud compares it, so `bootstrap` and `doctor` do.',
        ),
      environment: environmentName().describe('Protected environment whose approvers release an apply.'),
      level: z
        .enum(levels)
        .default('approved')
        .describe(
          'What the project can enforce. `approved`: approvers of a protected environment (Premium). `confirmed`, without them: a person who had no part in the change starts the apply. `refused`: nothing but a laptop applies.',
        ),
      entraRights: entraRights(),
      aws: twoIdentities(roleArn, 'Role')
        .optional()
        .describe(`Roles that trust the ID tokens of this project. ${orNobody}`),
      entra: twoIdentities(guid, 'Application (client id)')
        .optional()
        .describe(`Applications with a federated credential for this project. ${orNobody}`),
    })
    .describe('GitLab CI/CD.'),
  home: gitlabFile,
  issuers: (settings) => [gitlabIssuer(settings)],
  problem: issuerProblem,
  trusted: (identity, { project, id, environment, isProtected, ...at }: GitlabSubject) => ({
    issuer: gitlabIssuer(at),
    audiences,
    subject: `project_path:${project}:ref_type:branch:ref:${mainBranch}${identity === 'apply' ? `:environment:${environment}:environment_protected:${isProtected}` : ''}`,
    // Of a GitLab of one's own AWS knows `sub` and `aud` alone, and Entra takes some of its addresses and others not.
    ...(gitlabIssuer(at) === gitlabCom
      ? { claims: { project_id: id, ref_protected: 'true' }, entraClaims: { project_id: id } }
      : { claims: {} }),
  }),
});
