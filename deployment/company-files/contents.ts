/** What the files hold that a deployment names beside it. */
import type { AdmxFile } from './admx.js';
import type { CertificateFile } from './certificate.js';
import type { SettingsExport } from './settings-export.js';

/** By the name in the deployment file, in objects without a prototype. One that could not be read is not there. */
export interface CompanyFiles {
  /** `intune.enrolment.policies`. */
  readonly policies: Readonly<Record<string, SettingsExport>>;
  /** `intune.enrolment.certificates`. */
  readonly certificates: Readonly<Record<string, CertificateFile>>;
  /** `intune.enrolment.session.admx`. */
  readonly session?: AdmxFile;
}

/** Without any. */
export const noCompanyFiles: CompanyFiles = { policies: {}, certificates: {} };
