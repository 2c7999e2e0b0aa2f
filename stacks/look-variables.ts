import { TerraformVariable, type IResolvable } from 'cdktf';
import type { Construct } from 'constructs';

/** What a plan looks at, and must be told not to look at when it is gone; a destroy looks at neither. */
export interface LookVariables {
  readonly drift: IResolvable;
  readonly scimToken: IResolvable;
}

/** Declares the variables. Their names are part of the commands that an owner types. */
export function lookVariables(scope: Construct): LookVariables {
  const variable = (name: string, description: string): IResolvable =>
    new TerraformVariable(scope, name, { type: 'bool', default: true, nullable: false, description }).booleanValue;
  return {
    drift: variable(
      'look_for_drift',
      'Whether a plan compares directories and bundles with what AWS has. Set to false when one is gone, or to destroy.',
    ),
    scimToken: variable(
      'read_scim_token',
      'Whether a plan reads the SCIM token. Set to false to go on with a destroy that has removed its secret already.',
    ),
  };
}
