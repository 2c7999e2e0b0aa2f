/** What the files of every host have in common: how the package is got, who a job is, and how YAML is written. */
import { present } from '../../../domain/present.js';
import type { Deployment } from '../../../deployment/schema.js';
import { pipelineOf } from '../../../deployment/pipeline-of.js';
import type { Identity } from '../../../domain/pipeline-subjects.js';

/** The package that the jobs run, known by its content. */
export interface PackagePin {
  /** As `npm pack` takes it: `entra-workspaces@1.2.3`, an https address, or a file in the repository (`./x.tgz`). */
  readonly source: string;
  /** As npm notes it, `sha512-…`. Unknown where npm did not install the running package: then no job runs. */
  readonly integrity?: string;
}

/** A file of the pipeline, before it is marked as generated. */
export interface PipelineFile {
  readonly path: string;
  readonly about: string;
  readonly text: string;
}

/** What a host's files are written from. */
export interface FilesRequest<Settings> {
  readonly deployment: Deployment;
  readonly settings: Settings;
  readonly pin: PackagePin;
}

/** The variables of a pipeline that say which package its jobs run. @param clone How the host calls the folder of the clone */
export function packageVariables({ source, integrity }: PackagePin, clone: string): Readonly<Record<string, string>> {
  return { PACKAGE: source.replace(/^\.\//, `${clone}/`), PACKAGE_SHA512: hexOf(integrity) };
}

/**
 * The only shell of a pipeline, in a folder beside the clone: npm reads no `.npmrc` of the repository, runs no script and
 * resolves nothing, and what it fetched has to be what the file of the host names.
 * @param error How the host marks a line as an error
 */
export function getPackage(error: string): readonly string[] {
  return [
    `test -n "$PACKAGE_SHA512" || { echo "${error}This pipeline does not know the content of entra-workspaces: npm install, then npx entra-workspaces init, then commit."; exit 1; }`,
    'npm pack --silent --ignore-scripts "$PACKAGE" > packed',
    'echo "$PACKAGE_SHA512  $(cat packed)" | sha512sum --check --strict -',
    'mkdir entra-workspaces && tar --extract --gzip --strip-components 1 --directory entra-workspaces --file "$(cat packed)"',
  ];
}

/** Who a job is, in both clouds. Its token is the proof; entra-workspaces hands it to AWS and keeps it fresh. */
export function identityVariables(identity: Identity, deployment: Deployment): Readonly<Record<string, string>> {
  const { state, monitoring, entra, identityCenter } = deployment;
  const pipeline = pipelineOf(deployment.pipeline);
  const subscription = monitoring?.subscriptionId ?? ('azurerm' in state ? state.azurerm.subscriptionId : undefined);
  return {
    AWS_ROLE_ARN: pipeline?.aws[identity] ?? '',
    AWS_REGION: identityCenter.region,
    ARM_USE_OIDC: 'true',
    ARM_TENANT_ID: entra.tenantId,
    ARM_CLIENT_ID: pipeline?.entra[identity] ?? '',
    ...present({ ARM_SUBSCRIPTION_ID: subscription }),
  };
}

/** What `sha512sum` prints of a content that npm calls `sha512-…`. */
function hexOf(integrity: string | undefined): string {
  const base64 = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity ?? '')?.[1];
  return base64 === undefined ? '' : Buffer.from(base64, 'base64').toString('hex');
}

/** A YAML string: JSON is YAML. An id with its hyphens is no number. */
export function quoted(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  return /^(?!(?:true|false|yes|no|on|off|null)$)[A-Za-z][A-Za-z0-9 _-]*$/i.test(text) ? text : JSON.stringify(text);
}

/** `key: value`, a line each. */
export function mapping(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([key, value]) => `${key}: ${quoted(value)}`);
}

export function indented(by: number, lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
