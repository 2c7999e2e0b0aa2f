/** The Identity Center instance and how Entra signs people in to it. */
import { z } from 'zod';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { isRegionName } from '../region-name.js';
import { seenOr, type Discovered, type SeenInstance } from '../../discovery/discovered.js';
import { put, question, valueAt } from '../define.js';
import { links } from '../links.js';
import { textAnswer, type Answers, type Question } from '../question.js';

const instancePath = 'identityCenter.instance';

/** What was seen of the instance that was chosen. */
function chosen({ instances }: Discovered, answers: Answers): SeenInstance | undefined {
  return seenOr(instances, []).find(({ arn }) => arn === answers['identityCenterInstance']);
}

/** Both clouds were seen, and neither has anything of a federation. Not seen is not nothing. */
function nobodyComes(discovered: Discovered, answers: Answers): boolean {
  const { galleryApps } = discovered;
  return (
    chosen(discovered, answers)?.fedByScim === false &&
    'seen' in galleryApps &&
    !galleryApps.seen.some(({ provisions }) => provisions)
  );
}

const existsAlready = (answers: Answers): boolean =>
  (textAnswer(answers, 'identityCenterInstance') ?? 'create') !== 'create';
const isSetUp = (answers: Answers): boolean => answers['federation'] === 'setUp';
const isJoined = (answers: Answers): boolean => answers['federation'] === 'existing';

