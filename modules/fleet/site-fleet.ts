import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import { jsonText } from '../control-plane/json-text.js';
import type { FleetEngine } from './fleet-engine.js';

export interface SiteFleetProps {
  readonly engine: FleetEngine;
  /** aws provider of the site's Region. */
  readonly provider: TerraformProvider;
  /** What the fleet of the site is to be, with references where Terraform knows them. */
  readonly settings: FleetSettings;
  /** What desktops need: directory, access, profile. The claim goes before them. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The fleet of one site: hands its policy to the engine, and claims the directory for it. The claim's delete is refused
 * while the fleet has desktops: a destroy would leave them behind in a directory that cannot go. Where volumes are encrypted,
 * `act` is given their key, and no other.
 */
export class SiteFleet extends Construct {
  constructor(scope: Construct, id: string, { engine, provider, settings, dependsOn }: SiteFleetProps) {
    super(scope, id);
    const { site, directoryId, encryption } = settings;
    const key = encryption ? [engine.useKey(this, site, encryption.keyArn)] : [];
    const identity = { site, directoryId };
    const claim = new LambdaInvocation(this, 'claim', {
      provider,
      functionName: engine.observeFunction,
      lifecycleScope: 'CRUD',
      input: jsonText({ step: 'claim', ...identity }),
      triggers: { identity: jsonText(identity) },
      dependsOn: [...engine.ready, ...key, ...dependsOn],
    });
    new LambdaInvocation(this, 'policy', {
      provider,
      functionName: engine.observeFunction,
      lifecycleScope: 'CREATE_ONLY',
      input: jsonText({ step: 'policy', settings }),
      dependsOn: [claim],
    });
  }
}
