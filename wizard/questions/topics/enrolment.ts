/** What a desktop gets when it enrols: what is recommended, nothing, or what a person picks. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  recommendedWords,
  rowsOf,
  settingSetNames,
  settingSets,
  type SettingSetName,
} from '../../../domain/enrolment/sets.js';
import {
  companyPortal,
  companyPortalKey,
  microsoft365Key,
  recommendedEnrolment,
  type EnrolmentInput,
} from '../../../deployment/recommended-enrolment.js';
import { enrolmentSection } from '../../../deployment/sections/enrolment.js';
import { choiceOf, put, question, valueAt } from '../define.js';
import { links } from '../links.js';
import type { Answers, Question } from '../question.js';

const path = 'intune.enrolment';
const appsPath = `${path}.apps`;
const waitedPath = `${path}.statusPage.create.blockUntil`;

type Apps = NonNullable<EnrolmentInput['apps']>;

const more = ['compliance', 'statusPage', 'updates'] as const;
type More = (typeof more)[number];

/** What is recommended of each, beside the settings and the apps. */
const moreWords: Readonly<Record<More, readonly [name: string, description: string]>> = {
  compliance: ['compliance policy', 'says when a desktop counts as compliant, by what a WorkSpace can keep'],
  statusPage: ['status page', 'the first sign-in waits for Company Portal, where that comes by itself'],
  updates: ['update ring', 'Intune says when Windows updates, and when it has to restart'],
};

/** Whether a file has one, of its own or named. */
const hasMore = (enrolment: EnrolmentInput, part: More): boolean =>
  part === 'updates' ? enrolment.updates?.owner === 'intune' : (enrolment[part] ?? null) !== null;

/** One that is recommended, as far as the rest of the file allows it: a page waits for what comes by itself alone. */
function recommendedPart(part: More, apps: Apps): unknown {
  const whole = recommendedEnrolment();
  const waits = part === 'statusPage' && apps[companyPortalKey]?.for !== 'required';
  return waits ? { create: { blockUntil: [] } } : whole[part];
}

const picks = (answers: Answers): boolean => answers['enrolment'] === 'choose';

/** What a file has, in the words of the answers: what has the same effect as the recommendation is that. */
function chosen(enrolment: EnrolmentInput | null | undefined): 'recommended' | 'nothing' | 'choose' {
  if (enrolment === null || enrolment === undefined) return 'nothing';
  return isDeepStrictEqual(filled(enrolment), filled(recommendedEnrolment())) ? 'recommended' : 'choose';
}

const filled = (enrolment: EnrolmentInput): unknown => enrolmentSection.parse(enrolment);

/** Whether a set makes a policy. */
const isOn = (name: SettingSetName, word: string | undefined): boolean =>
  word !== undefined && rowsOf(name, word, { tenantId: '' }) !== undefined;

/** What a file has of its own stays as it is: only what comes or goes is written. */
function writeMore(draft: Parameters<typeof put>[0], wanted: readonly string[]): void {
  const enrolment = (valueAt(draft, path) ?? {}) as EnrolmentInput;
  for (const part of more) {
    if (hasMore(enrolment, part) === wanted.includes(part)) continue;
    if (wanted.includes(part)) put(draft, `${path}.${part}`, recommendedPart(part, enrolment.apps ?? {}));
    else put(draft, `${path}.${part}`, part === 'updates' ? withoutRings(enrolment.updates) : null);
  }
}

/** A pilot belongs to rings; the version that Windows stays on does not. */
function withoutRings({ owner: _, pilot: __, ...rest }: NonNullable<EnrolmentInput['updates']> = {}) {
  return { ...rest, owner: 'nobody' };
}

