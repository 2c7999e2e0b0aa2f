import { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Makes something anew when what it was made for has another id: Terraform's built-in `terraform_data`, which is replaced
 * when one of `values` changes, and what names it in `replaceTriggeredBy` with it.
 *
 * Not the thing itself in `replaceTriggeredBy`: what somebody deleted is planned to be *created*, and Terraform replaces
 * nothing for that, only for an update or a replacement (OpenTofu since 1.12 for a creation, too: docs/facts/terraform.md 2.9). And not the value in the input of what is replaced: a state that
 * was made before it stood there would replace everything once.
 */
export class ReplacementTrigger extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly values: readonly string[],
  ) {
    super(scope, id, { terraformResourceType: 'terraform_data' });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: [...this.values] };
  }
}
