/** What AWS Network Firewall keeps, in the shape of its API (botocore network-firewall), cut to what is played. */

export interface RuleGroupBody {
  readonly RulesSource?: {
    readonly RulesString?: string;
    readonly RulesSourceList?: {
      readonly Targets?: readonly string[];
      readonly TargetTypes?: readonly string[];
      readonly GeneratedRulesType?: string;
    };
    readonly StatefulRules?: readonly StatefulRule[];
    readonly StatelessRulesAndCustomActions?: object;
  };
  readonly RuleVariables?: object;
  readonly ReferenceSets?: object;
  readonly StatefulRuleOptions?: { readonly RuleOrder?: string };
}

export interface StatefulRule {
  readonly Action: string;
  readonly Header: {
    readonly Protocol: string;
    readonly Source: string;
    readonly SourcePort: string;
    readonly Direction: string;
    readonly Destination: string;
    readonly DestinationPort: string;
  };
  readonly RuleOptions?: readonly { readonly Keyword?: string; readonly Settings?: readonly string[] }[];
}

export interface PolicyBody {
  readonly StatelessDefaultActions?: readonly string[];
  readonly StatelessFragmentDefaultActions?: readonly string[];
  readonly StatelessRuleGroupReferences?: readonly object[];
  readonly StatefulRuleGroupReferences?: readonly { readonly ResourceArn?: string; readonly Priority?: number }[];
  readonly StatefulDefaultActions?: readonly string[];
  readonly StatefulEngineOptions?: { readonly RuleOrder?: string; readonly StreamExceptionPolicy?: string };
}

interface Stored {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly id: string;
  description: string | undefined;
  /** Each change has to name the last one. */
  token: string;
  readonly tags: Map<string, string>;
}

export interface StoredRuleGroup extends Stored {
  readonly type: string;
  readonly capacity: number;
  body: RuleGroupBody;
}

export interface StoredPolicy extends Stored {
  body: PolicyBody;
}

export interface StoredFirewall extends Stored {
  readonly vpcId: string;
  readonly policyArn: string;
  readonly deleteProtection: boolean;
  status: 'PROVISIONING' | 'READY' | 'DELETING';
  /** By subnet. */
  readonly endpoints: readonly { readonly subnetId: string; readonly zoneName: string; readonly endpointId: string }[];
}

export type Kept = StoredRuleGroup | StoredPolicy | StoredFirewall;