export const enrolmentQuestions: readonly Question[] = [
  question({
    key: 'enrolment',
    label: 'Desktops get',
    topic: 'desktops',
    path,
    message: 'What should desktops get when they enrol?',
    link: links.enrolment,
    schema: choiceOf('recommended', 'nothing', 'choose'),
    choices: [
      {
        value: 'recommended',
        name: 'what is recommended for a WorkSpace',
        description: 'settings, and Company Portal for apps; never what AWS documents as breaking a desktop',
      },
      { value: 'nothing', name: 'nothing', description: 'your own policies in Intune see to it' },
      {
        value: 'choose',
        name: 'what I choose',
        description:
          'files of your own (policies, certificates, session rules) are named afterwards: the README says how',
      },
    ],
    initial: () => 'recommended',
    read: (file) => chosen(file.intune?.enrolment),
    write: (draft, value) => {
      if (value === 'nothing') put(draft, path, null);
      else if (value === 'recommended') put(draft, path, recommendedEnrolment());
      else if (!valueAt(draft, path)) put(draft, path, { settings: {}, apps: {} });
    },
  }),
  question({
    key: 'enrolmentSettings',
    label: 'Sets of settings',
    topic: 'desktops',
    path: `${path}.settings`,
    type: 'list',
    message: 'Which sets of settings?',
    why: 'One policy of the settings catalog each, with what suits a WorkSpace.',
    link: links.enrolment,
    optional: true,
    schema: z.array(choiceOf(...settingSetNames)),
    choices: settingSetNames.map((name) => ({
      value: name,
      name: settingSets[name].title,
      description: settingSets[name].does,
    })),
    when: picks,
    initial: () => [...settingSetNames],
    read: (file) => {
      const settings: Readonly<Record<string, string | undefined>> = file.intune?.enrolment?.settings ?? {};
      return file.intune?.enrolment ? settingSetNames.filter((name) => isOn(name, settings[name])) : undefined;
    },
    clear: (draft) => put(draft, `${path}.settings`, {}),
    write: (draft, value) => {
      const wanted = value as readonly string[];
      const before = (valueAt(draft, `${path}.settings`) ?? {}) as Record<string, string>;
      const settings = settingSetNames
        .filter((name) => wanted.includes(name))
        .map((name) => [name, isOn(name, before[name]) ? before[name] : recommendedWords[name]]);
      put(draft, `${path}.settings`, Object.fromEntries(settings));
    },
  }),
  question({
    key: 'companyPortal',
    label: 'Company Portal',
    topic: 'desktops',
    path: appsPath,
    why: 'Where people find what your company has for them, and install it themselves.',
    message: 'Company Portal, where people find apps',
    link: links.companyPortal,
    schema: choiceOf('required', 'available', 'no'),
    choices: {
      required: 'on every desktop',
      available: 'for those who install it themselves',
      no: 'not from here',
    },
    when: picks,
    initial: () => 'required',
    read: (file) => {
      const apps = file.intune?.enrolment?.apps;
      return apps === undefined ? undefined : (apps[companyPortalKey]?.for ?? 'no');
    },
    write: (draft, value) => {
      const { [companyPortalKey]: present = companyPortal, ...others } = (valueAt(draft, appsPath) ?? {}) as Apps;
      const portal = { ...present, for: value === 'available' ? 'available' : 'required' };
      put(draft, appsPath, value === 'no' ? others : { ...others, [companyPortalKey]: portal });
      const waited = valueAt(draft, waitedPath);
      // Nobody waits for what does not come by itself: the file would be refused.
      if (value !== 'required' && Array.isArray(waited) && waited.includes(companyPortalKey)) {
        put(
          draft,
          waitedPath,
          waited.filter((key) => key !== companyPortalKey),
        );
      }
    },
  }),
  question({
    key: 'enrolmentMore',
    label: 'Beside settings and apps',
    topic: 'desktops',
    path,
    type: 'list',
    why: 'What is left out here is for your own policies in Intune to say.',
    message: 'What else should they get?',
    link: links.enrolment,
    optional: true,
    schema: z.array(choiceOf(...more)),
    choices: more.map((value) => ({ value, name: moreWords[value][0], description: moreWords[value][1] })),
    when: picks,
    initial: () => [...more],
    read: ({ intune }) => {
      const enrolment = intune?.enrolment;
      return enrolment ? more.filter((part) => hasMore(enrolment, part)) : undefined;
    },
    clear: (draft) => writeMore(draft, []),
    write: (draft, value) => writeMore(draft, value as readonly string[]),
  }),
  question({
    key: 'microsoft365',
    label: 'Microsoft 365',
    topic: 'desktops',
    path: appsPath,
    why: 'Intune installs it over the Office of an image that has one already.',
    message: 'Microsoft 365 Apps (not where your image has Office already)',
    link: links.microsoft365,
    schema: choiceOf('no', 'required', 'available'),
    choices: {
      no: ['not from here', 'the image has it, or nobody needs it'],
      required: 'on every desktop',
      available: 'for those who install it themselves',
    },
    when: picks,
    initial: () => 'no',
    read: (file) => {
      const apps = file.intune?.enrolment?.apps;
      return apps === undefined ? undefined : (apps[microsoft365Key]?.for ?? 'no');
    },
    write: (draft, value) => {
      const { [microsoft365Key]: present, ...others } = (valueAt(draft, appsPath) ?? {}) as Apps;
      const office = { ...(present ?? { app: { microsoft365: {} } }), for: value };
      put(draft, appsPath, value === 'no' ? others : { ...others, [microsoft365Key]: office });
    },
  }),
];
