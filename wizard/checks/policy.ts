/**
 * What a resource policy lets an AWS service or a role do. Conditions on what is not known of the request are taken as met: they
 * narrow, and are somebody's intent.
 */

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Condition?: unknown;
}

/** What is known of a request, by condition key; undefined: the request does not have that key. */
export type RequestValues = Readonly<Record<string, string | undefined>>;

/**
 * Which of the actions the policy does not allow, or denies.
 * @param who a service, or the ARN of a role: what the policy leaves to IAM (`…:root`) it does not allow by itself
 * @param known @default nothing
 */
export function missingFor(
  who: string,
  actions: readonly string[],
  policy: unknown,
  known: RequestValues = {},
): readonly string[] {
  // IAM knows condition keys in any case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html.
  const request = Object.fromEntries(Object.entries(known).map(([key, value]) => [key.toLowerCase(), value]));
  const statements = statementsOf(policy).filter(({ Principal }) => names(Principal, who));
  const of = (effect: string) => statements.filter(({ Effect }) => Effect === effect);
  return actions.filter(
    (action) =>
      !of('Allow').some(({ Action, Condition }) => covers(Action, action) && mayBeMet(Condition, request)) ||
      // A deny with a condition is aimed at something else (plain http, other accounts).
      of('Deny').some(({ Action, Condition }) => Condition === undefined && covers(Action, action)),
  );
}

const compares = /^String(Equals|Like)(IgnoreCase)?(IfExists)?$|^Arn(Equals|Like)(IfExists)?$/i;

/** Whether nothing that is known of the request, by keys in lower case, speaks against the condition. */
function mayBeMet(condition: unknown, known: RequestValues): boolean {
  return Object.entries(condition ?? {}).every(([operator, tests]) => {
    if (!compares.test(operator)) return true;
    return Object.entries((tests ?? {}) as object).every(([key, values]) => {
      const name = key.toLowerCase();
      if (!(name in known)) return true;
      const value = known[name];
      // Letters of another case are met, too: a warning that is wrong costs more than one that is missing.
      return value === undefined ? /IfExists$/i.test(operator) : covers(values, value);
    });
  });
}

/**
 * Actions each of which makes an administrator of whoever has it on everything
 * (https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation).
 */
const enough = [
  ...['AddUserToGroup', 'AttachGroupPolicy', 'AttachRolePolicy', 'AttachUserPolicy', 'CreateAccessKey'],
  ...['CreateLoginProfile', 'CreatePolicyVersion', 'DeleteRolePermissionsBoundary', 'PutGroupPolicy', 'PutRolePolicy'],
  ...['PutUserPolicy', 'SetDefaultPolicyVersion', 'UpdateAssumeRolePolicy', 'UpdateLoginProfile'],
].map((each) => `iam:${each}`);

/** Which actions a policy leaves to whoever has it, each of them enough to become an administrator of the account. */
export function administrativeIn(policy: unknown): readonly string[] {
  const all = statementsOf(policy);
  return enough.filter(
    (action) =>
      all.some((each) => each.Effect === 'Allow' && each.Condition === undefined && includes(each, action)) &&
      !all.some((each) => each.Effect === 'Deny' && each.Condition === undefined && includes(each, action)),
  );
}

function includes({ Action, NotAction }: Statement, action: string): boolean {
  return NotAction === undefined ? covers(Action, action) : !covers(NotAction, action);
}

/** The statements of a policy document, however it is written. */
export function statementsOf(policy: unknown): readonly Statement[] {
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return [];
  return listOf(policy.Statement) as readonly Statement[];
}

/** Whether an action is among those of a statement. */
export function covers(patterns: unknown, action: string): boolean {
  return listOf(patterns).some(
    (pattern) =>
      typeof pattern === 'string' &&
      new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(action),
  );
}

function names(principal: unknown, who: string): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { Service, AWS } = principal as { Service?: unknown; AWS?: unknown };
  return listOf(Service).includes(who) || listOf(AWS).some((each) => each === '*' || each === who);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
