/** What a resource policy lets an AWS service do. Conditions are taken as met: they narrow, and are somebody's intent. */

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Condition?: unknown;
}

/** Which of the actions the policy does not allow to the service, or denies it. */
export function missingFor(service: string, actions: readonly string[], policy: unknown): readonly string[] {
  const statements = statementsOf(policy).filter(({ Principal }) => names(Principal, service));
  const of = (effect: string) => statements.filter(({ Effect }) => Effect === effect);
  return actions.filter(
    (action) =>
      !of('Allow').some(({ Action }) => covers(Action, action)) ||
      // A deny with a condition is aimed at something else (plain http, other accounts).
      of('Deny').some(({ Action, Condition }) => Condition === undefined && covers(Action, action)),
  );
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

function names(principal: unknown, service: string): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { Service, AWS } = principal as { Service?: unknown; AWS?: unknown };
  return listOf(Service).includes(service) || listOf(AWS).includes('*');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
