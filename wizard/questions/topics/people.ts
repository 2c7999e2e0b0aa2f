/** Who gets a desktop, and the group they are in. */
import { z } from 'zod';
import { userNameKey, userNameProblem } from '../../../domain/user-name.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { choiceOf, choose, groupsFound, namedForWindows, put, question, valueAt } from '../define.js';
import { links } from '../links.js';
import { listAnswer, type Answers, type Draft, type Question } from '../question.js';

const usersPath = 'sites[].desktops.users';

type WrittenUser = NonNullable<
  Extract<DeploymentInput['sites'][number]['desktops']['users'], { list: unknown }>['list']
>[number];

const areNamed = (answers: Answers): boolean => answers['desktopsFor'] !== 'members';

const isFleet = (draft: Draft): boolean => valueAt(draft, `${usersPath}.group`) !== undefined;

export const peopleQuestions: readonly Question[] = [
  question({
    key: 'desktopsFor',
    label: 'Desktops for',
    topic: 'people',
    path: usersPath,
    message: 'Who gets a desktop?',
    why: 'Up to some hundreds of people are named here; above that an engine in the account follows a group.',
    link: links.groups,
    advanced: true,
    schema: choiceOf('people', 'members'),
    choices: {
      people: 'the people who are named here',
      members: ['each member of a group', 'the desktop users group, followed by an engine in the account'],
    },
    initial: () => 'people',
    read: (file) => {
      const users = file.sites[0]?.desktops.users;
      return users === undefined ? undefined : 'group' in users ? 'members' : 'people';
    },
    write: (draft, value) => {
      if (value === 'members' && !valueAt(draft, `${usersPath}.group`)) put(draft, usersPath, { group: {} });
    },
  }),
  question({
    key: 'usersFile',
    label: 'Users file',
    topic: 'people',
    path: `${usersPath}.file`,
    message: 'Users file (CSV) beside the deployment (empty: list the users here)',
    link: links.entraDirectory,
    advanced: true,
    optional: true,
    when: areNamed,
    check: namedForWindows('usersFile'),
    write: (draft, value) => put(draft, usersPath, { file: value }),
  }),
  question({
    key: 'users',
    label: 'Users',
    topic: 'people',
    path: `${usersPath}.list`,
    type: 'list',
    message: 'Who is first? User principal names, separated by spaces or commas',
    why: 'Begin with one or two people you can reach: each gets a desktop. More are added later with `users add`, a whole list with `users import`.',
    link: links.entraDirectory,
    schema: z
      .array(
        z.string().superRefine((upn, context) => {
          const problem = userNameProblem(upn);
          if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
        }),
      )
      .min(1, { error: 'must name at least one user' }),
    when: (answers) => areNamed(answers) && (answers['usersFile'] === undefined || answers['usersFile'] === ''),
    check: (value) => {
      const keys = (Array.isArray(value) ? (value as string[]) : []).map(userNameKey);
      const twice = keys.find((key, at) => keys.indexOf(key) !== at);
      return twice === undefined ? undefined : `must name each user once, got twice: ${twice}`;
    },
    read: (file) => {
      const users = file.sites[0]?.desktops.users;
      return users !== undefined && 'list' in users ? users.list.map(({ upn }) => upn) : undefined;
    },
    // What else is said of a user who stays is kept.
    write: (draft, value) => {
      const before = (valueAt(draft, `${usersPath}.list`) ?? []) as readonly WrittenUser[];
      const known = new Map(before.map((user) => [userNameKey(user.upn), user]));
      const list = listAnswer({ value }, 'value').map((upn) => known.get(userNameKey(upn)) ?? { upn });
      put(draft, usersPath, { list });
    },
  }),
  question({
    key: 'desktopUsersGroup',
    label: 'Desktop users group',
    topic: 'people',
    path: 'entra.desktopUsers',
    message: 'The Entra group of desktop users',
    why: 'The people who may have a desktop.',
    link: links.groups,
    advanced: true,
    choices: {
      create: ['create one', 'its members are the people of the deployment, or whoever an access package lets in'],
      existing: ['use an existing group', 'its members stay as they are'],
    },
    write: (draft, value) => {
      choose(draft, 'entra.desktopUsers', String(value));
      if (value === 'create' && isFleet(draft) && !valueAt(draft, 'entra.desktopUsers.create.members')) {
        put(draft, 'entra.desktopUsers.create.members', 'elsewhere');
      }
    },
  }),
  question({
    key: 'desktopUsersGroupId',
    label: 'Group',
    topic: 'people',
    path: 'entra.desktopUsers.existing.objectId',
    message: 'Which group?',
    link: links.groups,
    advanced: true,
    when: (answers) => answers['desktopUsersGroup'] === 'existing',
    search: groupsFound,
  }),
  question({
    key: 'membershipRule',
    label: 'Membership rule',
    topic: 'people',
    path: 'entra.desktopUsers.create.members.rule',
    message: 'Dynamic membership rule for that group (empty: the users of the deployment)',
    link: links.groups,
    advanced: true,
    optional: true,
    when: (answers) => answers['desktopUsersGroup'] === 'create',
    write: (draft, value) => put(draft, 'entra.desktopUsers.create.members', { rule: value }),
    clear: (draft) => {
      if (valueAt(draft, 'entra.desktopUsers.create.members.rule') !== undefined) {
        put(draft, 'entra.desktopUsers.create.members', isFleet(draft) ? 'elsewhere' : 'deployment');
      }
    },
  }),
];
