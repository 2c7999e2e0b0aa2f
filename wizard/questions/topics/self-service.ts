/** How people ask for a desktop themselves: of deployments whose desktops are those of a group. */
import { guid } from '../../../deployment/fields.js';
import { choiceOf, groupsFound, put, question, valueAt } from '../define.js';
import { links } from '../links.js';
import type { Answers, Question } from '../question.js';

const group = 'sites[].desktops.users.group';
const accessPackage = `${group}.selfService.accessPackage`;

const isFleet = (answers: Answers): boolean => answers['desktopsFor'] === 'members';
const asksThemselves = (answers: Answers): boolean => isFleet(answers) && answers['accessBy'] === 'accessPackage';

interface Named {
  readonly user?: string;
  readonly group?: string;
}

export const selfServiceQuestions: readonly Question[] = [
  question({
    key: 'accessBy',
    label: 'Asking for a desktop',
    topic: 'people',
    path: `${group}.selfService`,
    message: 'How does somebody get into that group?',
    why: 'Somebody else keeps its members, or people ask for a desktop themselves.',
    link: links.accessPackages,
    advanced: true,
    when: isFleet,
    schema: choiceOf('others', 'accessPackage'),
    choices: {
      others: 'your own process keeps its members',
      accessPackage: [
        'people ask for it in My Access',
        'somebody approves, and it ends by itself (Entra ID P2 or Governance)',
      ],
    },
    initial: () => 'others',
    read: (file) => {
      const users = file.sites[0]?.desktops.users;
      if (users === undefined || !('group' in users)) return undefined;
      return users.group.selfService ? 'accessPackage' : 'others';
    },
    write: (draft, value) => {
      if (value === 'others') put(draft, `${group}.selfService`, undefined);
      else if (!valueAt(draft, accessPackage)) put(draft, accessPackage, { approvers: [] });
    },
  }),
  question({
    key: 'accessApprovers',
    label: 'Approvers',
    topic: 'people',
    path: `${accessPackage}.approvers`,
    type: 'text',
    message: 'Object id of the group whose members let requests pass',
    why: 'One of them is enough.',
    link: links.accessPackages,
    advanced: true,
    when: asksThemselves,
    search: groupsFound,
    schema: guid(),
    read: (file) => {
      const approvers = (valueAt(file, `${accessPackage}.approvers`) ?? []) as readonly (string | Named)[];
      return approvers.flatMap((each) => (typeof each === 'object' ? (each.group ?? []) : []))[0];
    },
    // Whoever else was named stays.
    write: (draft, value) => {
      const before = (valueAt(draft, `${accessPackage}.approvers`) ?? []) as readonly (string | Named)[];
      const others = before.filter((each) => typeof each !== 'object' || each.group === undefined);
      put(draft, `${accessPackage}.approvers`, [...others, { group: String(value) }]);
    },
  }),
  question({
    key: 'accessDays',
    label: 'Days of access',
    topic: 'people',
    path: `${accessPackage}.days`,
    type: 'number',
    message: 'For how many days is a desktop given?',
    link: links.accessPackages,
    advanced: true,
    when: asksThemselves,
  }),
  question({
    key: 'accessGraceDays',
    label: 'Days of grace',
    topic: 'people',
    path: `${accessPackage}.graceDays`,
    type: 'number',
    message: 'How many days more, in which people can ask again?',
    link: links.accessPackages,
    advanced: true,
    when: asksThemselves,
  }),
  question({
    key: 'accessQuestion',
    label: 'Question',
    topic: 'people',
    path: `${accessPackage}.question`,
    message: 'What has whoever asks to answer? (empty: only why)',
    link: links.accessPackages,
    advanced: true,
    optional: true,
    when: asksThemselves,
  }),
];
