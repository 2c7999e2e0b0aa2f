import { randomUUID } from 'node:crypto';
import type { RuleBook } from '../../rules.js';
import { rule } from '../../rules.js';
import { ProviderError } from '../provider.js';
import type { Values } from '../value.js';

const diagnosticSettingsNeedRole = rule(
  'aad-diagnostic-settings-need-role',
  'hashicorp/terraform-provider-azurerm#12986, #18624; Azure/azapi#247',
  'A service principal may write Entra diagnostic settings only with a role assigned at /providers/Microsoft.aadiam.',
);
const namesInGroupUnique = rule(
  'arm-names-unique',
  'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules',
  'A resource of a type has its name once in its group.',
);

/** An Azure subscription as far as sign-in monitoring uses it: objects by their resource id, compared without case. */
export class Subscription {
  private readonly objects = new Map<string, Values>();
  /** Whether the caller has the role that Entra diagnostic settings need. */
  mayWriteDiagnosticSettings = true;

  constructor(
    readonly id: string,
    private readonly rules: RuleBook,
  ) {}

  get(resourceId: string): Values | undefined {
    return this.objects.get(resourceId.toLowerCase());
  }

  /** Adds an object. It must not be there, and what it names as its parent must be. */
  add(resourceId: string, type: string, values: Values): void {
    this.checkRole(type);
    const parent = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\//i.exec(resourceId)?.[1];
    if (parent && !this.get(parent)) {
      throw new ProviderError(
        `creating ${resourceId}: unexpected status 404 (404 Not Found) with error: ResourceGroupNotFound`,
        {
          detail: `Resource group '${parent.split('/').pop()}' could not be found.`,
        },
      );
    }
    if (this.get(resourceId)) {
      this.rules.leanOn(namesInGroupUnique);
      throw new ProviderError(
        `A resource with the ID "${resourceId}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`,
      );
    }
    this.objects.set(resourceId.toLowerCase(), values);
  }

  replace(resourceId: string, type: string, values: Values): void {
    this.checkRole(type);
    this.objects.set(resourceId.toLowerCase(), values);
  }

  /** A group goes with all that is in it. */
  remove(resourceId: string): void {
    const id = resourceId.toLowerCase();
    for (const held of [...this.objects.keys()]) {
      if (held === id || held.startsWith(`${id}/providers/`)) this.objects.delete(held);
    }
  }

  /** Resource ids, sorted: empty when nothing is left. */
  ids(): string[] {
    return [...this.objects.keys()].sort();
  }

  newKey(): string {
    return Buffer.from(randomUUID()).toString('base64');
  }

  private checkRole(type: string): void {
    if (type !== 'azurerm_monitor_aad_diagnostic_setting' || this.mayWriteDiagnosticSettings) return;
    this.rules.leanOn(diagnosticSettingsNeedRole);
    throw new ProviderError('creating Monitor AAD Diagnostic Setting: unexpected status 403 (403 Forbidden)', {
      detail:
        "AuthorizationFailed: The client does not have authorization to perform action 'microsoft.aadiam/diagnosticSettings/write' over scope '/providers/Microsoft.aadiam'.",
    });
  }
}
