/** Rules on what desktops get when they enrol: what one part of it needs of another. */
import { present } from '../../domain/present.js';
import { enrolmentNameKey } from '../../domain/names.js';
import { buildOf } from '../../domain/enrolment/windows-builds.js';
import { nearest } from '../nearest.js';
import type { DeploymentFile } from '../schema.js';
import type { Rule } from './rule.js';

const at = ['intune', 'enrolment'] as const;
type Enrolment = NonNullable<DeploymentFile['intune']['enrolment']>;

const appsOf = ({ apps }: Enrolment): Map<string, Enrolment['apps'][string]> => new Map(Object.entries(apps));

/** The status page waits for apps that come by themselves, for the computer: for another one it would wait in vain. */
export const statusPageWaitsForWhatComes: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  if (!enrolment?.statusPage || 'existing' in enrolment.statusPage) return;
  const apps = appsOf(enrolment);
  for (const [index, name] of enrolment.statusPage.create.blockUntil.entries()) {
    const place = [...at, 'statusPage', 'create', 'blockUntil', index];
    const app = apps.get(name);
    if (app === undefined) {
      const near = nearest(name, [...apps.keys()]);
      yield {
        at: place,
        rule: 'must be a name in intune.enrolment.apps',
        got: name,
        ...present({ nearest: near }),
      };
      continue;
    }
    if ('microsoft365' in app.app) {
      yield {
        at: place,
        rule: 'must be a small app: Microsoft 365 takes longer than anybody waits at a first sign-in',
        got: `${name}, which is Microsoft 365`,
        fix: `Take ${name} out of blockUntil: it comes while people work.`,
      };
    } else if (app.for !== 'required') {
      yield {
        at: place,
        rule: 'must be an app that comes by itself: the page would wait for one that people install themselves until its time is up',
        got: `${name}, which is ${app.for}`,
        fix: `Set \`for\` of ${name} to required, or take it out of blockUntil.`,
      };
    } else if ('store' in app.app && app.app.store.installFor === 'user') {
      yield {
        at: place,
        rule: 'must be an app that is installed for the computer: nobody is signed in while the page waits',
        got: `${name}, which is installed for the user`,
        fix: `Set \`installFor\` of ${name} to system, or take it out of blockUntil.`,
      };
    }
  }
};

/** Windows holds one installation of Microsoft 365: a second one would change the first again and again. */
export const microsoft365IsOne: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  if (!enrolment) return;
  const [first, ...more] = Object.entries(enrolment.apps).filter(([, { app }]) => 'microsoft365' in app);
  for (const [name] of more) {
    yield { at: [...at, 'apps', name], rule: `must not be a second Microsoft 365 beside ${first?.[0]}`, got: name };
  }
};

/** A pilot belongs to update rings of our own. */
export const pilotBelongsToRings: Rule = function* ({ file }) {
  const updates = file.intune.enrolment?.updates;
  if (updates?.pilot === undefined || updates.owner === 'intune') return;
  yield {
    at: [...at, 'updates', 'pilot'],
    rule: 'must be absent unless `owner` is intune: without rings nobody is first',
    got: `owner ${updates.owner}`,
  };
};

/** A desktop that stays on a version cannot be asked for a newer one. */
export const osMinimumIsReached: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  if (!enrolment?.compliance || 'existing' in enrolment.compliance) return;
  const { osMinimum } = enrolment.compliance.create;
  const { stayOn } = enrolment.updates;
  const most = stayOn === null ? undefined : buildOf(stayOn);
  if (osMinimum === undefined || most === undefined) return;
  const asked = Number(osMinimum.split('.')[2]);
  if (asked <= most) return;
  yield {
    at: [...at, 'compliance', 'create', 'osMinimum'],
    rule: `must be at most 10.0.${most}: desktops stay on ${stayOn ?? ''}, and none would ever be compliant`,
    got: osMinimum,
    nearest: `10.0.${most}.0`,
  };
};

/** A group is joined once, and does not leave out whom it lets in. */
export const groupsOfEnrolmentDiffer: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  if (!enrolment) return;
  for (const field of ['joins', 'exclude'] as const) {
    for (const [index, id] of enrolment[field].entries()) {
      const earlier = enrolment[field].findIndex((each) => each.toLowerCase() === id.toLowerCase());
      if (earlier !== index)
        yield { at: [...at, field, index], rule: 'must be another group than those before', got: id };
    }
  }
  for (const [index, id] of enrolment.exclude.entries()) {
    if (!enrolment.joins.some((each) => each.toLowerCase() === id.toLowerCase())) continue;
    yield {
      at: [...at, 'exclude', index],
      rule: 'must not be one of joins: every desktop becomes a member of those, so none would get anything',
      got: id,
    };
  }
};

