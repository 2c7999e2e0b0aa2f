/** Rules on users and their desktops. */
import { codeOfPath } from '../../domain/code-owners.js';
import { counted } from '../../domain/counted.js';
import { present } from '../../domain/present.js';
import {
  deviceNameTemplateProblem,
  digitsNeeded,
  nearestDeviceNameTemplate,
  randomDigits,
} from '../../domain/profile-name.js';
import { hibernates, nearestVolumes, volumePairs, volumesGoTogether } from '../../domain/bundle-options.js';
import { userNameKey } from '../../domain/user-name.js';
import { nearest } from '../nearest.js';
import { ifReadable } from '../readable.js';
import { inSite, type Rule, type SiteRule } from './rule.js';

/** Above this number of desktops a plan takes noticeably long, and a fleet is offered. */
export const manyDesktops = 200;
/** The limit of one deployment: WorkSpaces takes 2 calls a second, so that a plan or apply would run for hours. */
const mostDesktops = 1000;

/** A user has one desktop in a directory. */
export const usersDifferWithinASite: SiteRule = function* ({ users }) {
  const seen = new Map<string, string>();
  for (const { user, at } of users) {
    const upn = ifReadable(() => user.upn);
    if (upn === undefined) continue;
    const place = at('upn');
    const earlier = seen.get(userNameKey(upn));
    if (earlier === undefined) {
      seen.set(
        userNameKey(upn),
        place.row === undefined ? `list[${String(place.at.at(-2))}]` : `line ${place.row.line}`,
      );
    } else {
      yield {
        ...place,
        rule: `must be given once in a site (upper and lower case are the same); it is already in ${earlier}`,
        got: upn,
      };
    }
  }
};

/** The bundles that desktops name exist. */
export const bundlesExist: SiteRule = function* (located) {
  const names = Object.keys(located.site.bundles);
  const rule = `must be the name of a bundle of this site: ${names.join(', ')}`;
  const guess = (name: string): { nearest?: string } => {
    const near = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined);
    return present({ nearest: near });
  };
  const site = ifReadable(() => located.site.desktops.bundle);
  if (site !== undefined && !names.includes(site)) {
    yield { at: inSite(located, 'desktops', 'bundle'), rule, got: site, ...guess(site) };
  }
  for (const { user, at } of located.users) {
    const name = ifReadable(() => user.bundle);
    if (name !== undefined && !names.includes(name)) yield { ...at('bundle'), rule, got: name, ...guess(name) };
  }
};

/** A time until AutoStop is only of use to a desktop that stops. */
export const autoStopBelongsToStoppingDesktops: SiteRule = function* (located) {
  for (const { user, at } of located.users) {
    const minutes = ifReadable(() => user.autoStopMinutes);
    const mode = ifReadable(() => user.runningMode ?? located.site.desktops.runningMode);
    if (minutes === undefined || mode !== 'ALWAYS_ON') continue;
    yield {
      ...at('autoStopMinutes'),
      rule: 'must be left out for a desktop whose runningMode is ALWAYS_ON',
      got: String(minutes),
    };
  }
};

/** A day until which to hold is only of use to a user on hold. */
export const holdUntilBelongsToHeldUsers: SiteRule = function* ({ users }) {
  for (const { user, at } of users) {
    const until = ifReadable(() => user.holdUntil);
    const state = ifReadable(() => user.state);
    if (until === undefined || state !== 'active') continue;
    yield {
      ...at('holdUntil'),
      rule: 'must be left out for an active user',
      got: until,
      fix: 'Set state to held, or leave holdUntil out.',
    };
  }
};

/** A list of people is data that nobody owns, and whatever else a repository holds is code with an owner. */
export const usersFilesAreNoCode: SiteRule = function* (located, { file }) {
  const { pipeline } = file;
  const list = ifReadable(() => located.site.desktops.users);
  if (pipeline === null || list === undefined || !('file' in list)) return;
  const code = codeOfPath(list.file);
  if (code === undefined) return;
  yield {
    at: inSite(located, 'desktops', 'users', 'file'),
    rule: `must be a list that is no code: with a pipeline it has no owner in CODEOWNERS, and ${code} has one`,
    got: list.file,
    nearest: 'users.csv',
    fix: 'Give the list another name: one line of CODEOWNERS cannot be for both.',
  };
};

