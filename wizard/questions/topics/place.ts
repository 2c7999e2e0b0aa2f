/** Which account and tenant, and the name of it all. */
import { namedForWindows, question } from '../define.js';
import { links } from '../links.js';
import { textAnswer, type Question } from '../question.js';

export const placeQuestions: readonly Question[] = [
  question({
    key: 'accountId',
    label: 'AWS account',
    topic: 'place',
    path: 'aws.accountId',
    message: 'AWS account id',
    link: links.entraDirectory,
    offers: ({ account }) =>
      'seen' in account
        ? [{ value: account.seen.id, name: [account.seen.id, account.seen.name].filter(Boolean).join(' ') }]
        : [],
  }),
  question({
    key: 'tenantId',
    label: 'Entra tenant',
    topic: 'place',
    path: 'entra.tenantId',
    message: 'Entra tenant id',
    link: links.tenantId,
    offers: ({ tenant }) =>
      'seen' in tenant
        ? [{ value: tenant.seen.id, name: `${tenant.seen.displayName} (${tenant.seen.defaultDomain})` }]
        : [],
  }),
  question({
    key: 'name',
    label: 'Name',
    topic: 'place',
    path: 'name',
    message: 'Name of the deployment',
    link: links.entraDirectory,
    check: namedForWindows('name'),
    initial: (_answers, { tenant }) => {
      const company = 'seen' in tenant ? (tenant.seen.defaultDomain.split('.')[0] ?? '') : '';
      const name = `${company.toLowerCase().replace(/[^a-z0-9-]/g, '')}-desktops`.replace(/^[^a-z]+/, '');
      return name.length <= 32 ? name : 'desktops';
    },
  }),
  question({
    key: 'serviceRole',
    label: 'Service role',
    topic: 'more',
    path: 'aws.serviceRole',
    message: 'The role workspaces_DefaultRole',
    why: 'WorkSpaces needs it once per account: one deployment of an account creates it, the others use it.',
    link: links.serviceRole,
    advanced: true,
    choices: { create: 'create it', existing: 'it exists already' },
    offers: ({ serviceRole }) =>
      'seen' in serviceRole
        ? [{ value: serviceRole.seen ? 'existing' : 'create', name: 'as found in the account' }]
        : [],
  }),
  question({
    key: 'siteKey',
    label: 'Site',
    topic: 'more',
    path: 'sites[].key',
    message: 'Short name of the site',
    link: links.entraDirectory,
    advanced: true,
    initial: () => 'main',
  }),
  question({
    key: 'directoryName',
    label: 'Directory name',
    topic: 'more',
    path: 'sites[].directoryName',
    message: 'Name of the WorkSpaces directory (and Autopilot group tag)',
    link: links.entraDirectory,
    advanced: true,
    initial: (answers) => `${textAnswer(answers, 'name') ?? 'desktops'}-${textAnswer(answers, 'siteKey') ?? 'main'}`,
  }),
];
