/** What has a safe default: shown in the review, asked only where somebody wants to answer everything. */
import { selfServiceActions, selfServiceWords } from '../../../domain/bundle-options.js';
import { deviceNameTemplateProblem, nearestDeviceNameTemplate } from '../../../domain/profile-name.js';
import { seenOr } from '../../discovery/discovered.js';
import { question, yesOrNo } from '../define.js';
import { links } from '../links.js';
import { listAnswer, type Answers, type Question } from '../question.js';

const appIsMade = (answers: Answers): boolean => answers['registrationApp'] === 'create';
const profileIsMade = (answers: Answers): boolean => answers['autopilotProfile'] === 'create';

export const moreQuestions: readonly Question[] = [
  question({
    key: 'registrationApp',
    label: 'Registration app',
    topic: 'more',
    path: 'entra.registrationApp',
    message: 'The app through which WorkSpaces registers devices',
    link: links.entraDirectory,
    advanced: true,
    choices: { create: 'create it', existing: ['use an existing one', 'its secret stays out of the Terraform state'] },
  }),
  question({
    key: 'registrationAppId',
    label: 'Its client id',
    topic: 'more',
    path: 'entra.registrationApp.existing.applicationId',
    message: 'Application (client) id of that app',
    link: links.entraDirectory,
    advanced: true,
    when: (answers) => answers['registrationApp'] === 'existing',
  }),
  question({
    key: 'registrationSecretArn',
    label: 'Registration secret',
    topic: 'more',
    path: 'sites[].registrationSecret.existing.arn',
    message: 'ARN of the secret with application_id and application_password',
    link: links.entraDirectory,
    advanced: true,
    when: (answers) => answers['registrationApp'] === 'existing',
  }),
  question({
    key: 'consent',
    label: 'Consent by',
    topic: 'more',
    path: 'entra.consent',
    message: 'Who grants that app its Graph permissions?',
    why: 'An administrator with more rights may do it by hand.',
    link: links.consent,
    advanced: true,
    choices: { terraform: 'Terraform', 'by-admin': ['an administrator', 'by hand; the plan only checks'] },
  }),
  question({
    key: 'secretLifetimeDays',
    label: 'Client secret lifetime (days)',
    topic: 'more',
    path: 'entra.registrationApp.create.secretLifetimeDays',
    type: 'number',
    message: 'Lifetime of its client secrets in days',
    link: links.appSecrets,
    advanced: true,
    when: appIsMade,
  }),
  question({
    key: 'cleanUpDevices',
    label: 'Clean up devices',
    topic: 'more',
    path: 'entra.registrationApp.create.cleanUpDevices',
    type: 'boolean',
    message: 'Delete the device in Entra and Intune when a desktop goes?',
    link: links.entraDirectory,
    advanced: true,
    schema: yesOrNo,
    when: appIsMade,
  }),
  question({
    key: 'autopilotProfile',
    label: 'Autopilot profile',
    topic: 'more',
    path: 'intune.profile',
    message: 'The Autopilot profile',
    why: 'How a desktop is set up when it enrols.',
    link: links.autopilot,
    advanced: true,
    choices: { create: 'create one', existing: 'assign an existing one' },
  }),
  question({
    key: 'autopilotProfileId',
    label: 'Profile',
    topic: 'more',
    path: 'intune.profile.existing.id',
    message: 'Which profile?',
    link: links.autopilot,
    advanced: true,
    when: (answers) => answers['autopilotProfile'] === 'existing',
    offers: ({ autopilotProfiles }) =>
      seenOr(autopilotProfiles, []).map(({ id, displayName }) => ({ value: id, name: displayName })),
  }),
  question({
    key: 'deviceNameTemplate',
    label: 'Computer names',
    topic: 'more',
    path: 'intune.profile.create.deviceNameTemplate',
    message: 'Template of computer names',
    link: links.autopilot,
    advanced: true,
    when: profileIsMade,
    check: (value, answers) => {
      const problem = deviceNameTemplateProblem(String(value));
      const nearest = nearestDeviceNameTemplate(String(value), listAnswer(answers, 'users').length);
      return problem === undefined || nearest === undefined ? problem : `${problem} (nearest: ${nearest})`;
    },
  }),
  question({
    key: 'userType',
    label: 'People are',
    topic: 'more',
    path: 'intune.profile.create.userType',
    message: 'What are people on their desktop?',
    link: links.autopilot,
    advanced: true,
    when: profileIsMade,
    choices: { standard: 'standard users', administrator: 'administrators' },
  }),
  question({
    key: 'requireAssignment',
    label: 'Assignment required',
    topic: 'more',
    path: 'sites[].access.requireAssignment',
    type: 'boolean',
    message: 'May only the desktop users group use the directory?',
    link: links.entraDirectory,
    advanced: true,
    schema: yesOrNo,
  }),
  question({
    key: 'selfService',
    label: 'Self-service',
    topic: 'more',
    path: 'sites[].access.selfService',
    type: 'list',
    message: 'What may people do with their own desktop?',
    link: links.selfService,
    advanced: true,
    choices: selfServiceActions.map((action) => ({ value: action, name: selfServiceWords[action] })),
  }),
  question({
    key: 'protection',
    label: 'Protection',
    topic: 'more',
    path: 'protection',
    type: 'boolean',
    message: 'Refuse to destroy directories and keys?',
    link: links.entraDirectory,
    advanced: true,
    schema: yesOrNo,
  }),
];
