/** Who plans and applies: the host of a pipeline, what it can enforce, and its identities in both clouds. */
import { hasIdentities, pipelineOf } from '../../../deployment/pipeline-of.js';
import type { DeploymentFile } from '../../../deployment/schema.js';
import { pipelineHosts, type HostName } from '../../../deployment/pipeline-hosts/index.js';
import { choiceOf, choose, put, question, valueAt, type QuestionSource } from '../define.js';
import { links } from '../links.js';
import type { AnswerValue, Answers, Draft, Question } from '../question.js';

const on =
  (...hosts: readonly HostName[]) =>
  (answers: Answers): boolean =>
    hosts.some((host) => answers['pipeline'] === host);
const hostNames = Object.keys(pipelineHosts) as readonly HostName[];
const onAny = on(...hostNames);
const onGithub = on('github');
const onGitlab = on('gitlab');
const onAzure = on('azureDevOps');
/** Level and identities in one answer: the level `refused` without any identity. */
const onlyChecks = 'checks';
const names = (answers: Answers): boolean => onAny(answers) && answers['pipelineLevel'] !== onlyChecks;
const lets = (answers: Answers): boolean => names(answers) && answers['pipelineLevel'] !== 'refused';
const applies = (answers: Answers): boolean => onAny(answers) && lets(answers);
const plansPullRequests = (answers: Answers): boolean => onGithub(answers) && answers['pullRequests'] === 'plan';

const pipeline = (source: Omit<QuestionSource, 'topic' | 'link'>): Question =>
  question({ topic: 'operations', link: links.githubOidc, when: onAny, ...source });

/** A field that every host has at the same place below its name. Its rules are read of GitHub's. */
const shared = (field: string, source: Omit<QuestionSource, 'topic' | 'link' | 'path'>): Question =>
  pipeline({
    path: `pipeline.github.${field}`,
    ...source,
    read: (file) => {
      const [settings] = Object.values((file.pipeline ?? {}) as Record<string, unknown>);
      const value = valueAt(settings, field);
      return value === undefined ? undefined : (value as AnswerValue);
    },
    write: (draft, value) => {
      const [host = 'github'] = Object.keys((valueAt(draft, 'pipeline') as object | null | undefined) ?? {});
      put(draft, `pipeline.${host}.${field}`, value);
    },
  });

/** The level, which says of a pipeline without identities that it only checks. */
const asLevel = (source: Omit<QuestionSource, 'topic' | 'link' | 'path' | 'key' | 'schema'>): Question => {
  const level = shared('level', {
    ...source,
    key: 'pipelineLevel',
    schema: choiceOf('approved', 'confirmed', 'refused', onlyChecks),
  });
  return {
    ...level,
    read: (file) => {
      const pipeline = file.pipeline as DeploymentFile['pipeline'] | undefined;
      const value = level.read(file);
      return value === 'refused' && !hasIdentities(pipeline ?? null) ? onlyChecks : value;
    },
    write: (draft, value) => {
      level.write(draft, value === onlyChecks ? 'refused' : value);
      const [host] = Object.keys((valueAt(draft, 'pipeline') as object | null | undefined) ?? {});
      if (value !== onlyChecks || host === undefined) return;
      for (const part of ['connections', 'aws', 'entra']) put(draft, `pipeline.${host}.${part}`, undefined);
    },
  };
};

/** Another project has another number, and another GitLab perhaps another one that signs: what was known of the one before goes. */
const another =
  (path: string, ...of: readonly string[]) =>
  (draft: Draft, value: AnswerValue): void => {
    const before = valueAt(draft, path);
    if (before !== undefined && before !== value)
      for (const each of of) put(draft, `pipeline.gitlab.${each}`, undefined);
    put(draft, path, value);
  };

