import type { DeploymentFile } from '../schema.js';

/** Every file of a company that a deployment names, as it names it. */
export function companyFileNames({ intune: { enrolment } }: Pick<DeploymentFile, 'intune'>): readonly string[] {
  if (enrolment === null) return [];
  const { policies, certificates, session } = enrolment;
  const named = [...Object.values(policies), ...Object.values(certificates)].map(({ file }) => file);
  return [...new Set(session === null ? named : [...named, session.admx])];
}
