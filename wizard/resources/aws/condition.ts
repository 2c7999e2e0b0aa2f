/** Conditions of IAM statements, and those that say "ours" in different words. */
import { deploymentTag } from '../../../domain/names.js';
import type { Place } from './place.js';

/** As IAM writes it. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Resources and condition of one statement for an action. */
export interface Allowed {
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/** All of them must hold. */
export function all(...conditions: readonly (Condition | undefined)[]): Condition {
  const joined: Record<string, Record<string, string | readonly string[]>> = {};
  for (const condition of conditions) {
    for (const [operator, keys] of Object.entries(condition ?? {})) joined[operator] = { ...joined[operator], ...keys };
  }
  return joined;
}

/** In the Regions of the deployment. */
export function inRegions({ regions }: Place): Condition | undefined {
  return regions.length > 0 ? { StringEquals: { 'aws:RequestedRegion': regions } } : undefined;
}

/** What is there carries the deployment's tag. */
export const tagged = (place: Place): Condition => hasTag('aws:ResourceTag', place);
/** What is made, or tagged, gets the deployment's tag. */
export const tagging = (place: Place): Condition => hasTag('aws:RequestTag', place);

function hasTag(key: string, { name }: Place): Condition {
  return { [name === '*' ? 'StringLike' : 'StringEquals']: { [`${key}/${deploymentTag}`]: name } };
}

/** What is there belongs to no deployment. */
export const untagged: Condition = { Null: { [`aws:ResourceTag/${deploymentTag}`]: 'true' } };
/** The deployment's tag is not among those that are put on something. */
export const leavesTag: Condition = { Null: { [`aws:RequestTag/${deploymentTag}`]: 'true' } };
/** The deployment's tag is not among those that are taken away. */
export const keepsTag: Condition = { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': [deploymentTag] } };
