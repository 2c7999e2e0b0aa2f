/** Reads the files of a company that a deployment names, and nothing that it does not name: all problems at once. */
import { present } from '../../domain/present.js';
import { formatPath, type JsonText, type Path } from '../json-text.js';
import type { Problem } from '../problem.js';
import { ifReadable } from '../readable.js';
import type { DeploymentFile } from '../schema.js';
import { decodeText, UnreadableFile, whyUnreadable } from '../text-file.js';
import { readAdmx } from './admx.js';
import { readCertificate } from './certificate.js';
import { noCompanyFiles, type CompanyFiles } from './contents.js';
import { readSettingsExport } from './settings-export.js';

/** Reads a file by the name that the deployment gives it; throws when it cannot. */
export type ReadBeside = (name: string) => Uint8Array;

/** Files that were read, and what is wrong with the others. */
export interface ReadCompanyFiles {
  readonly files: CompanyFiles;
  readonly problems: readonly Problem[];
}

/** Reads them all. */
export function readCompanyFiles(file: DeploymentFile, read: ReadBeside, json: JsonText): ReadCompanyFiles {
  const enrolment = ifReadable(() => file.intune.enrolment);
  if (!enrolment) return { files: noCompanyFiles, problems: [] };
  const problems: Problem[] = [];
  const bytesAt = (at: Path, name: string, what: string): Uint8Array | undefined => {
    try {
      return read(name);
    } catch (error) {
      problems.push(unreadable(at, name, what, error, json));
      return undefined;
    }
  };
  const textAt = (at: Path, name: string, what: string): string | undefined => {
    const bytes = bytesAt(at, name, what);
    if (bytes === undefined) return undefined;
    try {
      return decodeText(bytes).text;
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      problems.push(unreadable(at, name, what, error, json));
      return undefined;
    }
  };
  const policies = eachOf(
    () => enrolment.policies,
    (name, place) => {
      const at = ['intune', 'enrolment', 'policies', name, 'file'];
      const text = textAt(at, place.file, 'the export of a policy');
      if (text === undefined) return undefined;
      const found = readSettingsExport(text, place.file);
      problems.push(...found.problems);
      return found.policy;
    },
  );
  const certificates = eachOf(
    () => enrolment.certificates,
    (name, { file }) => {
      const bytes = bytesAt(['intune', 'enrolment', 'certificates', name, 'file'], file, 'a certificate (PEM or DER)');
      const found = bytes && readCertificate(bytes, file);
      if (found === undefined || 'certificate' in found) return found?.certificate;
      problems.push(found.problem);
      return undefined;
    },
  );
  const session = ifReadable(() => {
    const { admx } = enrolment.session ?? {};
    const text = admx && textAt(['intune', 'enrolment', 'session', 'admx'], admx, 'an ADMX file');
    const found = admx && text !== undefined ? readAdmx(text, admx) : undefined;
    if (found && 'problem' in found) problems.push(found.problem);
    return found && 'admx' in found ? found.admx : undefined;
  });
  return { files: { policies, certificates, ...present({ session }) }, problems };
}

function unreadable(at: Path, name: string, what: string, error: unknown, json: JsonText): Problem {
  const rule = `must be a file that can be read: ${what}`;
  return {
    path: formatPath(at),
    rule,
    got: `${name} (${whyUnreadable(error)})`,
    ...present({ line: json.lineOf(at) }),
  };
}

/**
 * What each entry of a record gives; entries that the schema refused are left out. What is not in it is in nothing above it:
 * `constructor` is a name that an entry may have.
 */
function eachOf<Entry, Result>(
  record: () => Readonly<Record<string, Entry>>,
  read: (name: string, entry: Entry) => Result | undefined,
): Record<string, Result> {
  const names = ifReadable(() => Object.keys(record())) ?? [];
  const found = Object.create(null) as Record<string, Result>;
  for (const name of names) {
    const result = ifReadable(() => read(name, record()[name]!));
    if (result !== undefined) found[name] = result;
  }
  return found;
}
