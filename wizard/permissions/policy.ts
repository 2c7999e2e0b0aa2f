/** IAM policies from actions: statements joined, sorted, and cut into documents that IAM takes. */
import { present } from '../../domain/present.js';
import { allowedAt } from './allowed.js';
import type { Condition } from '../resources/aws/condition.js';
import type { Place } from '../resources/aws/place.js';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Characters of a managed policy, white space not counted (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const longest = 6_144;

/** The least policies that allow these actions: one, unless a managed policy cannot hold it. Empty: no action. */
export function policiesFor(actions: readonly string[], place: Place): readonly PolicyDocument[] {
  return inDocuments(statementsFor(actions, place));
}

function statementsFor(actions: readonly string[], place: Place): readonly Statement[] {
  const byPlace = new Map<string, { Resource: readonly string[]; Condition?: Condition; Action: string[] }>();
  for (const action of [...new Set(actions)].sort()) {
    for (const { resources, condition } of allowedAt(action, place)) {
      const limits = condition && Object.keys(condition).length > 0 ? condition : undefined;
      const key = JSON.stringify([resources, limits ?? null]);
      const entry = byPlace.get(key) ?? { Resource: resources, ...present({ Condition: limits }), Action: [] };
      if (!entry.Action.includes(action)) entry.Action.push(action);
      byPlace.set(key, entry);
    }
  }
  return [...byPlace.values()].map(({ Action, Resource, Condition }) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...present({ Condition }),
  }));
}

function inDocuments(statements: readonly Statement[]): readonly PolicyDocument[] {
  const documents: Statement[][] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    if (last && JSON.stringify(documentOf([...last, statement])).length <= longest) last.push(statement);
    else documents.push([statement]);
  }
  return documents.map(documentOf);
}

const documentOf = (Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
