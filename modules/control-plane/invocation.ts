import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation/index.js';
import type { ITerraformDependable, TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import type { Invocation, TerraformAction } from '../../domain/control-plane/contract.js';
import { jsonText } from './json-text.js';

/** What is needed to invoke the function: handed from the control plane to everything it manages. */
export interface FunctionToInvoke {
  readonly functionName: string;
  /** The aws provider of the function's Region. */
  readonly provider?: TerraformProvider;
  /** Exists once function, role, policy and log group do and the role is effective; on destroy it goes before them. */
  readonly ready: ITerraformDependable;
}

/** The wire format without what Terraform adds to it. */
export type StepInput = WithoutTerraform<Invocation>;
type WithoutTerraform<T> = T extends { tf: TerraformAction } ? Omit<T, 'tf'> : T;

export interface StepOptions {
  readonly input: StepInput;
  readonly dependsOn: readonly ITerraformDependable[];
  readonly replaceTriggeredBy?: TerraformResource;
  /** Set for a step that Terraform also invokes at delete; its change replaces the step. */
  readonly deleteWith?: { readonly identity: unknown };
}

/**
 * One `aws_lambda_invocation`. Either CREATE_ONLY, where each change of the input is a replacement that calls nothing on
 * the old one, or CRUD with the identity in `triggers`, so that it is never updated: a failed update is saved as done
 * (hashicorp/terraform-provider-aws#43447). Never with `qualifier` or `create_before_destroy`: both end in a delete of the live
 * object (docs/facts/terraform.md 1.2).
 */
export function invoke(scope: Construct, id: string, to: FunctionToInvoke, options: StepOptions): LambdaInvocation {
  return new LambdaInvocation(scope, id, {
    functionName: to.functionName,
    ...present({ provider: to.provider }),
    input: jsonText(options.input),
    lifecycleScope: options.deleteWith ? 'CRUD' : 'CREATE_ONLY',
    ...(options.deleteWith ? { triggers: { identity: jsonText(options.deleteWith.identity) } } : {}),
    dependsOn: [...options.dependsOn],
    // As a plain address: Terraform does not evaluate `${…}` in a replace_triggered_by of its JSON form.
    ...(options.replaceTriggeredBy
      ? { lifecycle: { replaceTriggeredBy: [addressOf(options.replaceTriggeredBy)] } }
      : {}),
  });
}

/** The address of a resource as text, as `-replace=` takes it: never a reference. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
