import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Assign } from './assign.js';
import { validateAudience, type Audience } from './assignment.js';
import { MsgraphResource } from './msgraph.js';
import { scopeTagsOf, type Labelled } from './labels.js';

export interface TrustedCertificateProps extends Audience, Labelled {
  /** Name of the profile in Intune. */
  readonly name: string;
  /** What it is, as an administrator reads it: subject, thumbprint, end. */
  readonly description: string;
  /** DER in base64. */
  readonly certificate: string;
  /** Name of the file, as Intune shows it. */
  readonly fileName: string;
  /** Where the computer keeps it. */
  readonly store: 'root' | 'intermediate';
}

const url = 'deviceManagement/deviceConfigurations';

const stores = { root: 'computerCertStoreRoot', intermediate: 'computerCertStoreIntermediate' } as const;

/**
 * The certificate of an authority that desktops trust: of a proxy, of a company's own servers.
 *
 * Permission `DeviceManagementConfiguration.ReadWrite.All`. Source:
 * https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows81trustedrootcertificate (docs/facts/intune.md 7.2).
 */
export class TrustedCertificate extends Construct {
  readonly profileId: string;
  /** What the first desktop must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TrustedCertificateProps) {
    super(scope, id);
    validateAudience(`the certificate ${props.name}`, props);
    const profile = new MsgraphResource(this, 'Resource', {
      url,
      apiVersion: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.windows81TrustedRootCertificate',
        displayName: props.name,
        description: props.description,
        roleScopeTagIds: scopeTagsOf(props),
        certFileName: props.fileName,
        trustedRootCertificate: props.certificate,
        destinationStore: stores[props.store],
      },
    });
    const { targets, exclude } = props;
    const assign = new Assign(this, 'assign', { object: profile, url, targets, ...(exclude ? { exclude } : {}) });
    this.profileId = profile.id;
    this.ready = [profile, ...assign.ready];
  }
}
