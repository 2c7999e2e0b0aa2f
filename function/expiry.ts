import { counted } from '../domain/counted.js';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import { expiryTag, type ExpiryInvocation, type WatchedExpiry } from '../domain/control-plane/contract.js';
import type { Clients } from './clients.js';
import { codeOf } from './errors.js';
import { log } from './log.js';
import { day } from '../domain/day.js';

/** Days before the end on which a person is told; within the last week, and after the end, every day. */
const reminders = [90, 60, 30, 21, 14];

/** What the watch sees of one thing. */
export type Outlook = { readonly daysLeft: number } | { readonly unknown: string };

/** Looks at everything that expires and tells the topic what is due today, in one message. */
export async function watchExpiry(
  invocation: ExpiryInvocation,
  clients: Clients,
  now: Date,
): Promise<{ told: number }> {
  const due: string[] = [];
  for (const expiry of invocation.watch) {
    const outlook = await outlookOf(expiry, clients, now);
    if (isDue(outlook, now)) due.push(sentenceOf(expiry, outlook));
  }
  log('expiry', { deployment: invocation.deployment, watched: invocation.watch.length, due: due.length });
  if (due.length === 0) return { told: 0 };
  await clients.snsOf(invocation.topicArn).send(
    new PublishCommand({
      TopicArn: invocation.topicArn,
      // At most 100 characters (SNS); a deployment's name has at most 32.
      Subject: `${invocation.deployment}: ${counted(due.length, 'credential needs', 'credentials need')} attention`,
      Message: `${due.join('\n\n')}\n`,
    }),
  );
  return { told: due.length };
}

/** Whether a person is told today. What cannot be told for certain is said once a week, on Mondays (UTC). */
export function isDue(outlook: Outlook, now: Date): boolean {
  if ('unknown' in outlook) return now.getUTCDay() === 1;
  return outlook.daysLeft <= 7 || reminders.includes(outlook.daysLeft);
}

async function outlookOf(expiry: WatchedExpiry, clients: Clients, now: Date): Promise<Outlook> {
  if ('date' in expiry) return until(expiry.date, now);
  try {
    const secret = await clients
      .secretsManagerOf(expiry.secretArn)
      .send(new DescribeSecretCommand({ SecretId: expiry.secretArn }));
    if (secret.DeletedDate) return { unknown: 'its secret is scheduled for deletion' };
    const date = secret.Tags?.find(({ Key }) => Key === expiryTag)?.Value;
    return date ? until(date, now) : { unknown: `its secret has no tag ${expiryTag}` };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ResourceNotFound') return { unknown: 'its secret is gone' };
    if (code === 'AccessDenied') return { unknown: 'the function may not look at its secret' };
    throw error;
  }
}

function until(date: string, now: Date): Outlook {
  const end = Date.parse(date);
  if (Number.isNaN(end)) return { unknown: `"${date}" is no date` };
  return { daysLeft: Math.floor((end - now.getTime()) / day) };
}

function sentenceOf(expiry: WatchedExpiry, outlook: Outlook): string {
  if ('unknown' in outlook) {
    return `${expiry.label}: nobody knows when it expires, for ${outlook.unknown}. ${expiry.fix}`;
  }
  const { daysLeft } = outlook;
  if (daysLeft < 0) return `${expiry.label}: expired ${count(-daysLeft)} ago. ${expiry.fix}`;
  return `${expiry.label}: expires ${daysLeft === 0 ? 'today' : `in ${count(daysLeft)}`}. ${expiry.fix}`;
}

function count(days: number): string {
  return days === 1 ? 'a day' : `${days} days`;
}
