import { TerraformResource, type TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * A condition of the plan with a sentence of its own, which others depend on: Terraform's built-in `terraform_data`, which
 * needs no provider (developer.hashicorp.com/terraform/language/resources/terraform-data).
 *
 * Not cdktf's `DataResource`: that one runs `terraform version` while it synthesizes, and the JSON is written on machines
 * that have no Terraform as well. The Terraform that is called is asked for its version by the `required_version` of the
 * plan.
 */
export class Requirement extends TerraformResource {
  /**
   * @param condition what has to be true, as an expression
   * @param errorMessage what is wrong and what to do, a whole sentence
   */
  constructor(scope: Construct, id: string, condition: string, errorMessage: string) {
    const lifecycle: TerraformResourceLifecycle = { precondition: [{ condition, errorMessage }] };
    super(scope, id, { terraformResourceType: 'terraform_data', lifecycle });
  }
}
