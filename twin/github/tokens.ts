import { randomUUID } from 'node:crypto';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import type { Host, Repository } from './objects.js';

const bothForms = rule(
  'github-subject-forms',
  'https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens',
  'A subject begins with the names of owner and repository, or, where it was made, renamed or moved since 15 July 2026, with their ids besides.',
);
const colon = rule(
  'github-subject-colon',
  'https://docs.github.com/en/actions/reference/security/oidc: a colon in the name of an environment is written %3A',
  'A colon in the name of an environment is written %3A in the subject.',
);

/** A job that runs, as far as its identity goes. */
export interface Job {
  readonly repository: Repository;
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly ref: string;
  readonly event: string;
  readonly environment?: string;
  readonly actor?: string;
  /** @default .github/workflows/desktops.yml */
  readonly workflow?: string;
}

/** What the subject of this repository begins with. */
export function prefixOf({ name, id, ownerId, subject }: Repository): string {
  const [owner = '', repository = ''] = name.split('/');
  return subject.immutable ? `repo:${owner}@${ownerId}/${repository}@${id}` : `repo:${name}`;
}

function contextOf({ environment, event, ref }: Job): string {
  if (environment !== undefined) return `environment:${environment.replaceAll(':', '%3A')}`;
  return event === 'pull_request' ? 'pull_request' : `ref:${ref}`;
}

export function subjectOf(job: Job): string {
  const { subject } = job.repository;
  if (subject.useDefault) return `${prefixOf(job.repository)}:${contextOf(job)}`;
  const claims = claimsOf(job);
  // https://docs.github.com/en/actions/reference/security/oidc: customizing the subject claims
  return subject.claimKeys
    .map((key) => {
      if (key === 'repo') return prefixOf(job.repository);
      return key === 'context' ? contextOf(job) : `${key}:${(claims[key] ?? '').replaceAll(':', '%3A')}`;
    })
    .join(':');
}

function claimsOf({ repository, ref, event, environment, actor, workflow }: Job): Record<string, string> {
  const file = workflow ?? '.github/workflows/desktops.yml';
  const [owner = ''] = repository.name.split('/');
  return {
    repository: repository.name,
    repository_id: String(repository.id),
    repository_owner: owner,
    repository_owner_id: String(repository.ownerId),
    repository_visibility: repository.private ? 'private' : 'public',
    ref,
    ref_type: 'branch',
    event_name: event,
    actor: actor ?? 'ada',
    workflow_ref: `${repository.name}/${file}@${ref}`,
    job_workflow_ref: `${repository.name}/${file}@${ref}`,
    ...(environment === undefined ? {} : { environment }),
  };
}

/** A token of a job for an audience. Cryptography is left out: the host remembers what it has signed. */
export function tokenOf(host: Host, job: Job, audience: string): string {
  host.world.rules.leanOn(bothForms);
  if (job.environment?.includes(':')) host.world.rules.leanOn(colon);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issued = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    aud: audience,
    sub: subjectOf(job),
    jti: randomUUID(),
    iat: issued,
    exp: issued + 300,
    ...claimsOf(job),
  };
  return host.sign(`${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.sandbox`);
}

/** The endpoint that a job asks for its identity. */
export function answerIdentity(host: Host, jobs: ReadonlyMap<string, Job>, request: CloudRequest): CloudResponse {
  const bearer = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
  const job = jobs.get(bearer);
  if (job === undefined) return json(401, { message: 'Bad credentials' });
  return json(200, {
    count: 1,
    value: tokenOf(host, job, request.query.get('audience') ?? 'https://github.com/contoso'),
  });
}
