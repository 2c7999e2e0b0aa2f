/** When something ends, and how bad that is: 30 days before it a warning, which says so within two weeks, from 7 days an error. */
import type { Finding } from './rule.js';
import { day } from '../../domain/day.js';

/** A finding for an end that is near or over; none while there is time. */
export function expiring(end: Date, now: Date, about: Pick<Finding, 'thing'> = {}): Finding[] {
  const days = Math.floor((end.getTime() - now.getTime()) / day);
  if (!(days <= 30)) return [];
  const on = end.toISOString().slice(0, 10);
  if (end <= now) return [{ ...about, severity: 'error', got: `expired on ${on}` }];
  const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
  const soon = days < 14 ? ', less than two weeks' : '';
  return [
    { ...about, severity: days <= 7 ? 'error' : 'warning', got: `expires ${left} (${on})${days > 7 ? soon : ''}` },
  ];
}
