/** Clouds that stay up after a rehearsal, and how a person talks to them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTenant } from '../../twin/terraform-environment.js';
import type { Twin } from '../../twin/twin.js';

/** The way in from another terminal. */
export interface WayIn {
  /** Lines to read and to copy. */
  readonly lines: readonly string[];
  /** The file that the lines name. */
  readonly file: string;
  close(): Promise<void>;
}

/**
 * Opens Graph on loopback and writes a file for a POSIX shell that points the aws CLI, curl and terraform at the twin.
 * What is secret in it opens nothing but these two emulated clouds, and ends with them.
 * @param at.folder where the file is put
 * @param at.stack where terraform ran
 * @param at.region where the desktops are
 */
export async function wayInto(
  twin: Twin,
  { folder, stack, region }: { readonly folder: string; readonly stack: string; readonly region: string },
): Promise<WayIn> {
  const door = await openTenant(twin.entra);
  // The aws CLI 1 reads one of the two, everything else the other.
  const regions = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const variables = { ...twin.terraform.env, ...door.env, ...regions, GRAPH: door.graphUrl };
  const file = join(folder, 'clouds.sh');
  const program = [
    '# Points this shell at the clouds of a rehearsal. Read it with: . ./clouds.sh',
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(variables)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .filter(([name]) => name !== 'PWD')
      .map(([name, value]) => `export ${name}=${quoted(value)}`),
    '# Time runs fast in there, and a token lasts an hour of it: each call gets its own.',
    'graph() {',
    '  path="$1"',
    '  shift',
    '  token=$(curl -s "$GRAPH/$ARM_TENANT_ID/oauth2/v2.0/token" -d grant_type=client_credentials \\',
    '    -d "client_id=$ARM_CLIENT_ID" --data-urlencode "client_secret=$ARM_CLIENT_SECRET" \\',
    '    -d "scope=https://graph.microsoft.com/.default" | sed \'s/.*"access_token":"\\([^"]*\\)".*/\\1/\')',
    '  curl -s -H "authorization: Bearer $token" "$@" "$GRAPH$path"',
    '}',
    '',
  ];
  await writeFile(file, program.join('\n'), { mode: 0o600 });
  return {
    file,
    lines: [
      `  . ${quoted(file)}`,
      '  aws workspaces describe-workspaces',
      '  aws workspaces describe-workspace-directories',
      '  graph /v1.0/groups',
      '  graph /beta/deviceManagement/windowsAutopilotDeploymentProfiles',
      `  cd ${quoted(stack)} && terraform plan`,
    ],
    close: () => door.close(),
  };
}

/** A word for a POSIX shell, in quotes only where it needs them. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
