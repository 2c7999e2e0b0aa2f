import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { signingCertificateNames, signingCertificateSubject } from '../../domain/gallery-app.js';
import { MsgraphResourceAction, MsgraphUpdateResource } from '../intune/msgraph.js';

export interface SigningCertificateProps {
  /** Object id of the service principal of the enterprise app. */
  readonly servicePrincipalObjectId: string;
  /** What the first certificate must wait for: the app in SAML mode. */
  readonly dependsOn: readonly ITerraformDependable[];
  /**
   * Names of the certificates, oldest first. A new name makes another certificate beside those that are there. A name
   * that goes is forgotten by Terraform; its certificate stays in Entra until it expires.
   * @default ['1']
   */
  readonly names?: readonly string[];
  /**
   * The certificate that signs: the one that Identity Center trusts. It must be one of `names`.
   * @default - the first one, as before the handshake
   */
  readonly active?: string;
}

/** What is known of one certificate. */
export interface CertificateOutputs {
  /** SHA-1 of the certificate, in hexadecimal. */
  readonly thumbprint: string;
  /** RFC 3339 time. Graph gives 3 years. */
  readonly expiresAt: string;
}

/**
 * The SAML signing certificates of the enterprise app, one of them active.
 *
 * Each is a request that is sent once (`addTokenSigningCertificate`), not azuread's resource for it: deleting one of
 * several with that resource can take the wrong one and then waits five minutes for it to go. A certificate never needs
 * to be deleted: it expires, and the app takes all of them along. See docs/decisions/0002-signing-certificates-are-requests.md.
 */
export class SigningCertificate extends Construct {
  /** By name. */
  readonly certificates: Readonly<Record<string, CertificateOutputs>>;
  /** The one that signs. */
  readonly active: CertificateOutputs;
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: SigningCertificateProps) {
    super(scope, id);
    const names = props.names ?? defaults.certificates;
    this.validateNames(names);
    const activeName = props.active ?? names[0]!;
    this.validateActive(activeName, names);

    // One after the other: Graph keeps all certificates in one list of the service principal.
    const made = names.reduce<MsgraphResourceAction[]>(
      (earlier, name) => [...earlier, this.add(name, props, earlier.slice(-1))],
      [],
    );
    this.certificates = Object.fromEntries(
      names.map((name, at) => [
        name,
        { thumbprint: made[at]!.exported('thumbprint'), expiresAt: made[at]!.exported('expires') },
      ]),
    );
    this.active = this.certificates[activeName]!;
    // Destroying this sends nothing: the app keeps signing with what it signs with.
    const activation = new MsgraphUpdateResource(this, 'active', {
      url: `servicePrincipals/${props.servicePrincipalObjectId}`,
      body: { preferredTokenSigningKeyThumbprint: this.active.thumbprint },
      responseExportValues: { thumbprint: 'preferredTokenSigningKeyThumbprint' },
      dependsOn: made,
    });
    this.ready = [activation];
  }

  private add(
    name: string,
    { servicePrincipalObjectId, dependsOn }: SigningCertificateProps,
    earlier: readonly MsgraphResourceAction[],
  ): MsgraphResourceAction {
    return new MsgraphResourceAction(this, `certificate-${name}`, {
      resourceUrl: `servicePrincipals/${servicePrincipalObjectId}`,
      action: 'addTokenSigningCertificate',
      method: 'POST',
      body: { displayName: signingCertificateSubject(name) },
      responseExportValues: { thumbprint: 'thumbprint', expires: 'endDateTime', keyId: 'keyId' },
      dependsOn: [...dependsOn, ...earlier],
      lifecycle: {
        // A changed request would be sent again: another certificate, unknown to Identity Center. Method and action differ in
        // the state where the certificate was there before and only read (`entra-workspaces adopt`).
        ignoreChanges: ['action', 'body', 'method', 'response_export_values'],
        postcondition: [
          {
            condition: '${try(length(self.output.thumbprint) > 0, false)}',
            errorMessage:
              `Entra made the signing certificate "${name}" without saying its thumbprint, so it cannot be activated. ` +
              'Look at the certificates of the enterprise app (Single sign-on, SAML certificates) and apply again with another name.',
          },
        ],
      },
    });
  }

  private validateNames(names: readonly string[]): void {
    if (names.length === 0) throw new Error('`names` must hold at least one certificate, got: none');
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new Error(`\`names\` must differ, got: ${twice} twice`);
    const wrong = names.find((name) => !signingCertificateNames.test(name));
    if (wrong !== undefined) {
      throw new Error(`\`names\` must hold short names of lower-case letters, digits and hyphens, got: ${wrong}`);
    }
  }

  private validateActive(active: string, names: readonly string[]): void {
    if (!names.includes(active)) {
      throw new Error(`\`active\` must be one of the certificates (${names.join(', ')}), got: ${active}`);
    }
  }
}
