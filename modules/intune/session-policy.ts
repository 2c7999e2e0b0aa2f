import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource, type GraphBody } from './msgraph.js';
import { scopeTagsOf, type Labelled } from './labels.js';

/** A policy of the ADMX file, and what it is set to. */
export interface SessionPolicySetting {
  readonly name: string;
  readonly scope: 'Device' | 'User';
  /** Categories that it lies in, the outermost first. */
  readonly categories: readonly string[];
  readonly on: boolean;
  /** What it asks for, by the id of the element. */
  readonly values: Readonly<Record<string, string>>;
}

export interface SessionPolicyProps extends Audience, Labelled {
  /** Name of the policy in Intune. */
  readonly name: string;
  /** The ADMX file of the company: its text, a name without signs, and a hash of the text. */
  readonly admx: { readonly app: string; readonly hash: string; readonly text: string };
  readonly settings: readonly SessionPolicySetting[];
}

const url = 'deviceManagement/deviceConfigurations';

/**
 * What people may do in a session of DCV: the ADMX file of the company first, then its policies, in one custom policy.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`. Another file has another id, so that Windows takes it in anew.
 * Intune shows none of the values (docs/facts/intune.md 7.3): what somebody changes there is not seen. Source of the
 * addresses: https://learn.microsoft.com/windows/client-management/win32-and-centennial-app-policy-configuration.
 */
export class SessionPolicy extends Construct {
  readonly policyId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: SessionPolicyProps) {
    super(scope, id);
    validateAudience(`the policy ${props.name}`, props);
    const { admx, settings } = props;
    if (settings.length === 0) throw new Error(`\`settings\` of ${props.name} must hold at least one, got: none`);
    const policy = new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.windows10CustomConfiguration',
        displayName: props.name,
        description: 'Sessions of Amazon WorkSpaces. Made by entra-workspaces.',
        roleScopeTagIds: scopeTagsOf(props),
        omaSettings: [
          omaSetting(`ADMX ${admx.hash}`, ingestion(admx), admx.text),
          ...settings.map((each) => omaSetting(each.name, address(admx.app, each), written(each))),
        ],
      },
    });
    const { targets, exclude } = props;
    const assign = new Assign(this, 'assign', { object: policy, url, targets, ...(exclude ? { exclude } : {}) });
    this.policyId = policy.id;
    this.ready = [policy, ...assign.ready];
  }
}

function omaSetting(displayName: string, omaUri: string, value: string): GraphBody {
  return { '@odata.type': '#microsoft.graph.omaSettingString', displayName, description: '', omaUri, value };
}

function ingestion({ app, hash }: SessionPolicyProps['admx']): string {
  return `./Device/Vendor/MSFT/Policy/ConfigOperations/ADMXInstall/${app}/Policy/${app}_${hash}`;
}

function address(app: string, { scope, categories, name }: SessionPolicySetting): string {
  return `./${scope}/Vendor/MSFT/Policy/Config/${[app, 'Policy', ...categories].join('~')}/${name}`;
}

function written({ on, values }: SessionPolicySetting): string {
  if (!on) return '<disabled/>';
  const data = Object.entries(values).map(([id, value]) => `<data id="${escaped(id)}" value="${escaped(value)}"/>`);
  return ['<enabled/>', ...data].join('');
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
