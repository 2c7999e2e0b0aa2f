/**
 * Whose certificates are believed: those of Node and of the machine, and the company's own. Node, the AWS SDKs and Go each
 * read a variable of their own, and Node on Linux does not read the machine's. Here each of them is read, and terraform is
 * given the same (see `authoritiesFile`): one certificate authority named once is enough for everything.
 *
 * Sources: https://nodejs.org/api/cli.html#node_extra_ca_certsfile (NODE_EXTRA_CA_CERTS),
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html (AWS_CA_BUNDLE),
 * https://pkg.go.dev/crypto/x509#SystemCertPool (SSL_CERT_FILE, SSL_CERT_DIR; places on Linux: root_linux.go).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as tls from 'node:tls';
import { UsageError } from '../terminal/failure.js';

const fileVariables = ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE'] as const;
const folderVariable = 'SSL_CERT_DIR';

const machineFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Variables that name authorities of the company and are set. */
export function namedAuthorities(env: NodeJS.ProcessEnv): readonly string[] {
  return [...fileVariables, folderVariable].filter((name) => env[name]);
}

/**
 * All authorities, as PEM.
 * @throws UsageError where a variable names what cannot be read, or what holds no certificate
 */
export function authorities(env: NodeJS.ProcessEnv): string[] {
  const files = fileVariables.flatMap((variable) => {
    const file = env[variable];
    return file ? [certificatesIn(variable, file)] : [];
  });
  return [...new Set([...tls.rootCertificates, ...ofMachine(), ...files, ...inFolders(env[folderVariable])])];
}

/**
 * Whom the runner of a job believes for its own GitLab, and for no other host: `tls-ca-file` of a runner of somebody's own, or what
 * it met. Source: https://docs.gitlab.com/ci/variables/predefined_variables (CI_SERVER_TLS_CA_FILE, CI_SERVER_HOST).
 * @returns nothing for another host, and for a file that the job cannot read
 */
export function authorityOfJob(env: NodeJS.ProcessEnv, url: URL): string | undefined {
  const { CI_SERVER_TLS_CA_FILE: file } = env;
  if (!file || !isServerOfJob(env, url)) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether it is the GitLab of a job whose runner says whom it believes. Reads no file. */
export const isServerOfJob = (
  { CI_SERVER_TLS_CA_FILE: file, CI_SERVER_HOST: server }: NodeJS.ProcessEnv,
  { hostname }: URL,
): boolean => Boolean(file) && server?.toLowerCase() === hostname;

/**
 * Writes them for terraform and its providers, where the environment names any of the company's.
 * @param file Path of the file to write. Certificates are public.
 * @returns the variables by which terraform (Go) and the AWS SDKs find it; none where nothing is named
 */
export function authoritiesFile(env: NodeJS.ProcessEnv, file: string): Readonly<Record<string, string>> {
  if (namedAuthorities(env).length === 0) return {};
  writeFileSync(file, authorities(env).join('\n'));
  return { SSL_CERT_FILE: file, AWS_CA_BUNDLE: file };
}

function certificatesIn(variable: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${variable} must name a file with certificates, got: ${file} (${code})`, [
      'Correct the path, or unset the variable.',
    ]);
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new UsageError(`${variable} must name a file with certificates as PEM, got: ${file} (none in it)`, [
    `From a binary one: openssl x509 -inform der -in ${file} -out company-ca.pem, then name that file.`,
  ]);
}

/** What the machine itself believes; empty where it cannot be told. */
function ofMachine(): string[] {
  // Node 22.15 and later can ask macOS and Windows.
  const ask = (tls as { getCACertificates?: (kind: string) => string[] }).getCACertificates;
  if (process.platform !== 'linux') return ask?.('system') ?? [];
  for (const file of machineFiles) {
    try {
      return [readFileSync(file, 'utf8')];
    } catch {
      // Another distribution keeps it elsewhere.
    }
  }
  return [];
}

function inFolders(folders: string | undefined): string[] {
  return (folders ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => {
      try {
        return readdirSync(folder).flatMap((name) => {
          try {
            return [readFileSync(join(folder, name), 'utf8')].filter((text) => text.includes('-BEGIN CERTIFICATE-'));
          } catch {
            // A folder below, or a dangling link: Go passes over them too.
            return [];
          }
        });
      } catch {
        return [];
      }
    });
}
