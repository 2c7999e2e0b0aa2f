import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

export interface AdminCheckProps {
  /** What is read in Microsoft Graph (v1.0), without leading slash. */
  readonly url: string;
  /** Parts of the answer to keep: a name and a JMESPath each. */
  readonly exports: Readonly<Record<string, string>>;
  /** Terraform expression, without `${}`. `seen` is the reference to what `exports` keeps under a name. */
  readonly condition: (seen: (name: string) => string) => string;
  /** Who has to do what. */
  readonly errorMessage: string;
}

/**
 * A Terraform `check` that a step of a person with more rights is done. It only reads. It warns and stops nothing: what
 * that person has to assign or consent to is often made by the very apply that looks for it.
 *
 * cdktf 0.21 has no class for `check` blocks.
 */
export class AdminCheck extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AdminCheckProps,
  ) {
    super(scope, id, 'check');
  }

  override toTerraform(): object {
    const name = this.friendlyUniqueId;
    const { url, exports, condition, errorMessage } = this.props;
    const seen = (one: string) => `data.msgraph_resource.${name}.output.${one}`;
    return {
      check: {
        [name]: {
          data: { msgraph_resource: { [name]: { url, response_export_values: { ...exports } } } },
          assert: [{ condition: `\${try(${condition(seen)}, false)}`, error_message: errorMessage }],
        },
      },
    };
  }
}
