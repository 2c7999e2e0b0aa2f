import { rule } from '../rules.js';
import { mustPlay, supports } from './condition-keys.js';

export const policiesDecide = rule(
  'identity-policies-decide',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  'Nothing is allowed unless a policy allows it; a permissions boundary must allow it too; a Deny wins.',
);

type OneOrMany = string | readonly string[];

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany>>;
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany | boolean>>>>;
}

/** A policy as it is written. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

/** What a policy is asked. Condition keys are compared without case. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** Condition keys that the service lists for this action on this resource: another one is absent. Undefined: all. */
  readonly known?: readonly string[];
  /** Asked of a resource policy: `{ Service: 'workspaces.amazonaws.com' }`. */
  readonly principal?: Readonly<Record<string, string>>;
  /** Whether a resource policy lets the principal in by itself: an account that it names leaves that to its IAM. */
  readonly withoutIam?: true;
}

export type Decision = 'allowed' | 'explicit deny' | 'implicit deny';

/** Evaluates one set of policies. */
export function decide(policies: readonly PolicyDocument[], question: Question): Decision {
  const applying = policies.flatMap(statements).filter((statement) => applies(statement, question));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'implicit deny';
}

/** Undefined when it is allowed, else the end of AWS's sentence. */
export function refusalOf(
  policies: readonly PolicyDocument[],
  boundary: PolicyDocument | undefined,
  question: Question,
): string | undefined {
  const byIdentity = decide(policies, question);
  if (byIdentity === 'explicit deny') return 'with an explicit deny in an identity-based policy';
  const byBoundary = boundary ? decide([boundary], question) : 'allowed';
  if (byBoundary === 'explicit deny') return 'with an explicit deny in a permissions boundary';
  if (byIdentity === 'implicit deny') return `because no identity-based policy allows the ${question.action} action`;
  if (byBoundary === 'implicit deny') return `because no permissions boundary allows the ${question.action} action`;
  return undefined;
}

function statements(policy: PolicyDocument): readonly Statement[] {
  return Array.isArray(policy.Statement) ? (policy.Statement as readonly Statement[]) : [policy.Statement as Statement];
}

function applies(statement: Statement, question: Question): boolean {
  const action =
    statement.Action !== undefined
      ? anyLike(statement.Action, question.action, true)
      : !anyLike(statement.NotAction ?? [], question.action, true);
  if (!action) return false;
  if (statement.Resource !== undefined && !anyLike(statement.Resource, question.resource, false)) return false;
  if (statement.NotResource !== undefined && anyLike(statement.NotResource, question.resource, false)) return false;
  if (question.principal && !isPrincipal(statement, question.principal, question.withoutIam)) return false;
  return conditionsHold(statement, question);
}

function isPrincipal(statement: Statement, asked: Readonly<Record<string, string>>, withoutIam = false): boolean {
  const { Principal: principal } = statement;
  if (principal === undefined) return false;
  if (principal === '*') return true;
  return Object.entries(asked).some(([kind, name]) =>
    list(principal[kind] ?? []).some((each) => each === '*' || each === name || (!withoutIam && isAccount(each, name))),
  );
}

/** `arn:aws:iam::ACCOUNT:root` and the bare account number stand for everybody in the account whom IAM allows it. */
function isAccount(written: string, asked: string): boolean {
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(written)?.[1];
  return account !== undefined && asked.split(':')[4] === account;
}

function conditionsHold(statement: Statement, question: Question): boolean {
  const context = new Map(Object.entries(question.context).map(([key, value]) => [key.toLowerCase(), list(value)]));
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      mustPlay(key);
      const there = question.known === undefined || supports(question.known, key);
      const got = there ? context.get(key.toLowerCase()) : undefined;
      return holds(operator, list(typeof wanted === 'boolean' ? String(wanted) : wanted), got);
    }),
  );
}

const comparisons: Readonly<Record<string, (wanted: string, got: string) => boolean>> = {
  StringEquals: (wanted, got) => wanted === got,
  StringEqualsIgnoreCase: (wanted, got) => wanted.toLowerCase() === got.toLowerCase(),
  StringLike: (wanted, got) => like(wanted, got, false),
  ArnEquals: (wanted, got) => like(wanted, got, false),
  ArnLike: (wanted, got) => like(wanted, got, false),
  Bool: (wanted, got) => wanted.toLowerCase() === got.toLowerCase(),
  NumericEquals: (wanted, got) => Number(wanted) === Number(got),
  NumericLessThan: (wanted, got) => Number(got) < Number(wanted),
  NumericLessThanEquals: (wanted, got) => Number(got) <= Number(wanted),
  NumericGreaterThan: (wanted, got) => Number(got) > Number(wanted),
  NumericGreaterThanEquals: (wanted, got) => Number(got) >= Number(wanted),
  DateLessThan: (wanted, got) => Date.parse(got) < Date.parse(wanted),
  DateGreaterThan: (wanted, got) => Date.parse(got) > Date.parse(wanted),
};
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

function holds(operator: string, wanted: readonly string[], got: readonly string[] | undefined): boolean {
  const [, quantifier = '', name = '', ifExists = ''] =
    /^(ForAllValues:|ForAnyValue:)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return wanted.includes('true') === (got === undefined);
  if (got === undefined) return ifExists !== '' || quantifier === 'ForAllValues:' || name in negations;
  const negated = negations[name];
  const compare = comparisons[negated ?? name];
  if (!compare) throw new Error(`twin: the condition operator ${operator} is not played`);
  const one = (value: string): boolean => {
    const matched = wanted.some((each) => compare(each, value));
    return negated === undefined ? matched : !matched;
  };
  return quantifier === 'ForAnyValue:' ? got.some(one) : got.every(one);
}

function anyLike(patterns: OneOrMany, text: string, ignoreCase: boolean): boolean {
  return list(patterns).some((pattern) => like(pattern, text, ignoreCase));
}

/** Patterns that were read: the same policies are asked again and again. */
const read = { exactly: new Map<string, RegExp>(), ignoringCase: new Map<string, RegExp>() };

/** `*` is any run of characters, `?` is one. */
function like(pattern: string, text: string, ignoreCase: boolean): boolean {
  if (pattern === '*') return true;
  const known = ignoreCase ? read.ignoringCase : read.exactly;
  let matcher = known.get(pattern);
  if (!matcher) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[\\s\\S]*')
      .replace(/\?/g, '[\\s\\S]');
    matcher = new RegExp(`^${source}$`, ignoreCase ? 'i' : '');
    known.set(pattern, matcher);
  }
  return matcher.test(text);
}

function list(value: OneOrMany): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
