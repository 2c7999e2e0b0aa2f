/** What `intune.enrolment` means for a desktop and the person at it, in words: for the review and the README. */
import { counted } from '../../domain/counted.js';
import { companyPortalId } from '../../domain/enrolment/store-id.js';
import { rowsOf, settingSetNames, settingSets, whatDoes } from '../../domain/enrolment/sets.js';
import type { Deployment } from '../../deployment/schema.js';
import { acceptedInWords, certificatesInWords, companyPoliciesInWords, sessionInWords } from './company-words.js';

type App = Enrolment['apps'][string]['app'];

const nameOf = (app: App): string => {
  if ('store' in app) return app.store.displayName;
  if ('microsoft365' in app) return app.microsoft365.displayName;
  return app.existing.displayName ?? `the app ${app.existing.id}`;
};

type Enrolment = NonNullable<Deployment['intune']['enrolment']>;

/** A line a thing that desktops get; none where nothing comes from here. */
export function enrolmentInWords(deployment: Pick<Deployment, 'intune' | 'companyFiles'>): readonly string[] {
  const { enrolment } = deployment.intune;
  if (enrolment === null) return [];
  const { settings, apps, compliance, statusPage, updates, joins } = enrolment;
  const named = (intent: 'required' | 'available'): string =>
    Object.values(apps)
      .filter((each) => each.for === intent)
      .map(({ app }) => nameOf(app))
      .join(', ');
  const lines = [
    ...settingSetNames
      .filter((name) => rowsOf(name, settings[name], { tenantId: '' }) !== undefined)
      .map((name) => `${settingSets[name].title}: ${whatDoes(name, settings[name])}`),
    ...companyPoliciesInWords(deployment),
    ...certificatesInWords(deployment),
    ...sessionInWords(deployment),
    ...(named('required') === '' ? [] : [`Apps that come by themselves: ${named('required')}.`]),
    ...(named('available') === '' ? [] : [`Apps that people install themselves: ${named('available')}.`]),
    ...(compliance === null ? [] : [complianceInWords(compliance)]),
    ...(statusPage === null ? [] : [statusPageInWords(statusPage, apps)]),
    ...updatesInWords(updates),
    ...(joins.length === 0
      ? []
      : [
          `What you assign to ${joins.length === 1 ? 'your own group' : `${joins.length} groups of your own`} that ${joins.length === 1 ? 'is' : 'are'} named here.`,
        ]),
    ...acceptedInWords(deployment).map((text) => `Accepted: ${text}`),
  ];
  return lines.length > 0 ? lines : ['nothing yet'];
}

function complianceInWords(compliance: NonNullable<Enrolment['compliance']>): string {
  if ('existing' in compliance) return `Compliance: your own policy ${compliance.existing.id} decides.`;
  const { osMinimum, firewall, graceHours } = compliance.create;
  const asked = [
    ...(firewall ? ['the firewall is on'] : []),
    ...(osMinimum === undefined ? [] : [`Windows is ${osMinimum} or newer`]),
  ];
  return `Compliant while ${asked.length > 0 ? asked.join(' and ') : 'nothing is found against it'}; what fails has ${counted(graceHours, 'hour')}. No encryption and no TPM are asked for: a WorkSpace has neither.`;
}

function statusPageInWords(statusPage: NonNullable<Enrolment['statusPage']>, apps: Enrolment['apps']): string {
  if ('existing' in statusPage) return `First sign-in: your own status page ${statusPage.existing.id} is shown.`;
  const { blockUntil, waitMinutes } = statusPage.create;
  if (blockUntil.length === 0)
    return 'First sign-in: a page shows what is being installed, and nobody is kept waiting.';
  const names = blockUntil.map((key) => (apps[key] ? nameOf(apps[key].app) : key)).join(', ');
  return `First sign-in: a page waits for ${names}, ${counted(waitMinutes, 'minute')} at most; then people may go on.`;
}

/** When Windows updates and restarts. */
export function updatesInWords({
  owner,
  pilot,
  stayOn,
  qualityDeferralDays,
  deadlineDays,
  graceDays,
}: Enrolment['updates']): string[] {
  const kept =
    stayOn === null ? [] : [`Windows stays on ${stayOn}: no image can be made of a desktop that was upgraded.`];
  if (owner === 'workspaces') return ['Updates: the monthly maintenance of WorkSpaces installs them.', ...kept];
  if (owner === 'nobody') return kept;
  const first =
    pilot === undefined
      ? ''
      : 'sixteenths' in pilot
        ? ` ${pilot.sixteenths} of 16 desktops get them at once.`
        : ' Those of a pilot group get them at once.';
  return [
    `Updates: monthly ones after ${counted(qualityDeferralDays, 'day')}, installed ${counted(deadlineDays, 'day')} later at most, with ${counted(graceDays, 'day')} for the restart; no drivers.${first}`,
    ...kept,
  ];
}

/** Where people find software, when they do. */
export function peopleFind({ apps }: Enrolment): string | undefined {
  const portal = Object.values(apps).some(({ app }) => 'store' in app && app.store.id === companyPortalId);
  if (!portal) return undefined;
  const offered = Object.values(apps).filter((each) => each.for === 'available').length;
  return `Company Portal is where people find software: ${offered === 0 ? 'it lists what your company makes available in Intune' : 'the apps above, and whatever else your company makes available in Intune'}.`;
}