/** `ssoins-…`, the part of the ARN that a person repeats. */
export function instanceId(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function appsIn(apps: readonly { readonly displayName: string; readonly servicePrincipalObjectId: string }[]): string {
  const known = apps.slice(0, 5).map(({ displayName, servicePrincipalObjectId: id }) => `${id} (${displayName})`);
  return known.length === 0 ? ', and it has none for Identity Center' : `: ${known.join(', ')}`;
}

export const identityCenterQuestions: readonly Question[] = [
  question({
    key: 'identityCenterInstance',
    label: 'Identity Center',
    topic: 'identityCenter',
    path: instancePath,
    message: 'IAM Identity Center instance (ARN, or create)',
    why: 'People sign in through it. `create` makes an account instance in this account: it touches nothing else.',
    link: links.instances,
    words: { create: 'a new account instance' },
    schema: z.string().regex(/^(create|arn:aws(-[a-z-]+)?:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16})$/, {
      error: 'must be `create` or the ARN of an instance, such as arn:aws:sso:::instance/ssoins-1234567890abcdef',
    }),
    offers: ({ instances }) => {
      const found = seenOr(instances, []).map(({ arn, region, kind, name, fedByScim }) => ({
        value: arn,
        name: `${name ?? instanceId(arn)} in ${region}`,
        description: `${kind ?? 'unknown kind of'} instance${fedByScim ? ', users already come by SCIM' : ''}`,
      }));
      const create = { value: 'create', name: 'a new account instance, for this account alone' };
      // One instance an account over all Regions: with one there, creating another fails.
      return found.length > 0 || !('seen' in instances) ? found : [create];
    },
    read: (file: DeploymentInput) => {
      const { instance } = file.identityCenter;
      return 'create' in instance ? 'create' : instance.existing.arn;
    },
    write: (draft, value) => {
      const before = valueAt(draft, `${instancePath}.existing.kind`);
      put(draft, instancePath, value === 'create' ? { create: 'account' } : { existing: { arn: value, kind: before } });
    },
  }),
  question({
    key: 'identityCenterKind',
    label: 'Kind of instance',
    topic: 'identityCenter',
    path: `${instancePath}.existing.kind`,
    message: 'What kind of instance is it?',
    why: 'An organization instance is used by the whole company; what is changed in it can cut everybody off.',
    link: links.instances,
    choices: {
      organization: ['organization instance', 'enabled in the management account, for all accounts'],
      account: ['account instance', 'of one account alone'],
    },
    when: existsAlready,
    offers: (discovered, answers) => {
      const kind = chosen(discovered, answers)?.kind;
      return kind === undefined ? [] : [{ value: kind, name: `${kind} instance` }];
    },
  }),
  question({
    key: 'identityCenterRegion',
    label: 'Its Region',
    topic: 'identityCenter',
    path: 'identityCenter.region',
    message: 'Region of the Identity Center instance',
    link: links.instances,
    offers: (discovered, answers) => {
      const region = existsAlready(answers) ? chosen(discovered, answers)?.region : undefined;
      return region === undefined ? [] : [{ value: region, name: region }];
    },
    derivedFrom: (answers) => (existsAlready(answers) ? [] : ['region']),
    initial: (answers) => (existsAlready(answers) ? undefined : textAnswer(answers, 'region')),
    check: (value, answers) => {
      if (!isRegionName(String(value))) return 'must be a Region such as eu-central-1';
      const region = textAnswer(answers, 'region');
      const ownInstance = !existsAlready(answers) || answers['identityCenterKind'] === 'account';
      return ownInstance && region !== undefined && region !== value
        ? `must be the Region of the desktops (${region}): an account instance serves that Region only`
        : undefined;
    },
  }),
  question({
    key: 'federation',
    label: 'Federation',
    topic: 'identityCenter',
    path: 'identityCenter.federation',
    message: 'Do users of Entra already sign in to AWS through this instance?',
    why: 'If so, only a group assignment is added. If not, sign-in and sync are set up, which replaces what the instance uses today.',
    link: links.entraAsSource,
    choices: {
      existing: ['as it is', 'yes; nothing is changed but our own group'],
      setUp: ['set up here', 'no; sign-in and sync from Entra are made'],
    },
    // Never a second SCIM app for an instance that has one.
    offers: (discovered, answers) =>
      chosen(discovered, answers)?.fedByScim === true
        ? [{ value: 'existing', name: 'users already come to this instance by SCIM' }]
        : [],
    // Where nobody comes by SCIM and Entra has no app that could bring them there is nothing to use. What would be replaced
    // has to be named by the next question, so no default replaces anything. Where there is doubt there is no default.
    initial: (answers, discovered) =>
      !existsAlready(answers) || nobodyComes(discovered, answers) ? 'setUp' : undefined,
    check: (value, answers) =>
      value === 'existing' && !existsAlready(answers)
        ? 'must be `setUp` with an instance that is only being created: it has no federation yet'
        : undefined,
  }),
  question({
    key: 'replaceIdentitySource',
    label: 'Replaced identity source',
    topic: 'identityCenter',
    path: 'identityCenter.federation.setUp.replaceIdentitySource',
    message: 'To replace its identity source, type the id of the instance (ssoins-…)',
    why: 'This deployment will set up sign-in and sync from Entra, and that replaces the identity source of the instance: whoever signs in to AWS through it today can be cut off. Typing its id confirms that this is meant.',
    link: links.identitySource,
    dangerous: true,
    when: (answers) => isSetUp(answers) && existsAlready(answers),
    check: (value, answers) => {
      const id = instanceId(textAnswer(answers, 'identityCenterInstance') ?? '');
      return value === id ? undefined : `must repeat the id of the instance, ${id}`;
    },
  }),
  question({
    key: 'enterpriseAppObjectId',
    label: 'Enterprise app',
    topic: 'identityCenter',
    path: 'entra.enterpriseApp.existing.servicePrincipalObjectId',
    message: 'Object id of the enterprise app in Entra that signs people in to AWS',
    link: links.entraAsSource,
    when: isJoined,
    offers: ({ galleryApps }) =>
      seenOr(galleryApps, []).map(({ servicePrincipalObjectId, displayName, provisions, userNameFrom }) => ({
        value: servicePrincipalObjectId,
        name: displayName,
        description: provisions
          ? `provisions users, user name from ${userNameFrom ?? 'an unknown attribute'}`
          : 'does not provision users',
        ...(userNameFrom === undefined || userNameFrom === 'userPrincipalName'
          ? {}
          : { disabled: `maps the user name from ${userNameFrom}; WorkSpaces needs userPrincipalName` }),
      })),
    check: (value, _answers, { galleryApps }) =>
      'seen' in galleryApps && !galleryApps.seen.some((app) => app.servicePrincipalObjectId === value)
        ? `must be the object id of an enterprise app that Entra has${appsIn(galleryApps.seen)}; for one that is not of the gallery: --offline`
        : undefined,
    write: (draft, value) => put(draft, 'entra.enterpriseApp', { existing: { servicePrincipalObjectId: value } }),
  }),
  question({
    key: 'notificationEmails',
    label: 'Certificate mail to',
    topic: 'identityCenter',
    path: 'entra.enterpriseApp.create.notificationEmails',
    type: 'list',
    message: 'Who gets it? E-mail addresses, separated by spaces or commas',
    link: links.entraAsSource,
    when: isSetUp,
    offers: ({ person }) =>
      'seen' in person && person.seen.mail !== undefined ? [{ value: [person.seen.mail], name: person.seen.mail }] : [],
    write: (draft, value) => {
      put(draft, 'entra.enterpriseApp.existing', undefined);
      put(draft, 'entra.enterpriseApp.create.notificationEmails', value);
    },
  }),
  question({
    key: 'assignment',
    label: 'Group assigned by',
    topic: 'identityCenter',
    path: 'entra.assignment',
    message: 'Who assigns the group of desktop users to the enterprise app?',
    why: 'An administrator with more rights may do it by hand.',
    link: links.consent,
    advanced: true,
    choices: { terraform: 'Terraform', 'by-admin': ['an Entra administrator', 'by hand; the plan only checks'] },
  }),
  question({
    key: 'identityCenterRoleArn',
    label: 'Identity Center role',
    topic: 'identityCenter',
    path: 'identityCenter.roleArn',
    message: 'Role to assume for Identity Center (empty: none)',
    link: links.instances,
    advanced: true,
    optional: true,
    when: existsAlready,
  }),
];