/** Four fields of a service connection. */
const connection = (identity: 'mainPlan' | 'apply', what: string, when: (answers: Answers) => boolean): Question[] =>
  (
    [
      ['name', 'name', 'Name of the service connection'],
      ['id', 'id', 'Id of the service connection'],
      ['issuer', 'issuer', 'Issuer that the service connection shows, of the job'],
      ['subject', 'subject', 'Subject identifier that the service connection shows, of the job'],
    ] as const
  ).map(([field, word, message]) =>
    question({
      topic: 'operations',
      link: links.azureConnection,
      key: `azure${identity === 'apply' ? 'Apply' : 'Plan'}Connection${word === 'name' ? '' : word.charAt(0).toUpperCase() + word.slice(1)}`,
      label: `${what} connection${word === 'name' ? '' : `, ${word}`}`,
      path: `pipeline.azureDevOps.connections.${identity}.${field}`,
      message: `${message} that ${identity === 'apply' ? 'applies' : 'plans the main branch'}`,
      when,
    }),
  );

const words: Readonly<Record<HostName, readonly [name: string, means: string]>> = {
  github: ['GitHub Actions', 'check a pull request, plan after the merge, apply that plan'],
  gitlab: ['GitLab CI/CD', 'the same'],
  azureDevOps: ['Azure Pipelines', 'the same (AWS experimental)'],
};