/** What an app is: two entries with the same are one object in Intune, or two of one name. */
function identityOf({ app }: Enrolment['apps'][string]): string {
  if ('existing' in app) return app.existing.id.toLowerCase();
  return 'store' in app ? app.store.id : 'Microsoft 365';
}

/**
 * Each app once for the same people: Intune keeps one assignment of an app to a group and an intent, so two entries would
 * take it from each other. Different apps have different names: people pick by them in Company Portal.
 */
export const appsDiffer: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  if (!enrolment) return;
  const seen = new Map<string, string>();
  const names = new Map<string, { readonly by: string; readonly identity: string }>();
  for (const [name, app] of appsOf(enrolment)) {
    const identity = identityOf(app);
    // Another rule is about Microsoft 365.
    const earlier = 'microsoft365' in app.app ? undefined : seen.get(`${identity} ${app.for}`);
    if (earlier !== undefined) {
      yield {
        at: [...at, 'apps', name],
        rule: `must be another app than ${earlier}, or for others: Intune keeps one assignment of an app`,
        got: `${identity}, ${app.for}`,
      };
    }
    seen.set(`${identity} ${app.for}`, name);
    if ('existing' in app.app) continue;
    const { displayName } = 'store' in app.app ? app.app.store : app.app.microsoft365;
    const same = names.get(enrolmentNameKey(displayName));
    if (same !== undefined && same.identity !== identity) {
      yield {
        at: [...at, 'apps', name, 'app', ...Object.keys(app.app), 'displayName'],
        rule: `must be another name than that of ${same.by}, upper and lower case being the same: people pick apps by name`,
        got: displayName,
      };
    }
    if (same === undefined) names.set(enrolmentNameKey(displayName), { by: name, identity });
  }
};

/** What is listed is listed once: Intune keeps each once, and every plan would show the second again. */
export const listsOfEnrolmentHoldEachOnce: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  if (!enrolment) return;
  const { roleScopeTagIds, statusPage } = enrolment;
  const lists: (readonly [path: readonly string[], list: readonly string[]])[] = [
    [['roleScopeTagIds'], roleScopeTagIds.map((id) => String(Number(id)))],
    ...(statusPage && 'create' in statusPage
      ? [[['statusPage', 'create', 'blockUntil'], statusPage.create.blockUntil] as const]
      : []),
    ...[...appsOf(enrolment)].flatMap(([name, { app }]) =>
      'microsoft365' in app
        ? [
            [
              ['apps', name, 'app', 'microsoft365', 'languages'],
              app.microsoft365.languages.map((each) => each.toLowerCase()),
            ] as const,
          ]
        : [],
    ),
  ];
  for (const [path, list] of lists) {
    for (const [index, each] of list.entries()) {
      if (list.indexOf(each) === index) continue;
      yield { at: [...at, ...path, index], rule: 'must be another one than those before', got: each };
    }
  }
};

/** The pilot is a part of the desktops: not all of them, and not those that get nothing. */
export const pilotIsAPart: Rule = function* ({ file }) {
  const { enrolment } = file.intune;
  const pilot = enrolment?.updates.pilot;
  if (!enrolment || pilot === undefined || !('deviceGroup' in pilot)) return;
  const group = pilot.deviceGroup.toLowerCase();
  const path = { at: [...at, 'updates', 'pilot', 'deviceGroup'], got: pilot.deviceGroup };
  if (enrolment.joins.some((each) => each.toLowerCase() === group))
    yield {
      ...path,
      rule: 'must not be one of joins: every desktop becomes a member of those, and none would be left to come after the pilot',
    };
  if (enrolment.exclude.some((each) => each.toLowerCase() === group))
    yield { ...path, rule: 'must not be one of exclude: the pilot would get nothing' };
};

/** Without a filter an app that is available shows on every device of these people. */
export const availableAppsShowEverywhere: Rule = function* ({ file }) {
  const { enrolment, profile } = file.intune;
  if (!enrolment || 'create' in profile) return;
  const available = Object.entries(enrolment.apps).filter(([, app]) => app.for === 'available');
  if (available.length === 0) return;
  yield {
    at: [...at, 'apps'],
    rule: 'shows what is available on the laptops of these people, too: with an existing Autopilot profile there is no filter that holds the desktops',
    got: available.map(([name]) => name).join(', '),
  };
};
