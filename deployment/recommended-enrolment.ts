/** What is recommended for desktops, as it would be written in a file. */
import { recommendedWords } from '../domain/enrolment/sets.js';
import { companyPortalId } from '../domain/enrolment/store-id.js';
import type { DeploymentInput } from './schema.js';

/** `intune.enrolment`, as it is written. */
export type EnrolmentInput = NonNullable<NonNullable<DeploymentInput['intune']>['enrolment']>;

/** Key of Company Portal in `apps`. */
export const companyPortalKey = 'company-portal';

/** Where people find the apps that are there for them. */
export const companyPortal: NonNullable<EnrolmentInput['apps']>[string] = {
  app: {
    store: {
      id: companyPortalId,
      displayName: 'Company Portal',
      publisher: 'Microsoft Corporation',
      description: 'The apps that your company has for you.',
    },
  },
  for: 'required',
};

/** Key of Microsoft 365 in `apps`. */
export const microsoft365Key = 'microsoft-365';

/** What suits most. Nobody is kept waiting at the first sign-in but for Company Portal. */
export function recommendedEnrolment(): EnrolmentInput {
  return {
    settings: { ...recommendedWords },
    compliance: { create: {} },
    statusPage: { create: { blockUntil: [companyPortalKey] } },
    updates: { owner: 'intune' },
    apps: { [companyPortalKey]: companyPortal },
  };
}