export const pipelineQuestions: readonly Question[] = [
  question({
    key: 'pipeline',
    label: 'Pipeline',
    topic: 'operations',
    path: 'pipeline',
    message: 'Who plans and applies?',
    why: 'A pipeline checks pull requests, plans and applies after the merge. Here it takes roles and applications that exist; without them stay with a person, and `bootstrap` adds the pipeline.',
    link: links.githubOidc,
    choices: { none: 'a person, by hand', ...words },
    schema: choiceOf('none', ...hostNames),
    initial: () => 'none',
    check: (value, answers) =>
      value !== 'none' && answers['state'] === 'local'
        ? 'must be none with a state in a file: a pipeline keeps nothing on its disk'
        : undefined,
    read: (file) =>
      file.pipeline
        ? pipelineOf(file.pipeline as DeploymentFile['pipeline'])?.host
        : file.pipeline === null
          ? 'none'
          : undefined,
    write: (draft, value) =>
      value === 'none' ? put(draft, 'pipeline', null) : choose(draft, 'pipeline', String(value)),
  }),
  pipeline({
    key: 'githubRepository',
    label: 'Repository',
    path: 'pipeline.github.repository',
    message: 'GitHub repository (OWNER/NAME)',
    why: 'The repository of this deployment.',
    when: onGithub,
  }),
  pipeline({
    key: 'gitlabUrl',
    label: 'GitLab',
    path: 'pipeline.gitlab.url',
    message: 'Address of GitLab',
    advanced: true,
    when: onGitlab,
    write: another('pipeline.gitlab.url', 'issuer', 'projectId'),
  }),
  pipeline({
    key: 'gitlabProject',
    label: 'Project',
    path: 'pipeline.gitlab.project',
    message: 'GitLab project (GROUP/NAME)',
    when: onGitlab,
    write: another('pipeline.gitlab.project', 'projectId'),
  }),
  pipeline({
    key: 'azureOrganization',
    label: 'Organization',
    path: 'pipeline.azureDevOps.organization',
    message: 'Organization of Azure DevOps (dev.azure.com/NAME)',
    when: onAzure,
  }),
  pipeline({
    key: 'azureProject',
    label: 'Project',
    path: 'pipeline.azureDevOps.project',
    message: 'Project of Azure DevOps',
    when: onAzure,
  }),
  pipeline({
    key: 'githubEnvironment',
    label: 'Environment',
    path: 'pipeline.github.environment',
    message: 'GitHub environment whose reviewers approve an apply',
    initial: () => 'production',
    when: onGithub,
  }),
  pipeline({
    key: 'gitlabEnvironment',
    label: 'Environment',
    path: 'pipeline.gitlab.environment',
    message: 'Protected environment of GitLab whose approvers release an apply',
    initial: () => 'production',
    when: onGitlab,
  }),
  asLevel({
    label: 'Who lets it apply',
    message: 'What can this repository enforce before an apply?',
    why: 'A plan is applied by an identity with nearly every right in both clouds. Reviewers of an environment need a public repository or GitHub Enterprise, on GitLab Premium.',
    choices: [
      { value: 'approved', name: 'reviewers approve each apply' },
      {
        value: 'confirmed',
        name: 'a second person starts each apply',
        means: 'no reviewers; whoever had no part in it',
        description: 'GitHub and GitLab',
      },
      {
        value: 'refused',
        name: 'a laptop applies',
        means: 'no job applies: the pipeline plans, and main is protected all the same',
      },
      {
        value: onlyChecks,
        name: 'nothing: it only checks',
        means: 'main cannot be protected; no job is anybody, a laptop plans and applies',
      },
    ],
    check: (value, answers) =>
      value === 'confirmed' && !onGithub(answers) && !onGitlab(answers)
        ? 'must be approved, refused or checks: on GitHub and GitLab alone is it known who brought what is applied'
        : undefined,
  }),
  pipeline({
    key: 'pullRequests',
    label: 'Pull requests',
    path: 'pipeline.github.pullRequests',
    message: 'What does a pull request get?',
    why: "The code of a pull request is its author's: whatever identity it runs with, its author has.",
    choices: [
      {
        value: 'check',
        name: 'a check',
        means: 'without any identity',
        description:
          'its author can read nothing but the repository; what differs from main is said in words, the plan comes after the merge',
      },
      {
        value: 'plan',
        name: 'a plan',
        means: 'once a person has released the run',
        description:
          'its author can read all that the plan reads: both clouds and the state with the client secret and the SCIM token',
      },
    ],
    check: (value, answers) =>
      value === 'plan' && answers['pipelineLevel'] !== 'approved'
        ? 'must be check: only reviewers of an environment can release such a run'
        : undefined,
    when: onGithub,
  }),
  shared('entraRights', {
    key: 'pipelineEntraRights',
    label: 'Rights in Entra',
    message: 'What may the pipeline do in Entra?',
    why: 'With daily work a person applies what needs more: foundation, handshake, consent.',
    choices: [
      {
        value: 'daily',
        name: 'daily work',
        means: 'people, desktops, secrets on their turn, Intune',
        description:
          'a person applies foundation and handshake once, and whatever else needs more is refused with whom to ask',
      },
      {
        value: 'whole',
        name: 'all of it',
        means: 'as much as Global Administrator',
        description: 'it can add a secret to any application of the tenant, and give any right',
      },
    ],
    advanced: true,
    when: applies,
  }),
  ...connection('mainPlan', 'Plan', (answers) => onAzure(answers) && names(answers)),
  ...connection('apply', 'Apply', (answers) => onAzure(answers) && lets(answers)),
  shared('aws.mainPlan', {
    key: 'mainPlanRoleArn',
    label: 'Plan role',
    message: 'ARN of the AWS role that plans the main branch',
    when: names,
    why: 'A role that is there: it reads, and keeps plans. Without one go back to who plans and applies, and take a person: `bootstrap` makes roles and applications later.',
  }),
  shared('aws.apply', {
    key: 'applyRoleArn',
    label: 'Apply role',
    message: 'ARN of the AWS role that applies',
    why: 'It trusts the main branch and the environment.',
    when: applies,
  }),
  pipeline({
    key: 'pullRequestPlanRoleArn',
    label: 'Pull request role',
    path: 'pipeline.github.aws.pullRequestPlan',
    message: 'ARN of the AWS role that plans pull requests',
    why: 'It reads, and keeps nothing.',
    when: plansPullRequests,
  }),
  shared('entra.mainPlan', {
    key: 'mainPlanClientId',
    label: 'Plan application',
    message: 'Client id of the Entra application that plans the main branch',
    when: names,
  }),
  shared('entra.apply', {
    key: 'applyClientId',
    label: 'Apply application',
    message: 'Client id of the Entra application that applies',
    why: 'It trusts the main branch and the environment.',
    when: applies,
  }),
  pipeline({
    key: 'pullRequestPlanClientId',
    label: 'Pull request application',
    path: 'pipeline.github.entra.pullRequestPlan',
    message: 'Client id of the Entra application that plans pull requests',
    why: 'It reads, and keeps nothing.',
    when: plansPullRequests,
  }),
];
