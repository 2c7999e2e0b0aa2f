/** The SCIM token as a person gives it: cleaned, and told apart from what else lies in the clipboard. */
import { counted } from '../../domain/counted.js';
import { day } from '../../domain/day.js';

/** A token without what pasting adds: spaces, line breaks, quotes, `Bearer`. */
export function cleanToken(pasted: string): string {
  return (
    pasted
      .replace(/^\uFEFF/, '')
      // eslint-disable-next-line no-control-regex -- marks that terminals put around a paste
      .replace(/\u001b\[20[01]~/g, '')
      .replace(/[\s\u200b\u00a0]/g, '')
      .replace(/^(["'`])(.*)\1$/, '$2')
      .replace(/^Bearer/i, '')
  );
}

/** Shorter than any token that the console has shown; a copy that was cut is longer than this, and refused by AWS. */
const shortest = 32;
/** Secrets Manager keeps 64 KiB; a header takes less. */
const longest = 8_192;

/** What is wrong with a cleaned token, in words that never repeat it; undefined: it may be one. */
export function wrongToken(token: string): string | undefined {
  if (token === '') return 'The token is empty.';
  if (/^https?:\/\//i.test(token))
    return 'That is an address. The token is the long text below the SCIM endpoint in the console.';
  if (/^<|^-----BEGIN/.test(token)) return 'That is a file, not the token.';
  if (/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(token)) return 'That is an AWS access key, not the SCIM token.';
  if (/^arn:/.test(token)) return 'That is an ARN, not the token.';
  if (/^\**$|^•+$/.test(token))
    return 'Those are dots, not the token: choose "Show token" in the console before you copy it.';
  if (/[^\x21-\x7e]/.test(token))
    return 'The token holds letters that no token has: copy it again, with the button in the console.';
  if (token.length < shortest)
    return `That is too short for a token (${counted(token.length, 'character')}): copy it again, with the button in the console.`;
  if (token.length > longest) return `That is too long for a token (${counted(token.length, 'character')}).`;
  return undefined;
}

/** Valid for one year (https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html). */
const lifetimeDays = 365;
/** When a token ends that is made today: a day less, for it was made before it was pasted. ISO date. */
export function expectedExpiry(now: Date): string {
  return new Date(now.getTime() + (lifetimeDays - 1) * day).toISOString().slice(0, 10);
}

/** What is wrong with a date of expiry; undefined: nothing. */
export function wrongExpiry(date: string, now: Date): string | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) {
    return `must be a date such as ${expectedExpiry(now)}, got: ${date === '' ? 'nothing' : date.slice(0, 20)}`;
  }
  if (time < now.getTime()) return `must be in the future: a token that has expired is refused, got: ${date}`;
  if (time > now.getTime() + (lifetimeDays + 2) * day)
    return `must be within a year: no token lives longer, got: ${date}`;
  return undefined;
}
