/**
 * What is possible, before anything is asked: each thing that WorkSpaces with Entra needs, whether it is there, and if not,
 * what to do, how long that takes, and what can be built meanwhile.
 */
import { counted } from '../../domain/counted.js';
import { lackingPlans, neededPlans } from '../../domain/licence-plans.js';
import type { DiscoveryFacts } from './facts.js';
import { allSeen, firstUnknown, type Unknown } from './together.js';

export interface Point {
  /** `missing` stands in the way; `warning` does not; `unknown` could not be seen. */
  readonly state: 'good' | 'warning' | 'missing' | 'unknown';
  readonly text: string;
  /** What to do. */
  readonly todo?: string;
  /** How long it takes to get. */
  readonly takes?: string;
  readonly link?: string;
}

export interface Verdict {
  /** `no`: desktops cannot be made yet. `unknown`: not everything could be seen. */
  readonly possible: 'yes' | 'no' | 'unknown';
  readonly points: readonly Point[];
  /** What can be built although something is missing. */
  readonly meanwhile?: string;
}

/** Lifetime of a client secret that is answered by default. */
const usualSecretDays = 180;

const guide = 'https://docs.aws.amazon.com/workspaces/latest/adminguide';

/** The verdict over what was seen. */
export function verdictOf(facts: DiscoveryFacts): Verdict {
  const points = [
    ...signedIn(facts),
    ...licenceOfWindows(facts),
    ...image(facts),
    ...quota(facts),
    ...licences(facts),
    ...federation(facts),
    ...secrets(facts),
  ];
  const missing = points.some(({ state }) => state === 'missing');
  const unknown = points.some(({ state }) => state === 'unknown');
  return {
    possible: missing ? 'no' : unknown ? 'unknown' : 'yes',
    points,
    ...(missing ? { meanwhile: meanwhileOf(facts) } : {}),
  };
}

function signedIn({ account, tenant, person }: DiscoveryFacts): Point[] {
  const who = 'seen' in person ? (person.seen.kind === 'user' ? personOf(person.seen) : 'an application') : '';
  return [
    'seen' in account
      ? good(
          `AWS account ${[account.seen.name, account.seen.id].filter(Boolean).join(' ')}, as ${nameIn(account.seen.caller)}`,
        )
      : unseen('AWS account', account),
    'seen' in tenant
      ? good(`Entra tenant ${tenant.seen.displayName} (${tenant.seen.defaultDomain}), as ${who}`)
      : unseen('Entra tenant', tenant),
  ];
}

function personOf(person: { readonly upn?: string; readonly roles: readonly string[] }): string {
  const roles = person.roles.length === 0 ? 'no directory role' : person.roles.join(', ');
  return `${person.upn ?? 'a person'} (${roles})`;
}

