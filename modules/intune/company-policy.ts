import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { addressOf } from '../control-plane/invocation.js';
import { ReplacementTrigger } from '../control-plane/replacement.js';
import { catalogPolicy, type CatalogPolicyProps } from './catalog-policy.js';
import type { GraphBody } from './msgraph.js';

/** A policy of the settings catalog as it was exported. */
export interface ExportedPolicy {
  readonly description: string;
  readonly platforms: 'windows10';
  /** Such as `mdm` or `mdm,microsoftSense`. */
  readonly technologies: string;
  /** Empty: no template. */
  readonly templateId: string;
  readonly templateFamily: string;
  /** In the order of the export, which stays. */
  readonly settings: readonly GraphBody[];
}

export interface CompanyPolicyProps extends CatalogPolicyProps {
  readonly exported: ExportedPolicy;
}

/**
 * A policy of the company, made anew out of its export for the desktops alone: the one that was exported is not touched.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`, beta version of Graph. Template, platform and technologies are
 * given at creation alone: another one makes another policy (docs/facts/intune.md 6.3).
 */
export class CompanyPolicy extends Construct {
  readonly policyId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: CompanyPolicyProps) {
    super(scope, id);
    const { templateId, templateFamily, ...exported } = props.exported;
    const once = new ReplacementTrigger(this, 'made-of', [exported.platforms, exported.technologies, templateId]);
    const made = catalogPolicy(
      this,
      props,
      { ...exported, templateReference: { templateId, templateFamily } },
      { replaceTriggeredBy: [addressOf(once)] },
    );
    this.policyId = made.policyId;
    this.ready = made.ready;
  }
}
