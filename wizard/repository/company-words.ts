/** What files of the company bring to a desktop, in words: for the review, the README and every plan. */
import { counted } from '../../domain/counted.js';
import { guard } from '../../domain/guard/guard.js';
import { sessionSettings } from '../../deployment/company-files/session.js';
import type { Deployment } from '../../deployment/schema.js';

/** A deployment as far as its files go. */
export type WithFiles = Pick<Deployment, 'intune' | 'companyFiles'>;

/** A line a policy. */
export function companyPoliciesInWords({ intune: { enrolment }, companyFiles }: WithFiles): string[] {
  return Object.entries(enrolment?.policies ?? {}).flatMap(([key, { file }]) => {
    const policy = companyFiles.policies[key];
    if (policy === undefined) return [];
    return [`Your policy ${policy.name}: ${counted(policy.settings.length, 'setting')}, from ${file}.`];
  });
}

/** A line a certificate, with what a person compares it by. */
export function certificatesInWords({ intune: { enrolment }, companyFiles }: WithFiles): string[] {
  return Object.entries(enrolment?.certificates ?? {}).flatMap(([key, { file, store }]) => {
    const read = companyFiles.certificates[key];
    if (read === undefined) return [];
    const { subject, thumbprint, ends } = read;
    return [
      `Trusted (${store}): ${subject}, SHA-1 thumbprint ${thumbprint}, until ${ends.slice(0, 10)}, from ${file}.`,
    ];
  });
}

/** A line on sessions. */
export function sessionInWords({ intune: { enrolment }, companyFiles }: WithFiles): string[] {
  const session = enrolment?.session;
  if (!session || companyFiles.session === undefined) return [];
  const { settings } = sessionSettings(session, companyFiles.session);
  const off = settings.filter(({ on }) => !on).map(({ policy }) => policy.name);
  const on = settings.filter((each) => each.on).map(({ policy }) => policy.name);
  const said = [
    ...(off.length > 0 ? [`off ${off.join(', ')}`] : []),
    ...(on.length > 0 ? [`on ${on.join(', ')}`] : []),
  ];
  return [
    `Sessions: ${said.join('; ')}, by ${session.admx} (${companyFiles.session.hash}). What somebody changes of it in Intune is not seen: Intune shows no values.`,
  ];
}

/** What is let through although it may break a desktop, each with the reason that somebody gave. */
export function acceptedInWords({ intune: { enrolment }, companyFiles }: WithFiles): string[] {
  return Object.entries(enrolment?.policies ?? {}).flatMap(([key, { file, accept }]) => {
    const policy = companyFiles.policies[key];
    if (policy === undefined) return [];
    return guard({ ...policy }, accept).findings.flatMap(({ row, accepted }) =>
      accepted === undefined
        ? []
        : [`${row.title} (${row.id}, in ${file}). ${row.effect} It is let through because: ${accepted}`],
    );
  });
}
