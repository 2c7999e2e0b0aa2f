import { TerraformElement } from 'cdktf';
import { Construct } from 'constructs';
import { DataMsgraphResource } from '../intune/msgraph.js';

export interface AdminCheckProps {
  /** The collection that is read in Microsoft Graph (v1.0), without leading slash. */
  readonly url: string;
  /** Terraform expression, without `${}`. `found` is the list of what is in the collection. */
  readonly condition: (found: string) => string;
  /** Who has to do what. */
  readonly errorMessage: string;
}

/**
 * Whether a step of a person with more rights is done: a data source and a Terraform `check` on it. It only reads, and
 * warns: what that person has to assign or consent to is often made by the very apply that looks for it.
 *
 * The data source stands outside the `check`: Terraform plans one inside to be read again by the apply, always, so no plan
 * would ever say "No changes" (terraform 1.11.4: exit code 2 with -detailed-exitcode).
 */
export class AdminCheck extends Construct {
  constructor(scope: Construct, id: string, props: AdminCheckProps) {
    super(scope, id);
    const looked = new DataMsgraphResource(this, 'looked', {
      url: props.url,
      responseExportValues: { answer: '@' },
    });
    new Check(this, 'done', `try(${props.condition(`${looked.fqn}.output.answer.value`)}, false)`, props.errorMessage);
  }
}

/** cdktf 0.21 has no class for `check` blocks. */
class Check extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly condition: string,
    private readonly errorMessage: string,
  ) {
    super(scope, id, 'check');
  }

  override toTerraform(): object {
    return {
      check: {
        [this.friendlyUniqueId]: {
          assert: [{ condition: `\${${this.condition}}`, error_message: this.errorMessage }],
        },
      },
    };
  }
}