/** One deployment does not grow without end. */
export const desktopsAreNotTooMany: Rule = function* ({ sites }) {
  const count = sites.reduce((sum, { users }) => sum + users.length, 0);
  if (count <= mostDesktops) return;
  yield {
    at: ['sites'],
    rule: `must have at most ${mostDesktops} desktops in one deployment: WorkSpaces answers 2 calls a second, so each plan would run for many minutes and an apply for hours`,
    got: String(count),
    fix: 'Let a fleet keep them, outside the state: desktops.users: {"group": {}} gives each member of a group a desktop. Or split the sites over several deployments, each with its own state.',
  };
};

/** To know: a plan reads every desktop. */
export const desktopsAreMany: Rule = function* ({ sites }) {
  const count = sites.reduce((sum, { users }) => sum + users.length, 0);
  if (count <= manyDesktops || count > mostDesktops) return;
  yield {
    at: ['sites'],
    rule: `should have at most ${manyDesktops} desktops: WorkSpaces answers 2 calls a second, so each plan takes about ${Math.ceil(count / 2 / 60)} minutes or more`,
    got: String(count),
    fix: 'A fleet plans as fast for thousands: the members of a group have a desktop each (entra-workspaces fleet migrate). Several deployments, each with its own state, plan faster, too.',
  };
};

/** To know: AWS lists which volumes go together, and a bundle of others may be refused, or its desktops never grow. */
export const volumesArePairs: SiteRule = function* (located) {
  for (const [name, bundle] of Object.entries(located.site.bundles)) {
    if (!('fromImage' in bundle)) continue;
    const { rootVolumeGib: root, userVolumeGib: user } = bundle.fromImage;
    if (volumesGoTogether(root, user)) continue;
    const nearest = nearestVolumes(root, user);
    yield {
      at: inSite(located, 'bundles', name, 'fromImage'),
      rule: `should have volumes that AWS lists together: ${volumePairs} (GiB)`,
      got: `${root} with ${user}`,
      nearest: `${nearest.root} with ${nearest.user}`,
      fix: 'Take a pair of https://docs.aws.amazon.com/workspaces/latest/adminguide/modify-workspaces.html before the bundle is made: its volumes never change.',
    };
  }
};

/** To know: a desktop that does not hibernate loses what is open whenever it stops by itself. */
export const stoppingKeepsWhatIsOpen: SiteRule = function* (located) {
  const { bundles, desktops } = located.site;
  const said = new Set<string>();
  const kinds = [
    { bundle: desktops.bundle, mode: desktops.runningMode, at: { at: inSite(located, 'desktops', 'runningMode') } },
    ...located.users.map(({ user, at }) => ({
      bundle: ifReadable(() => user.bundle) ?? desktops.bundle,
      mode: ifReadable(() => user.runningMode) ?? desktops.runningMode,
      at: at('runningMode'),
    })),
  ];
  for (const { bundle: name, mode, at } of kinds) {
    const bundle = ifReadable(() => bundles[name]);
    if (mode !== 'AUTO_STOP' || said.has(name) || bundle === undefined || !('fromImage' in bundle)) continue;
    const { computeType } = bundle.fromImage;
    if (hibernates(computeType)) continue;
    said.add(name);
    yield {
      ...at,
      rule: 'should be ALWAYS_ON: a desktop of this size does not hibernate, so what is open and not saved is lost whenever it stops',
      got: `AUTO_STOP with ${computeType}`,
    };
  }
};

/** Computer names differ: Intune counts on chance and does not check. */
export const deviceNamesAreEnough: Rule = function* ({ file, sites }) {
  const { profile } = file.intune;
  if (!('create' in profile)) return;
  const template = profile.create.deviceNameTemplate;
  const at = ['intune', 'profile', 'create', 'deviceNameTemplate'];
  const count = sites.reduce((sum, { users }) => sum + users.length, 0);
  const needed = digitsNeeded(count);
  const problem =
    deviceNameTemplateProblem(template) ??
    (randomDigits(template) < needed
      ? `must have at least ${counted(needed, 'random digit')} for ${counted(count, 'desktop')}: with fewer, two get the same name sooner or later`
      : undefined);
  if (problem === undefined) return;
  const guess = nearestDeviceNameTemplate(template, count);
  yield { at, rule: problem, got: template, ...present({ nearest: guess }) };
};

/** Encryption that encrypts nothing is a mistake. */
export const encryptionEncryptsSomething: SiteRule = function* (located) {
  const { encryption } = located.site.desktops;
  if (encryption === null || encryption.root || encryption.user) return;
  yield {
    at: inSite(located, 'desktops', 'encryption'),
    rule: 'must encrypt the root volume, the user volume or both; `null` is for no encryption',
    got: 'root false, user false',
    nearest: 'null',
  };
};
