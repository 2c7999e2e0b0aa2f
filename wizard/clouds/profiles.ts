/**
 * The profiles of AWS's shared files, as far as they have to be known before they are used: which there are, and what a
 * profile asks for that nobody can answer here.
 * Read by some lines of our own: the SDK's reader (`@smithy/core/config`) waits, keeps what it read once, and has no other
 * opening, and `ini` knows neither AWS's nested settings nor its comments.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Settings = Readonly<Record<string, string>>;

export interface Profiles {
  readonly profiles: ReadonlyMap<string, Settings>;
  /** Sections `[services NAME]`: address by service. */
  readonly services: ReadonlyMap<string, Settings>;
}

/** Where the shared files are. */
export function sharedFiles(env: NodeJS.ProcessEnv): { readonly config: string; readonly credentials: string } {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  return {
    config: env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'),
    credentials: env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'),
  };
}

/** The profile in use: `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE` (as in Go's SDK), else `default`. */
export function profileIn(env: NodeJS.ProcessEnv): { name: string; variable?: string; settings: Settings | undefined } {
  const variable = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((each) => env[each]);
  const name = (variable && env[variable]) || 'default';
  return { name, ...(variable ? { variable } : {}), settings: readProfiles(env).profiles.get(name) };
}

/** Both files. What is not there, or cannot be read, holds nothing. */
export function readProfiles(env: NodeJS.ProcessEnv): Profiles {
  const { config, credentials } = sharedFiles(env);
  const profiles = new Map<string, Settings>();
  const services = new Map<string, Settings>();
  for (const [file, ofConfig] of [
    [config, true],
    [credentials, false],
  ] as const) {
    for (const [section, settings] of sectionsOf(textOf(file))) {
      const [, kind, name] = /^(profile|services)\s+(.+)$/.exec(section) ?? [];
      if (kind === 'services') services.set(name ?? '', settings);
      else if (!ofConfig || kind === 'profile' || section === 'default') {
        const key = (kind === 'profile' ? name : section) ?? '';
        profiles.set(key, { ...profiles.get(key), ...settings });
      }
    }
  }
  return { profiles, services };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A nested setting (`s3 =` and below it `  endpoint_url = …`) is kept under the name above it. */
function sectionsOf(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> = {};
  let above = '';
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1]?.replace(/["']/g, '');
    if (section !== undefined) {
      current = sections.get(section) ?? {};
      sections.set(section, current);
      continue;
    }
    const at = line.indexOf('=');
    if (at < 0) continue;
    const name = line.slice(0, at).trim().toLowerCase();
    // A comment may stand behind a value: `region = eu-central-1  # Frankfurt`.
    const value = line
      .slice(at + 1)
      .replace(/\s[#;].*$/, '')
      .trim();
    if (!/^\s/.test(line)) {
      above = name;
      if (value !== '') current[name] = value;
    } else if (name === 'endpoint_url') current[above] = value;
  }
  return sections;
}