/** `arn:aws:sts::111122223333:assumed-role/Admin/ada` -> `Admin/ada`. */
function nameIn(arn: string): string {
  return (
    arn
      .split(':')
      .at(-1)
      ?.replace(/^(assumed-role|user)\//, '') ?? arn
  );
}

function regionsWithByol({ byol }: DiscoveryFacts): string[] {
  return allSeen([...byol.values()])
    .filter(({ enabled }) => enabled)
    .map(({ region }) => region);
}

function licenceOfWindows(facts: DiscoveryFacts): Point[] {
  if (!('seen' in facts.account)) return [];
  const regions = regionsWithByol(facts);
  if (regions.length > 0) return [good(`Windows licences of your own (BYOL) are enabled in ${regions.join(', ')}`)];
  const looks = [...facts.byol.values()];
  const unknown = firstUnknown(looks);
  if (unknown) return [unseen('BYOL', unknown)];
  const pending = allSeen(looks).find(({ pendingSince }) => pendingSince !== undefined);
  const common = {
    state: 'missing',
    takes: 'AWS reviews some accounts first; it means at least 50 desktops a month in that Region',
    link: `${guide}/byol-windows-images.html`,
  } as const;
  if (pending) {
    return [{ ...common, text: `BYOL is being enabled in ${pending.region}`, todo: 'wait until AWS has enabled it' }];
  }
  return [
    {
      ...common,
      text: 'BYOL is not enabled in any Region, and desktops that join Entra run on nothing else',
      todo: 'enable it in the WorkSpaces console, Account settings, in the Region of the desktops; its management range can never be changed',
    },
  ];
}

function image(facts: DiscoveryFacts): Point[] {
  const regions = regionsWithByol(facts);
  if (regions.length === 0) return [];
  const images = [...facts.images.values()];
  const bundles = [...facts.bundles.values()];
  const usable = allSeen(images)
    .flat()
    .filter(({ dedicated, state }) => dedicated && state === 'AVAILABLE');
  const ready = allSeen(bundles)
    .flat()
    .filter(({ state }) => state === 'AVAILABLE');
  if (usable.length + ready.length > 0) {
    return [good(`Windows: ${counted(usable.length, 'BYOL image')}, ${counted(ready.length, 'bundle')} of your own`)];
  }
  const unknown = firstUnknown<unknown>([...images, ...bundles]);
  if (unknown) return [unseen('Windows image', unknown)];
  const broken = allSeen(images)
    .flat()
    .find(({ state }) => state === 'ERROR');
  return [
    {
      state: 'missing',
      text: broken
        ? `The import of the image ${broken.name} failed: ${broken.errorDetails?.join('; ') ?? broken.error ?? 'no reason given'}`
        : `There is no BYOL image in ${regions.join(', ')}`,
      todo: 'import Windows 11 Enterprise (22H2 to 25H2) or Windows 10 22H2 for DCV',
      takes: 'the import alone takes at least 90 minutes',
      link: `${guide}/byol-windows-images.html`,
    },
  ];
}

function quota({ quotas }: DiscoveryFacts): Point[] {
  return [...quotas.values()].flatMap((look): Point[] => {
    if (!('seen' in look)) return [unseen('Quota of desktops', look)];
    const { desktops, region } = look.seen;
    if (desktops === undefined) return [];
    if (desktops > 1) return [good(`Up to ${desktops} desktops in ${region}`)];
    return [
      {
        state: 'warning',
        text: `The quota in ${region} is ${counted(desktops, 'desktop')}`,
        todo: 'ask for more in Service Quotas (Amazon WorkSpaces, "WorkSpaces"); AWS decides',
        link: `${guide}/workspaces-limits.html`,
      },
    ];
  });
}

function licences({ licences: look, person }: DiscoveryFacts): Point[] {
  if (!('seen' in look)) return 'seen' in person ? [unseen('Licences', look)] : [];
  const bought = look.seen.filter(({ enabled }) => enabled);
  const names = bought.flatMap(({ name, plans }) => [name, ...plans]);
  const lacking = lackingPlans(names);
  if (lacking.length === 0) return [good(`Licences: ${neededPlans.map(({ what }) => what).join(', ')}`)];
  return lacking.map(({ what, sure }) => ({
    state: sure ? 'missing' : 'warning',
    text: `No licence for ${what} was found in the tenant`,
    todo: 'each person with a desktop needs Entra ID P1, Intune and Windows VDA E3 or E5 (Microsoft 365 E3 and E5 hold them)',
    link: `${guide}/launch-entra-id.html`,
  }));
}

function federation({ instances, galleryApps, account }: DiscoveryFacts): Point[] {
  if (!('seen' in account)) return [];
  if (!('seen' in instances)) return [unseen('Identity Center', instances)];
  if (instances.seen.length === 0) {
    return [good('Identity Center: none yet; an instance for this account alone can be made')];
  }
  const apps = 'seen' in galleryApps ? galleryApps.seen.filter(({ provisions }) => provisions) : [];
  return instances.seen.map(({ name, arn, region, kind, fedByScim }): Point => {
    const what = `Identity Center ${name ?? arn.split('/').at(-1) ?? ''} in ${region}, ${kind ?? 'unknown kind of'} instance`;
    if (fedByScim === undefined)
      return { state: 'warning', text: `${what}; whether users come by SCIM could not be seen` };
    if (!fedByScim) return good(`${what}; no users come to it by SCIM`);
    const from =
      apps.length > 0 ? ` (${apps.map(({ displayName }) => displayName).join(', ')} provisions in this tenant)` : '';
    return good(`${what}; its users come by SCIM${from}: it is used as it is`);
  });
}

function secrets({ appManagementPolicy: look }: DiscoveryFacts): Point[] {
  if (!('seen' in look)) return [];
  const { secretsForbidden, longestSecretDays } = look.seen;
  if (secretsForbidden) {
    return [
      {
        state: 'warning',
        text: 'The tenant forbids client secrets of applications, and WorkSpaces needs one to register devices',
        todo: 'have an exemption made for the registration app in the app management policy',
      },
    ];
  }
  return longestSecretDays !== undefined && longestSecretDays < usualSecretDays
    ? [
        {
          state: 'warning',
          text: `The tenant allows client secrets for ${counted(longestSecretDays, 'day')} at most`,
          todo: `answer at most ${longestSecretDays} for --secret-lifetime-days`,
        },
      ]
    : [];
}

/** What does not need what is missing. */
function meanwhileOf({ account }: DiscoveryFacts): string {
  return 'seen' in account
    ? 'Meanwhile everything but the desktops can be set up: sign-in and sync, groups, the registration app, Autopilot, the network.'
    : 'Meanwhile the deployment file can be written and reviewed.';
}

function good(text: string): Point {
  return { state: 'good', text };
}

function unseen(what: string, { message }: Unknown<unknown>): Point {
  return { state: 'unknown', text: `${what}: could not be seen (${message})` };
}
