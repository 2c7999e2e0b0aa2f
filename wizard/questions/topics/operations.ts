/** Where the state is kept, who plans and applies (pipeline.ts), who hears of expiry. */
import { put, question, valueAt, yesOrNo } from '../define.js';
import { links } from '../links.js';
import { textAnswer, type Answers, type Draft, type Question } from '../question.js';
import { pipelineQuestions } from './pipeline.js';

const inS3 = (answers: Answers): boolean => answers['state'] === 's3';
const inAzure = (answers: Answers): boolean => answers['state'] === 'azurerm';
const monitored = (answers: Answers): boolean => answers['monitoring'] === true;

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
      { value: 's3', name: 'an S3 bucket', description: 'bootstrap makes it, with versions and a key' },
      { value: 'azurerm', name: 'an Azure storage account', description: 'bootstrap makes it' },
      { value: 'local', name: 'a file here', description: 'to try out: nobody else can plan, and it holds secrets' },
    ],
    initial: (_, { inSandbox }) => (inSandbox === true ? 'local' : 's3'),
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
  ...pipelineQuestions,
  question({
    key: 'monitoring',
    label: 'Azure Monitor',
    topic: 'more',
    path: 'monitoring',
    type: 'boolean',
    message: 'Watch failed sign-in and provisioning in Azure Monitor? (needs an Azure subscription)',
    why: 'Azure Monitor watches failed provisioning and failed sign-in, and mails somebody.',
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
