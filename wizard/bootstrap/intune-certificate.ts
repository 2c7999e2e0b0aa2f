/**
 * The certificate that one person signs in for Intune with: a PKCS 12 file of theirs alone, outside every repository. Its key is
 * made here, written once, and shown to nobody.
 */
import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, parse, resolve } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { certificateAt } from '../clouds/certificate/client-assertion.js';
import { writePkcs12 } from '../clouds/certificate/pkcs12.js';
import { selfSigned } from '../clouds/certificate/self-signed.js';
import { CloudError } from '../clouds/cloud-error.js';
import { day, hour } from '../../domain/day.js';
import { UsageError } from '../terminal/failure.js';

/** Longest life of a certificate, and how long before its end the next run makes another one. In days. */
export const lifetime = { certificate: 90, renewal: 30 } as const;

export interface OwnCertificate {
  readonly der: Buffer;
  /** In whole seconds, as a certificate has it: a key that Entra keeps for it may not end later. */
  readonly ends: Date;
  /** Writes it beside the one before, which is good until `keep`: what cannot be written is known before Entra is asked. */
  lay(): void;
  /** Puts what was laid there in place of the one before, or does nothing where it is the one that lies there. */
  keep(): void;
}

/** Whose certificate it is: the name of the application, and its tenant. */
export interface CertificateOwner {
  readonly commonName: string;
  readonly tenantId: string;
}

/** Where it lies unless an option says otherwise. */
export function usualFile(name: string, env: NodeJS.ProcessEnv): string {
  return join(env['HOME'] || env['USERPROFILE'] || homedir(), '.entra-workspaces', `${name}-intune.pfx`);
}

/** @throws UsageError for a file in a repository: what lies there is shared sooner or later */
export function assertOutside(file: string, deploymentFolder: string): void {
  const there = realpathSync(nearestFolder(dirname(file)));
  const repository = (folder: string): string | undefined => {
    for (let at = folder; ; at = dirname(at)) {
      if (existsSync(join(at, '.git'))) return at;
      if (at === parse(at).root) return undefined;
    }
  };
  const inside =
    repository(there) ?? (`${there}/`.startsWith(`${realpathSync(deploymentFolder)}/`) ? deploymentFolder : undefined);
  if (inside === undefined) return;
  throw new UsageError(
    `--certificate must lie outside every repository and of the folder of the deployment, got: ${file}`,
    [`It holds a private key, and ${inside} is shared with others.`],
  );
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

/**
 * The certificate that lies there, if it is good for a while; else a new one, which is not written before `lay`.
 * @param takenUntil When the key of it ends that the application has; nothing: it has none
 * @throws UsageError where the file holds what is neither this application's nor was made for it
 */
export async function ownCertificate(
  file: string,
  owner: CertificateOwner,
  takenUntil: (der: Buffer) => Date | undefined,
  now = new Date(),
): Promise<OwnCertificate> {
  const der = certificateIn(file);
  if (der !== undefined) {
    const until = takenUntil(der);
    // Entra may take it for less long than it says of itself.
    const ends = new Date(Math.min(Date.parse(new X509Certificate(der).validTo), until?.getTime() ?? Infinity));
    const known = until !== undefined;
    if (known && ends.getTime() - now.getTime() > lifetime.renewal * day)
      return { der, ends, lay: () => void 0, keep: () => void 0 };
    if (!known && !isMadeFor(der, owner)) throw foreign(file, `a certificate of ${subjectOf(der)}`);
  }
  // Clocks differ: it is good since an hour ago. 90 days at most, by either.
  const from = new Date(Math.floor(now.getTime() / 1000) * 1000 - hour);
  const ends = new Date(from.getTime() + lifetime.certificate * day);
  const made = await selfSigned(owner.commonName, from, ends, owner.tenantId);
  const beside = `${file}.new`;
  return {
    der: made.der,
    ends,
    lay: () => writeOwn(beside, writePkcs12(made, '')),
    keep: () => renameSync(beside, file),
  };
}

const foreign = (file: string, got: string): UsageError =>
  new UsageError(`${file} is there already, and was not made for this application. It stays as it is.`, [
    `must hold a certificate that bootstrap made for it, or not be there, got: ${got}`,
    'Name another file (--certificate FILE), or take this one away if nobody needs it.',
  ]);

/** Readable for its owner alone, from its first byte on. */
function writeOwn(file: string, bytes: Buffer): void {
  makeFolder(dirname(file), 0o700);
  // Of a run that was killed: what it made is known to nobody.
  rmSync(file, { force: true });
  writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' });
}

/**
 * What lies there, if anything does.
 * @throws UsageError where it is no such file, or has a password
 */
export function certificateIn(file: string): Buffer | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return certificateAt({ path: file, password: '' }).der;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw foreign(file, error.code === 'NoProof' ? 'no PKCS #12 file without a password' : 'what cannot be read');
  }
}

/** Whether bootstrap made it for this application. */
export function isMadeFor(der: Buffer, { commonName, tenantId }: CertificateOwner): boolean {
  const { CN, O } = new X509Certificate(der).toLegacyObject().subject;
  return CN === commonName && O === tenantId;
}

const subjectOf = (der: Buffer): string => new X509Certificate(der).subject.replaceAll('\n', ', ');

/**
 * Closes a file that others can read: copied from another machine, or put back from a backup, it has the mode of any file.
 * @returns whether it was open
 */
export function closeCertificate(file: string): boolean {
  if (process.platform === 'win32' || !existsSync(file) || (statSync(file).mode & 0o077) === 0) return false;
  chmodSync(file, 0o600);
  return true;
}

/** Takes it away. */
export const dropCertificate = (file: string): void => rmSync(file, { force: true });

export const absolute = (file: string, cwd: string): string => (isAbsolute(file) ? file : resolve(cwd, file));
