import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { SettingAt } from '../../domain/enrolment/setting.js';
import { catalogPolicy, type CatalogPolicyProps } from './catalog-policy.js';
import { settingsBody } from './setting-body.js';

export interface SettingsPolicyProps extends CatalogPolicyProps {
  /** What it is for, as an administrator reads it. */
  readonly description: string;
  /** What it sets, in an order that stays. */
  readonly settings: readonly SettingAt[];
}

/**
 * A policy of the settings catalog, and who gets it.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`, beta version of Graph. Its settings are read with `$expand`
 * alone and changed by PUT of the whole policy (docs/facts/intune.md 6.1).
 */
export class SettingsPolicy extends Construct {
  readonly policyId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: SettingsPolicyProps) {
    super(scope, id);
    const made = catalogPolicy(this, props, {
      description: props.description,
      platforms: 'windows10',
      technologies: 'mdm',
      templateReference: { templateId: '', templateFamily: 'none' },
      settings: settingsBody(props.settings),
    });
    this.policyId = made.policyId;
    this.ready = made.ready;
  }
}
