import type { Loose } from '../sample.js';
import type { Case } from './case.js';

const input = (name: string, store: string): Loose => ({ file: `test/inputs/certificates/${name}`, store });
const gives = (deployment: Loose, certificates: Loose): void => {
  deployment.intune = { ...deployment.intune, enrolment: { certificates } };
};
const path = 'intune.enrolment.certificates';
const root = input('contoso-root.cer', 'root');

/** Rules on certificates out of files. */
export const companyCertificatesCases: readonly Case[] = [
  {
    rule: 'certificatesAreOfAuthorities',
    refuses: 'the certificate of a server',
    change: (deployment) => gives(deployment, { proxy: input('proxy.pem', 'intermediate') }),
    path: `${path}.proxy.file`,
    says: /must be the certificate of an authority/,
    accepts: (deployment) => gives(deployment, { issuing: input('contoso-issuing.pem', 'intermediate') }),
  },
  {
    rule: 'certificatesDiffer',
    refuses: 'one certificate twice in a store',
    change: (deployment) => gives(deployment, { root, again: input('contoso-root.pem', 'root') }),
    path: `${path}.again.file`,
    says: /must be another certificate than that of .*contoso-root\.cer/,
    accepts: (deployment) => gives(deployment, { root, again: input('contoso-old.pem', 'root') }),
  },
  {
    rule: 'certificatesDiffer',
    refuses: 'two certificates that Intune would call the same',
    change: (deployment) => gives(deployment, { 'the-proxy': root, 'the--proxy': input('contoso-old.pem', 'root') }),
    path: `${path}.the--proxy`,
    says: /must be a name that differs from the-proxy in more than hyphens/,
    accepts: (deployment) => gives(deployment, { 'the-proxy': root, proxy: input('contoso-old.pem', 'root') }),
  },
];
