/** Which policies of Intune are those of the deployment: made by it, or named in it. Pure. */
import { settingSetNames, settingSets } from '../../domain/enrolment/sets.js';
import { certificateTitle, enrolmentName, enrolmentTitles } from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';

/** Whether this one is the deployment's own. */
export function isOwn(
  { intune: { enrolment }, companyFiles, name }: Deployment,
  { id, displayName }: { readonly id: string; readonly displayName: string },
): boolean {
  if (enrolment === null) return false;
  const named = [enrolment.statusPage, enrolment.compliance].flatMap((each) =>
    each !== null && 'existing' in each ? [each.existing.id] : [],
  );
  const names = [
    ...Object.values(enrolmentTitles),
    ...settingSetNames.map((set) => settingSets[set].title),
    ...Object.keys(companyFiles.certificates).map(certificateTitle),
    ...Object.values(companyFiles.policies).map((policy) => policy.name),
  ];
  return named.includes(id) || names.some((what) => enrolmentName(name, what) === displayName);
}
