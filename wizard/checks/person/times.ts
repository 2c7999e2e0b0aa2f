/** Times as a helpdesk says them: of today by the clock, others by the day. */
import { counted } from '../../../domain/counted.js';

const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;

export function after(date: Date | string, minutes: number): Date {
  return new Date(new Date(date).getTime() + minutes * minute);
}

export function since(date: Date | string, now: Date): number {
  return now.getTime() - new Date(date).getTime();
}

/** `12 minutes`, `3 hours`, `40 days`. */
export function lasting(milliseconds: number): string {
  const whole = (unit: number): number => Math.max(0, Math.round(milliseconds / unit));
  if (milliseconds < 100 * minute) return counted(whole(minute), 'minute');
  return milliseconds < 2 * day ? counted(whole(hour), 'hour') : counted(whole(day), 'day');
}

/** `12 minutes ago`; what is not a minute old is just now. */
export function ago(date: Date | string, now: Date): string {
  return since(date, now) < minute ? 'just now' : `${lasting(since(date, now))} ago`;
}

/** `14:40`, or `2026-11-25 14:40` on another day. Local time, as the person at the desk reads it. */
export function clock(date: Date, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const dayOf = (each: Date): string => `${each.getFullYear()}-${two(each.getMonth() + 1)}-${two(each.getDate())}`;
  return dayOf(date) === dayOf(now) ? time : `${dayOf(date)} ${time}`;
}
