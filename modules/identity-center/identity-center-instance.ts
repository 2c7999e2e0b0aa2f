import { DataAwsSsoadminInstances } from '@cdktf/provider-aws/lib/data-aws-ssoadmin-instances/index.js';
import { Fn, Token, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';

export interface IdentityCenterInstanceProps {
  /**
   * aws provider of the Region of Identity Center, with the role to assume where there is one. ARNs of instances carry no
   * Region, so a call elsewhere goes wrong without an error.
   */
  readonly provider: TerraformProvider;
  readonly region: string;
  /** `arn:aws:sso:::instance/ssoins-…` */
  readonly arn: string;
}

/** An Identity Center instance that exists: nothing of it is changed. */
export class IdentityCenterInstance extends Construct {
  readonly instanceArn: string;
  /** `d-…`: where its users and groups are. */
  readonly identityStoreId: string;

  constructor(scope: Construct, id: string, props: IdentityCenterInstanceProps) {
    super(scope, id);
    validateInstanceArn(props.arn);
    const instances = new DataAwsSsoadminInstances(this, 'visible', { provider: props.provider });
    instances.lifecycle = {
      postcondition: [
        {
          condition: `\${contains(self.arns, "${props.arn}")}`,
          errorMessage:
            `The Identity Center instance ${props.arn} is not to be seen in ${props.region} with these credentials. ` +
            'Check `identityCenter.region` and the ARN; where the instance belongs to another account that does not ' +
            'share it, name a role there in `identityCenter.roleArn`.',
        },
      ],
    };
    this.instanceArn = props.arn;
    // Without `try`, an instance that is gone would stop a destroy as well, where the message above is only a warning.
    this.identityStoreId = Token.asString(
      Fn.try([Fn.element(instances.identityStoreIds, Token.asNumber(Fn.index(instances.arns, props.arn))), '']),
    );
  }
}

function validateInstanceArn(arn: string): void {
  if (Token.isUnresolved(arn) || /^arn:aws(-[a-z-]+)?:sso:::instance\/(sso)?ins-[a-zA-Z0-9.-]{16}$/.test(arn)) return;
  throw new Error(
    `\`arn\` of an instance must be like \`arn:aws:sso:::instance/ssoins-1234567890abcdef\`, got: ${arn}`,
  );
}
