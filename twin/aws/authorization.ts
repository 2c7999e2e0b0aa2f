import type { RuleBook } from '../rules.js';
import { conditionKeysOf, type Access } from './actions.js';
import { AwsError } from './errors.js';
import type { Foundation } from './foundation.js';
import { policiesDecide, refusalOf, type PolicyDocument } from './policy.js';
import { attributeKeys } from './resource-attributes.js';
import type { Caller } from './principals.js';
import { rolesBecomeEffectiveLater, type RoleConsistency } from './role-consistency.js';

/** Decides with the caller's own policies whether a call may be made. */
export class Authorization {
  constructor(
    private readonly foundation: Foundation,
    private readonly consistency: RoleConsistency,
    private readonly rules: RuleBook,
    /** Condition keys that follow from what a resource is: its tags, its aliases, its boundary. */
    private readonly attributesOf: (arn: string) => Promise<Access['context']>,
  ) {}

  /** Throws AWS's AccessDenied with its sentence. */
  async check(caller: Caller, access: Access): Promise<void> {
    const { rights } = caller;
    if (rights.kind === 'administrator') return;
    const { policies, boundary } =
      rights.kind === 'documents'
        ? { policies: rights.policies, boundary: undefined }
        : await this.policiesOf(rights.roleName);
    const ofCaller = {
      'aws:PrincipalArn': principalArn(caller),
      'aws:PrincipalAccount': caller.accountId,
      ...(caller.sourceFunctionArn === undefined ? {} : { 'lambda:SourceFunctionArn': caller.sourceFunctionArn }),
    };
    const asked = attributeKeys.test(JSON.stringify([policies, boundary]));
    for (const resource of access.resources) {
      const context = { ...(asked ? await this.attributesOf(resource) : {}), ...access.context, ...ofCaller };
      const known = conditionKeysOf(access.action, resource);
      const refusal = refusalOf(policies, boundary, {
        action: access.action,
        resource,
        context,
        ...(known === undefined ? {} : { known }),
      });
      if (refusal === undefined) continue;
      this.rules.leanOn(policiesDecide);
      throw accessDenied(caller, access.action, resource, refusal);
    }
  }

  private async policiesOf(
    roleName: string,
  ): Promise<{ policies: PolicyDocument[]; boundary: PolicyDocument | undefined }> {
    const role = await this.foundation.role(roleName);
    if (!role) return { policies: [], boundary: undefined };
    const seen = this.consistency.seen(role);
    if (seen.policies.length < role.policies.length) this.rules.leanOn(rolesBecomeEffectiveLater);
    return { policies: seen.policies.map(({ document }) => document), boundary: role.boundary };
  }
}

function accessDenied(caller: Caller, action: string, resource: string, refusal: string): AwsError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const sentence = `User: ${caller.arn} is not authorized to perform: ${action}${on} ${refusal}`;
  return new AwsError('AccessDeniedException', sentence);
}

function principalArn(caller: Caller): string {
  const [, account = '', role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  return role === undefined ? caller.arn : `arn:aws:iam::${account}:role/${role}`;
}
