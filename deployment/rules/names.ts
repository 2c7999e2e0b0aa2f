/** Rules on names: those given, and those made from them. */
import { present } from '../../domain/present.js';
import { nearestProfileName, profileNameProblem } from '../../domain/profile-name.js';
import { directoryNameKey, directoryNameProblem, nearestDirectoryName } from '../../domain/directory-name.js';
import { autopilotProfileName, nameLimits, spokenKey } from '../../domain/names.js';
import { awsRegions } from '../../domain/regions.js';
import { windowsNameProblem } from '../../domain/windows-name.js';
import type { Path } from '../json-text.js';
import { ifReadable } from '../readable.js';
import { inSite, type Rule, type SiteRule } from './rule.js';

/** The name of a directory is valid, as a name and as a group tag. */
export const directoryNameIsValid: SiteRule = function* (located) {
  const { directoryName } = located.site;
  const problem = directoryNameProblem(directoryName);
  if (problem === undefined) return;
  const guess = nearestDirectoryName(directoryName);
  yield {
    at: inSite(located, 'directoryName'),
    rule: problem,
    got: JSON.stringify(directoryName),
    ...present({ nearest: guess }),
  };
};

/** Two directories never have the same name: the device group of one would take in the devices of the other. */
export const directoryNamesDiffer: Rule = function* ({ sites }) {
  const seen = new Map<string, number>();
  for (const located of sites) {
    const name = ifReadable(() => located.site.directoryName);
    if (name === undefined) continue;
    const earlier = seen.get(directoryNameKey(name));
    if (earlier !== undefined) {
      yield {
        at: inSite(located, 'directoryName'),
        rule: `must be another name than that of sites[${earlier}], upper and lower case being the same`,
        got: name,
      };
    } else {
      seen.set(directoryNameKey(name), located.index);
    }
  }
};

/** A key stands for one site, and so do the names of groups and profiles, where a row of hyphens is one space. */
export const siteKeysDiffer: Rule = function* ({ sites }) {
  const keys = sites.map((located) => ifReadable(() => located.site.key));
  const spoken = keys.map((key) => key && spokenKey(key));
  for (const [index, located] of sites.entries()) {
    const key = keys[index];
    if (key === undefined) continue;
    const earlier = spoken.indexOf(spokenKey(key));
    if (earlier === index) continue;
    const other =
      keys[earlier] === key ? '' : ` in more than hyphens: both would be called "${spokenKey(key)}" in Entra`;
    yield {
      at: inSite(located, 'key'),
      rule: `must be another key than that of sites[${earlier}]${other}`,
      got: key,
    };
  }
};

/** Graph refuses some characters in the name of an Autopilot profile, without saying so. */
export const profileNameIsValid: Rule = function* ({ file }) {
  const { profile } = file.intune;
  if (!('create' in profile) || profile.create.displayName === undefined) return;
  const { displayName } = profile.create;
  const problem = profileNameProblem(displayName);
  if (problem === undefined) return;
  const guess = nearestProfileName(displayName);
  yield {
    at: ['intune', 'profile', 'create', 'displayName'],
    rule: problem,
    got: displayName,
    ...present({ nearest: guess }),
  };
};

/** SCIM refuses some characters in the name of a group. Source: Entra, "AWS IAM Identity Center provisioning tutorial". */
export const desktopUsersNameSurvivesScim: Rule = function* ({ file }) {
  const { desktopUsers } = file.entra;
  if (!('create' in desktopUsers) || desktopUsers.create.displayName === undefined) return;
  const { displayName } = desktopUsers.create;
  const found = /[<>;:%\t\n]/.exec(displayName)?.[0];
  if (found === undefined) return;
  yield {
    at: ['entra', 'desktopUsers', 'create', 'displayName'],
    rule: 'must hold none of < > ; : %, which provisioning to Identity Center refuses',
    got: displayName,
    nearest: displayName
      .replace(/[<>;:%\t\n]/g, ' ')
      .replace(/ +/g, ' ')
      .trim(),
  };
};

/** What is named after deployment and site fits the alphabet and length of each service. */
export const derivedNamesFit: SiteRule = function* (located, { file }) {
  const { site } = located;
  // The Region is part of some names, and another rule judges it.
  if (!awsRegions.includes(site.region)) return;
  const { profile } = file.intune;
  const base = 'create' in profile ? profile.create.displayName : undefined;
  const profileName = {
    what: 'Autopilot profile',
    name: autopilotProfileName(file.name, site.key, base),
    pattern: /^.{1,200}$/,
  };
  for (const bundle of Object.keys(site.bundles)) {
    for (const { what, name, pattern } of [...nameLimits(file.name, site.key, site.region, bundle), profileName]) {
      if (pattern.test(name)) continue;
      yield {
        at: inSite(located, 'key'),
        rule: `must give, together with \`name\`, a valid name for the ${what}: ${pattern.source}`,
        got: name,
      };
    }
  }
};

/**
 * What is made under these names lies in a repository that somebody may clone in Windows. To know: elsewhere it works, and a name
 * cannot change any more.
 */
export const namesSuitWindows: Rule = function* ({ file, sites }) {
  const { name, state } = file;
  const paths: [Path, string | undefined][] = [
    [['name'], name],
    [['state', 'local', 'path'], 'local' in state ? state.local.path : undefined],
    ...sites.map((located): [Path, string | undefined] => {
      const list = ifReadable(() => located.site.desktops.users);
      return [inSite(located, 'desktops', 'users', 'file'), list && 'file' in list ? list.file : undefined];
    }),
  ];
  for (const [at, path] of paths) {
    const problem = path === undefined ? undefined : windowsNameProblem(path);
    if (path !== undefined && problem !== undefined)
      yield { at, rule: `should be another name: ${problem}`, got: path };
  }
};

/** A certificate's name stands for one certificate. */
export const certificateNamesDiffer: Rule = function* ({ file }) {
  const { enterpriseApp } = file.entra;
  if (!('create' in enterpriseApp)) return;
  const { certificates } = enterpriseApp.create;
  for (const [index, name] of certificates.entries()) {
    if (certificates.indexOf(name) === index) continue;
    yield {
      at: ['entra', 'enterpriseApp', 'create', 'certificates', index],
      rule: 'must be another name than those before',
      got: name,
    };
  }
};
