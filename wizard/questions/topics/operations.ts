/** Where the state is kept, who plans and applies, who hears of expiry. */
import { choiceOf, put, question, valueAt, yesOrNo, type QuestionSource } from '../define.js';
import { links } from '../links.js';
import { textAnswer, type Answers, type Draft, type Question } from '../question.js';

const inS3 = (answers: Answers): boolean => answers['state'] === 's3';
const inAzure = (answers: Answers): boolean => answers['state'] === 'azurerm';
const onGithub = (answers: Answers): boolean => answers['pipeline'] === 'github';
const applies = (answers: Answers): boolean => onGithub(answers) && answers['pipelineLevel'] !== 'refused';
const plansPullRequests = (answers: Answers): boolean => onGithub(answers) && answers['pullRequests'] === 'plan';
const monitored = (answers: Answers): boolean => answers['monitoring'] === true;

const pipeline = (source: Omit<QuestionSource, 'topic' | 'link'>): Question =>
  question({ topic: 'operations', link: links.githubOidc, when: onGithub, ...source });

/** A section that may be `null` as a whole. */
const orNull = (draft: Draft, path: string, on: boolean, otherwise: unknown): void => {
  const before = valueAt(draft, path);
  put(draft, path, on ? (before ?? otherwise) : null);
};

