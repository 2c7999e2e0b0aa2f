import { counted } from '../../domain/counted.js';
import { userNameKey } from '../../domain/user-name.js';
import type { CommandContext } from '../command.js';
import type { Allowances } from '../terraform/plan-guards.js';
import type { PlanSummary } from '../terraform/plan-summary.js';
import type { Session } from './session.js';

const listed = 5;

/**
 * Desktops that AWS made although the apply that asked for them was cut off are taken as they are, unless somebody allowed
 * by name that they are replaced. Only the state changes: a mark in it goes.
 * @param before Called once there is something to take, before the state changes
 * @returns whether another plan is needed
 */
export async function takeCutOff(
  { terraform }: Pick<Session, 'terraform'>,
  { desktops: { cutOff } }: PlanSummary,
  { replace }: Allowances,
  { terminal }: Pick<CommandContext, 'terminal'>,
  before: () => Promise<void>,
): Promise<boolean> {
  const given = new Set(replace.map(userNameKey));
  const taken = cutOff.filter(({ upn, made }) => made && !given.has(userNameKey(upn)));
  if (taken.length === 0) return false;
  await before();
  for (const { address } of taken) await terraform.untaint(address);
  const names = taken.slice(0, listed).map(({ upn, state }) => `${upn} (${state})`);
  const more = taken.length > listed ? ` and ${taken.length - listed} more` : '';
  terminal.good(
    `The last apply was cut off while it made ${counted(taken.length, 'desktop')}, and AWS made ${taken.length === 1 ? 'it' : 'them'} all the same: taken as ${taken.length === 1 ? 'it is' : 'they are'}, ${names.join(', ')}${more}.`,
  );
  return true;
}
