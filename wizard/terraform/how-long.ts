/**
 * How long an apply takes, and how many desktops it makes at a time. Pure.
 *
 * AWS makes a desktop in 10 to 20 minutes, an encrypted one in up to an hour, and its API takes two calls a second from
 * everybody in the account and Region together. Terraform looks at each desktop that it waits for every 10 seconds, so 20
 * of them use all of it. Beyond that calls wait for their turn until they give up, and Terraform marks a desktop that was
 * only slow as broken: the next apply would make it again. bench/throttled-calls.ts plays 300 desktops: in eight runs none
 * was lost at 20 at a time and 20 minutes each, and none at 14 and an hour; at 100 some are lost in every run.
 *
 * Sources: https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-workspaces-tutorials.html,
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html,
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html
 */
import { counted } from '../../domain/counted.js';

/** What an apply does to desktops. */
export interface DesktopWork {
  readonly make: number;
  readonly remove: number;
  /** Volumes are encrypted. */
  readonly encrypted: boolean;
  /** Chosen by a person. @default `parallelismFor` */
  readonly parallelism?: number;
}

export interface HowLong {
  readonly parallelism: number;
  /** Minutes, if AWS is quick and if it is slow. */
  readonly least: number;
  readonly most: number;
}

/** A job of the pipeline is ended after this many minutes: GitHub ends one after six hours by itself. */
export const pipelineLimitMinutes = 355;

const callsASecond = 2;
const secondsBetweenLooks = 10;
const minutesToMake = { plain: 20, encrypted: 60 } as const;
const minutesToRemove = 5;
/** Creation, and reading it back. */
const minutesAround = 0.2;

/** How many at a time. */
export function parallelismFor({ encrypted }: Pick<DesktopWork, 'encrypted'>): number {
  const all = callsASecond * secondsBetweenLooks;
  // A desktop that is waited for three times as long misses its turn more often: room is left for that.
  return encrypted ? Math.floor(all * 0.7) : all;
}

/** What is beyond the rate waits: fitted to what bench/throttled-calls.ts plays. */
function minutesEach(minutes: number, parallelism: number): number {
  const load = parallelism / (callsASecond * secondsBetweenLooks);
  return minutes + minutesAround + (load < 1 ? 0 : 1.5 + minutes * (load - 1) * 0.25);
}

/** Estimates an apply. Undefined: no desktop is made or removed. */
export function howLong(work: DesktopWork): HowLong | undefined {
  const { make, remove, encrypted, parallelism = parallelismFor(work) } = work;
  if (make + remove === 0) return undefined;
  const turns = (count: number, minutes: number): number =>
    Math.ceil(count / parallelism) * minutesEach(minutes, Math.min(parallelism, count));
  const removing = turns(remove, minutesToRemove);
  return {
    parallelism,
    least: Math.round(turns(make, minutesToMake.plain) + removing),
    most: Math.round(turns(make, encrypted ? minutesToMake.encrypted : minutesToMake.plain) + removing),
  };
}

/** How many desktops can surely be made within some minutes: what a job of the pipeline can be given. */
export function desktopsWithin(minutes: number, encrypted: boolean): number {
  const parallelism = parallelismFor({ encrypted });
  const each = minutesEach(encrypted ? minutesToMake.encrypted : minutesToMake.plain, parallelism);
  return Math.floor(minutes / each) * parallelism;
}

/** `20 minutes`, `an hour`, `3 hours`, `2 h 40 min`. */
export function inHours(minutes: number): string {
  if (minutes < 60) return counted(minutes, 'minute');
  const rounded = minutes < 600 ? Math.round(minutes / 10) * 10 : Math.round(minutes / 60) * 60;
  const [hours, rest] = [Math.floor(rounded / 60), rounded % 60];
  if (rest > 0) return `${hours} h ${rest} min`;
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

/** What waits. */
interface Where {
  /** A job of the pipeline, which is ended after some time. */
  readonly pipeline: boolean;
  /** Keys in the environment, which nothing renews. */
  readonly fixedKeys: boolean;
  /** What goes on with it when it ends early. @default apply */
  readonly command?: 'apply' | 'destroy';
}

/** What a person should know before they say yes. */
export function waitingInWords(
  work: DesktopWork,
  { least, most, parallelism }: HowLong,
  where: Where,
): readonly string[] {
  const things = [
    ...(work.make > 0 ? [`${counted(work.make, 'desktop')} to make`] : []),
    ...(work.remove > 0 ? [`${work.remove} to remove`] : []),
  ].join(', ');
  const at =
    work.make + work.remove > 1 ? `, ${Math.min(parallelism, Math.max(work.make, work.remove))} at a time` : '';
  const each =
    work.make === 0 ? '' : work.encrypted ? ', 20 to 60 minutes each (encrypted)' : ', about 20 minutes each';
  const range = least === most ? `about ${inHours(most)}` : `${inHours(least)} to ${inHours(most)}`;
  const many = work.make > parallelism ? ' AWS takes two calls a second, which makes more at a time lose some.' : '';
  return [`This takes ${range}: ${things}${at}${each}.${many}`, ...holdsOut(work, most, where)];
}

function holdsOut(
  { encrypted }: DesktopWork,
  most: number,
  { pipeline, fixedKeys, command = 'apply' }: Where,
): string[] {
  if (pipeline) {
    if (most <= pipelineLimitMinutes) return [];
    return [
      `A job is ended after ${pipelineLimitMinutes} minutes: merge at most ${desktopsWithin(pipelineLimitMinutes, encrypted)} more desktops at a time, or apply this one from a machine.`,
    ];
  }
  if (most <= 60) return [];
  const keys = fixedKeys
    ? 'The AWS keys in the environment are not renewed: they must be valid that long.'
    : `The sign-ins must last that long: with IAM Identity Center, aws sso login first, with a session of more than ${inHours(most)}.`;
  return [`${keys} If it ends early, sign in and run entra-workspaces ${command} again: it goes on.`];
}
