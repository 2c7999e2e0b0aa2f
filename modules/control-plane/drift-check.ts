import {
  conditional,
  Fn,
  Op,
  ref,
  TerraformCount,
  TerraformElement,
  TerraformResource,
  Token,
  type IResolvable,
  type ITerraformDependable,
  type TerraformDataSource,
  type TerraformMetaArguments,
} from 'cdktf';
import { Construct } from 'constructs';

/** One thing that must still be so. */
export interface Expectation {
  /** A Terraform expression, made with `Op` and `Fn` of cdktf over what `seen` gives. */
  readonly condition: IResolvable;
  /** What is wrong and how to put it right. */
  readonly errorMessage: string;
}

/** One whose condition is written out: cdktf 0.21 puts no reference with a path into its functions. */
export interface WrittenExpectation {
  /** `${…}` */
  readonly condition: string;
  readonly errorMessage: string;
}

export interface DriftCheckProps {
  /**
   * Whether to look, as `true` or as a variable. There must be a way not to: a data source whose thing is gone stops a
   * plan, and a destroy as well.
   */
  readonly look: boolean | IResolvable;
  /**
   * What brings the thing to what the deployment says (`stepsOf`). While one of these has something to do, the data source is
   * read after it, or a wanted change would be told as an unwanted one. Terraform looks at these alone, not at what they
   * depend on in turn.
   */
  readonly after: readonly ITerraformDependable[];
  /** Makes the data source, in the given scope and with the given arguments. It only reads. */
  readonly dataSource: (scope: Construct, id: string, meta: TerraformMetaArguments) => TerraformDataSource;
  /** `seen` gives a reference below the data source, e.g. `seen('compute_type[0].name')`. */
  readonly expectations: (seen: (path: string) => IResolvable) => readonly Expectation[];
}

/**
 * What AWS has, compared with the deployment, by a data source and a Terraform `check` on it, which warns and blocks
 * nothing. The results of the control plane's invocations are never read again by Terraform, so nothing else in a plan
 * would notice what was changed behind it.
 *
 * The data source stands outside the `check`: Terraform plans one inside to be read again by the apply, always, so no plan
 * would ever say "No changes" (terraform 1.11.4).
 */
export class DriftCheck extends Construct {
  constructor(scope: Construct, id: string, { look, after, dataSource, expectations }: DriftCheckProps) {
    super(scope, id);
    const count = TerraformCount.of(Token.asNumber(conditional(look, 1, 0)));
    const seen = dataSource(this, 'seen', { count, dependsOn: [...after] });
    const at = (path: string) =>
      ref(`data.${seen.terraformResourceType}.${seen.friendlyUniqueId}[0].${path}`, seen.cdktfStack);
    new Check(
      this,
      'check',
      expectations((path) => at(path)).map(({ condition, errorMessage }) => ({
        // With `look` false there is no data source to index, which `try` takes as "not so".
        condition: Op.or(Op.not(look), Fn.try([condition, false])),
        errorMessage,
      })),
    );
  }
}

/** The steps of something that the control plane manages: each a resource that can have something to do. */
export function stepsOf(managed: Construct): ITerraformDependable[] {
  return managed.node.children.filter((step) => TerraformResource.isTerraformResource(step));
}

/** A `check` block, which warns and blocks nothing: cdktf 0.21 has no class for it. */
export class Check extends TerraformElement {
  /** @param expectations conditions made with `Op` and `Fn`, or written out as `${…}` */
  constructor(
    scope: Construct,
    id: string,
    private readonly expectations: readonly (Expectation | WrittenExpectation)[],
  ) {
    super(scope, id, 'check');
  }

  override toTerraform(): object {
    const assert = this.expectations.map(({ condition, errorMessage }) => ({ condition, error_message: errorMessage }));
    return { check: { [this.friendlyUniqueId]: { assert } } };
  }
}
