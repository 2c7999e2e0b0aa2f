import { TerraformElement, type IResolvable, type TerraformProvider, ref } from 'cdktf';
import type { Construct } from 'constructs';

/** One thing that must still be so. */
export interface Expectation {
  /** A Terraform expression, made with `Op` and `Fn` of cdktf over what `seen` gives. */
  readonly condition: IResolvable;
  /** What is wrong and how to put it right. */
  readonly errorMessage: string;
}

export interface DriftCheckProps {
  /** Type of a data source that only reads, e.g. `aws_workspaces_directory`. */
  readonly dataSource: string;
  readonly provider: TerraformProvider;
  /** Arguments of the data source, in Terraform's names. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** `seen` gives a reference below the data source, e.g. `seen('compute_type[0].name')`. */
  readonly expectations: (seen: (path: string) => IResolvable) => readonly Expectation[];
}

/**
 * A Terraform `check` with its own data source. The results of the control plane's invocations are never read again by
 * Terraform, so this is how a plan notices what was changed or deleted behind it. A check warns; it blocks nothing, and
 * neither does a missing permission to look.
 *
 * cdktf 0.21 has no class for `check` blocks.
 */
export class DriftCheck extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DriftCheckProps,
  ) {
    super(scope, id, 'check');
  }

  override toTerraform(): object {
    const name = this.friendlyUniqueId;
    const { dataSource, provider } = this.props;
    const seen = (path: string) => ref(`data.${dataSource}.${name}.${path}`, this.cdktfStack);
    return {
      check: {
        [name]: {
          data: { [dataSource]: { [name]: { provider: provider.fqn, ...this.props.arguments } } },
          assert: this.props.expectations(seen).map(({ condition, errorMessage }) => ({
            condition,
            error_message: errorMessage,
          })),
        },
      },
    };
  }
}
