/**
 * Whose keys AWS is called with. The order is that of terraform's provider and its S3 backend (Go's SDK), which differs
 * from the JavaScript SDK's: keys in the environment come before AWS_PROFILE, and a token file before the default profile.
 * Otherwise one account would be checked and another one changed.
 * Source: https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go (resolveCredentialChain)
 */
import { present } from '../../domain/present.js';
import { nearest } from '../../deployment/nearest.js';
import { CloudError } from './cloud-error.js';
import { profileIn, readProfiles, sharedFiles } from './profiles.js';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type Credentials = AwsKeys | (() => Promise<AwsKeys>);

export interface FoundCredentials {
  readonly credentials: Credentials;
  /** Where they are from, for people: `AWS_ACCESS_KEY_ID`, `the profile desktops (AWS_PROFILE)`. */
  readonly source: string;
}

/**
 * @param client What the clients are made with that the search itself calls (STS, IAM Identity Center).
 * @param endpoint Address of STS, where one is set.
 * @throws CloudError for a profile that cannot work, with what to do
 */
export async function findCredentials(
  env: NodeJS.ProcessEnv,
  client: object,
  endpoint?: string,
): Promise<FoundCredentials> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  const { name, variable, settings = {} } = profileIn(env);
  const unused = variable === undefined ? '' : `; ${variable} is not used, here as in terraform`;
  if (accessKeyId && secretAccessKey) {
    const credentials = { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
    return { credentials, source: `AWS_ACCESS_KEY_ID${unused}` };
  }
  const { AWS_WEB_IDENTITY_TOKEN_FILE: webIdentityTokenFile, AWS_ROLE_ARN: roleArn } = env;
  const { fromNodeProviderChain, fromProcess, fromTokenFile } = await import('@aws-sdk/credential-providers');
  if (webIdentityTokenFile && roleArn) {
    const credentials = fromTokenFile({
      webIdentityTokenFile,
      roleArn,
      clientConfig: { ...client, ...present({ endpoint }) },
    });
    return { credentials, source: `the token in AWS_WEB_IDENTITY_TOKEN_FILE for ${roleArn}${unused}` };
  }
  refuseWhatCannotWork(env);
  const { config, credentials } = sharedFiles(env);
  const files = { profile: name, configFilepath: config, filepath: credentials };
  // Asked directly, it says why it failed; in the chain that is lost.
  const alone = settings['credential_process'] && !settings['aws_access_key_id'] && !settings['role_arn'];
  return {
    credentials: alone ? fromProcess(files) : fromNodeProviderChain({ ...files, clientConfig: client }),
    source: variable === undefined ? 'the default credentials' : `the profile ${name} (${variable})`,
  };
}

function refuseWhatCannotWork(env: NodeJS.ProcessEnv): void {
  const { name, variable, settings } = profileIn(env);
  const { profiles } = readProfiles(env);
  if (variable !== undefined && settings === undefined) {
    const { config, credentials } = sharedFiles(env);
    const names = [...profiles.keys()];
    const near = nearest(name, names);
    throw new CloudError(
      'error',
      `there is no AWS profile ${name} (${variable}) in ${config} or ${credentials}: ${
        names.length === 0
          ? 'aws configure sso makes one'
          : near === undefined
            ? `there are ${names.slice(0, 10).join(', ')}`
            : `did you mean ${near}?`
      }`,
      { code: 'ProfileMissing' },
    );
  }
  // A role may stand on a profile that takes on a role itself.
  const passed = new Set<string>();
  for (let each: string | undefined = name; each !== undefined && !passed.has(each);) {
    passed.add(each);
    const at: Readonly<Record<string, string>> = profiles.get(each) ?? {};
    if (at['role_arn'] && at['mfa_serial']) {
      throw new CloudError(
        'error',
        `the AWS profile ${each} asks for a code (mfa_serial), for which neither this nor terraform can ask: take its keys into this shell with eval "$(aws configure export-credentials --profile ${name} --format env)", then run it again`,
        { code: 'ProfileWithMfa' },
      );
    }
    each = at['source_profile'];
  }
}

/** What went wrong with a profile, in words; nothing where that is not known. */
export function credentialTrouble(message: string, env: NodeJS.ProcessEnv): string | undefined {
  const { name, settings = {} } = profileIn(env);
  const ended = (login: string): string =>
    `the sign-in of the AWS profile ${name} has expired, or there was none: ${login}${name === 'default' ? '' : ` --profile ${name}`}, then run it again`;
  const command = settings['credential_process'];
  if (command !== undefined && /Command failed|credential_process|ENOENT/.test(message)) {
    const [, ...rest] = message.split('\n').filter((line) => line.trim() !== '');
    const reported = rest.at(-1) ?? (/Command failed/.test(message) ? 'it ended with an error' : message);
    return `credential_process of the AWS profile ${name} gave no credentials (${reported.slice(0, 200)}): run ${command.split(/\s/)[0]} by hand, mend that, and run this again`;
  }
  if (settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined || /\bSSO\b/.test(message)) {
    return ended('aws sso login');
  }
  // By the console's own sign-in: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
  if (settings['login_session'] !== undefined || /\baws login\b/.test(message)) return ended('aws login');
  return undefined;
}
