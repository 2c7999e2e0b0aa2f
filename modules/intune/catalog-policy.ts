import type { ITerraformDependable, TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource, type GraphBody } from './msgraph.js';
import { scopeTagsOf, type Labelled } from './labels.js';

/** What every policy of the settings catalog is given. */
export interface CatalogPolicyProps extends Audience, Labelled {
  /** Name of the policy in Intune. */
  readonly name: string;
}

/** What it says besides, as Graph calls it. */
export interface CatalogBody {
  readonly description: string;
  readonly platforms: string;
  readonly technologies: string;
  readonly templateReference: GraphBody;
  readonly settings: readonly GraphBody[];
}

export interface CatalogPolicy {
  readonly policyId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];
}

const url = 'deviceManagement/configurationPolicies';

/**
 * Makes a policy of the settings catalog in `scope`, and assigns it. Its settings are read with `$expand` alone and changed
 * by PUT of the whole policy (docs/facts/intune.md 6.1).
 * @throws Error where nobody gets it, or it sets nothing
 */
export function catalogPolicy(
  scope: Construct,
  { name, targets, exclude, ...labels }: CatalogPolicyProps,
  { description, platforms, technologies, templateReference, settings }: CatalogBody,
  lifecycle?: TerraformResourceLifecycle,
): CatalogPolicy {
  validateAudience(`the policy ${name}`, { targets });
  if (settings.length === 0) throw new Error(`\`settings\` of ${name} must hold at least one, got: none`);
  const policy = new MsgraphResource(scope, 'Resource', {
    url,
    apiVersion: 'beta',
    updateMethod: 'PUT',
    readQueryParameters: { $expand: ['settings'] },
    body: {
      name,
      description,
      platforms,
      technologies,
      roleScopeTagIds: scopeTagsOf(labels),
      templateReference,
      settings: [...settings],
    },
    ...present({ lifecycle }),
  });
  const assign = new Assign(scope, 'assign', { object: policy, url, targets, ...present({ exclude }) });
  return { policyId: policy.id, ready: [policy, ...assign.ready] };
}