export const operationsQuestions: readonly Question[] = [
  question({
    key: 'state',
    label: 'Terraform state',
    topic: 'operations',
    path: 'state',
    message: 'Where does Terraform keep its state?',
    why: 'The state holds secrets and says what belongs to the deployment. Everybody who plans needs the same one.',
    link: links.s3Backend,
    choices: [
      { value: 's3', name: 'an S3 bucket', description: 'must exist, with versioning; the README says how to make it' },
      { value: 'azurerm', name: 'an Azure storage account', description: 'must exist' },
      { value: 'local', name: 'a file here', description: 'to try out: nobody else can plan, and it holds secrets' },
    ],
    initial: () => 's3',
  }),
  question({
    key: 'stateBucket',
    label: 'State bucket',
    topic: 'operations',
    path: 'state.s3.bucket',
    message: 'Bucket for the state',
    link: links.s3Backend,
    when: inS3,
    derivedFrom: () => ['name', 'accountId'],
    initial: (answers) => {
      const parts = [textAnswer(answers, 'name'), 'tfstate', textAnswer(answers, 'accountId')];
      return parts.every((part) => part !== undefined) ? parts.join('-') : undefined;
    },
  }),
  question({
    key: 'stateRegion',
    label: 'Bucket Region',
    topic: 'operations',
    path: 'state.s3.region',
    message: 'Region of that bucket',
    link: links.s3Backend,
    advanced: true,
    when: inS3,
    derivedFrom: () => ['region'],
    initial: (answers) => textAnswer(answers, 'region'),
  }),
  question({
    key: 'stateResourceGroup',
    label: 'Resource group',
    topic: 'operations',
    path: 'state.azurerm.resourceGroupName',
    message: 'Resource group of the storage account',
    link: links.azurermBackend,
    when: inAzure,
  }),
  question({
    key: 'stateStorageAccount',
    label: 'Storage account',
    topic: 'operations',
    path: 'state.azurerm.storageAccountName',
    message: 'Storage account for the state',
    link: links.azurermBackend,
    when: inAzure,
  }),
  question({
    key: 'stateContainer',
    label: 'Container',
    topic: 'operations',
    path: 'state.azurerm.containerName',
    message: 'Container for the state',
    link: links.azurermBackend,
    when: inAzure,
    initial: () => 'tfstate',
  }),
  question({
    key: 'alertEmail',
    label: 'Alerts to',
    topic: 'operations',
    path: 'alerts.email',
    message: 'Who hears of tokens, secrets and certificates that are about to expire? (e-mail, empty: nobody)',
    why: 'The SCIM token lives one year. When it expires, joiners and leavers stop reaching AWS, and nothing else says so.',
    link: links.entraAsSource,
    optional: true,
    offers: ({ person }) =>
      'seen' in person && person.seen.mail !== undefined ? [{ value: person.seen.mail, name: person.seen.mail }] : [],
    write: (draft, value) => put(draft, 'alerts', { email: value }),
    clear: (draft) => {
      if (valueAt(draft, 'alerts.email') !== undefined) put(draft, 'alerts', null);
    },
  }),
  question({
    key: 'pipeline',
    label: 'Pipeline',
    topic: 'operations',
    path: 'pipeline',
    message: 'Who plans and applies?',
    link: links.githubOidc,
    choices: {
      none: 'a person, by hand',
      github: 'GitHub Actions: check a pull request, plan after the merge, apply that plan',
    },
    schema: choiceOf('none', 'github'),
    initial: () => 'none',
    check: (value, answers) =>
      value === 'github' && answers['state'] === 'local'
        ? 'must be none with a state in a file: a pipeline keeps nothing on its disk'
        : undefined,
    read: (file) => (file.pipeline ? 'github' : file.pipeline === null ? 'none' : undefined),
    write: (draft, value) => orNull(draft, 'pipeline', value === 'github', { github: {} }),
  }),
  pipeline({
    key: 'githubRepository',
    label: 'Repository',
    path: 'pipeline.github.repository',
    message: 'GitHub repository (OWNER/NAME)',
  }),
  pipeline({
    key: 'githubEnvironment',
    label: 'Environment',
    path: 'pipeline.github.environment',
    message: 'GitHub environment whose reviewers approve an apply',
    initial: () => 'production',
  }),
  pipeline({
    key: 'pipelineLevel',
    label: 'Who lets it apply',
    path: 'pipeline.github.level',
    message: 'What can this repository enforce before an apply?',
    why: 'A plan is applied by an identity with nearly every right in both clouds. Reviewers of an environment need a public repository or GitHub Enterprise.',
    choices: [
      { value: 'approved', name: 'reviewers of an environment approve each apply' },
      { value: 'confirmed', name: 'no reviewers: a second person starts the apply with the digest of the plan' },
      { value: 'refused', name: 'main cannot be protected: the pipeline plans, a laptop applies' },
    ],
    initial: () => 'approved',
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
        name: 'a check without any identity',
        description:
          'its author can read nothing but the repository; what differs from main is said in words, the plan comes after the merge',
      },
      {
        value: 'plan',
        name: 'a plan, once a person has released the run',
        description:
          'its author can read all that the plan reads: both clouds and the state with the client secret and the SCIM token',
      },
    ],
    initial: () => 'check',
    check: (value, answers) =>
      value === 'plan' && answers['pipelineLevel'] !== 'approved'
        ? 'must be check: only reviewers of an environment can release such a run'
        : undefined,
  }),
  pipeline({
    key: 'mainPlanRoleArn',
    label: 'Plan role',
    path: 'pipeline.github.aws.mainPlan',
    message: 'ARN of the AWS role that plans the main branch',
  }),
  pipeline({
    key: 'applyRoleArn',
    label: 'Apply role',
    path: 'pipeline.github.aws.apply',
    message: 'ARN of the AWS role that applies',
    when: applies,
  }),
  pipeline({
    key: 'pullRequestPlanRoleArn',
    label: 'Pull request role',
    path: 'pipeline.github.aws.pullRequestPlan',
    message: 'ARN of the AWS role that plans pull requests',
    when: plansPullRequests,
  }),
  pipeline({
    key: 'mainPlanClientId',
    label: 'Plan application',
    path: 'pipeline.github.entra.mainPlan',
    message: 'Client id of the Entra application that plans the main branch',
  }),
  pipeline({
    key: 'applyClientId',
    label: 'Apply application',
    path: 'pipeline.github.entra.apply',
    message: 'Client id of the Entra application that applies',
    when: applies,
  }),
  pipeline({
    key: 'pullRequestPlanClientId',
    label: 'Pull request application',
    path: 'pipeline.github.entra.pullRequestPlan',
    message: 'Client id of the Entra application that plans pull requests',
    when: plansPullRequests,
  }),
  question({
    key: 'monitoring',
    label: 'Azure Monitor',
    topic: 'more',
    path: 'monitoring',
    type: 'boolean',
    message: 'Watch failed sign-in and provisioning in Azure Monitor? (needs an Azure subscription)',
    link: links.monitoring,
    advanced: true,
    schema: yesOrNo,
    initial: () => false,
    read: (file) =>
      file.monitoring ? file.monitoring.enabled !== false : file.monitoring === null ? false : undefined,
    write: (draft, value) => orNull(draft, 'monitoring', value === true, { enabled: true }),
  }),
  question({
    key: 'monitoringSubscriptionId',
    label: 'Azure subscription',
    topic: 'more',
    path: 'monitoring.subscriptionId',
    message: 'Azure subscription id',
    link: links.monitoring,
    advanced: true,
    when: monitored,
  }),
  question({
    key: 'monitoringLocation',
    label: 'Azure location',
    topic: 'more',
    path: 'monitoring.location',
    message: 'Azure location, such as westeurope',
    link: links.monitoring,
    advanced: true,
    when: monitored,
  }),
  question({
    key: 'monitoringEmail',
    label: 'Sign-in alerts to',
    topic: 'more',
    path: 'monitoring.alertEmail',
    message: 'Who gets mail on failed sign-in?',
    link: links.monitoring,
    advanced: true,
    when: monitored,
    initial: (answers) => textAnswer(answers, 'alertEmail'),
  }),
];
