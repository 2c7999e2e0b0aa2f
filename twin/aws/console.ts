import type { ServiceProvider, TrustedIdentityProvider } from '../clouds.js';
import type { AddressForm, IdentitySource, ScimToken } from './identity-center/identity-source.js';
import type { IdentityCenter } from './identity-center/identity-center.js';
import type { Instance } from './identity-center/instance.js';

/** What the console shows of automatic provisioning. The token is shown once. */
export interface ScimAccess {
  readonly endpoint: string;
  /** The same endpoint for networks with IPv6. */
  readonly dualStackEndpoint: string;
  readonly token: string;
  readonly expires: Date;
}

/**
 * What a person does in the console of Identity Center: none of it has an API
 * (https://docs.aws.amazon.com/singlesignon/latest/userguide/idp-microsoft-entra.html). Works on the only instance, or
 * on the one that was opened.
 */
export class IdentityCenterConsole {
  private opened: string | undefined;
  private form: AddressForm = 'ipv4';

  constructor(private readonly center: IdentityCenter) {}

  /** Chooses one of several instances. */
  open(instanceArn: string): void {
    if (!this.center.instance(instanceArn)) throw new Error(`There is no instance ${instanceArn}.`);
    this.opened = instanceArn;
  }

  /**
   * "Change identity source" to an external identity provider: takes the provider's metadata, hands out its own. A
   * metadata file of the same provider with another certificate adds that one and keeps the old.
   */
  trustEntra(metadataXml: string, form: AddressForm = 'ipv4'): { serviceProviderXml: string; signInUrl: string } {
    this.form = form;
    this.source().trust(readMetadata(metadataXml));
    return {
      serviceProviderXml: this.serviceProviderXml(form),
      signInUrl: this.source().serviceProvider(form).signInUrl,
    };
  }

  /** What the console says of an uploaded file before it is confirmed. Throws for one that it does not take. */
  checkMetadata(metadataXml: string): void {
    readMetadata(metadataXml);
  }

  /** "Manage SAML 2.0 certificates": imports one more, base64 or PEM. */
  importCertificate(certificate: string): void {
    this.source().addCertificate(bare(certificate));
  }

  removeCertificate(certificate: string): void {
    this.source().removeCertificate(bare(certificate));
  }

  /** The metadata file that AWS offers for download, with an ACS address for each Region of the instance. */
  serviceProviderXml(form: AddressForm = this.form): string {
    const { entityId, acsUrls } = this.source().serviceProvider(form);
    const services = acsUrls.map(
      (url, index) =>
        `<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${url}" index="${index}"${index === 0 ? ' isDefault="true"' : ''}/>`,
    );
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">`,
      '<md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
      '<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>',
      ...services,
      '</md:SPSSODescriptor>',
      '</md:EntityDescriptor>',
      '',
    ].join('\n');
  }

  /** "Enable automatic provisioning": only with an external identity provider. */
  enableScim(): ScimAccess {
    const source = this.source();
    if (!source.trusted)
      throw new Error('Automatic provisioning needs an external identity provider as identity source.');
    source.scimTenant ??= this.center.newScimTenant();
    return this.access(source.newToken());
  }

  /** "Generate token": a second one beside the first. */
  newToken(): ScimAccess {
    if (this.source().scimTenant === undefined) throw new Error('Automatic provisioning is not enabled.');
    return this.access(this.source().newToken());
  }

  /** As "Manage provisioning" shows it. Undefined: automatic provisioning is off. */
  scimEndpoint(): string | undefined {
    return this.source().scimTenant === undefined ? undefined : this.endpoint();
  }

  /** The tokens as the list shows them: without their text. */
  tokens(): readonly Omit<ScimToken, 'token'>[] {
    return this.source().tokens.map(({ id, created, expires }) => ({ id, created, expires }));
  }

  deleteToken(id: string): void {
    this.source().deleteToken(id);
  }

  disableScim(): void {
    const source = this.source();
    source.scimTenant = undefined;
    source.tokens.length = 0;
  }

  trustedIdentityProvider(): TrustedIdentityProvider | undefined {
    return this.center.instances.length === 0 ? undefined : this.source().trusted;
  }

  serviceProvider(): ServiceProvider | undefined {
    return this.center.instances.length === 0 ? undefined : this.source().serviceProvider(this.form);
  }

  private access({ token, expires }: ScimToken): ScimAccess {
    const { region } = this.instance();
    const tenant = this.source().scimTenant ?? '';
    return {
      endpoint: this.endpoint(),
      dualStackEndpoint: `https://scim.${region}.api.aws/${tenant}/scim/v2/`,
      token,
      expires,
    };
  }

  private endpoint(): string {
    return `https://scim.${this.instance().region}.amazonaws.com/${this.source().scimTenant ?? ''}/scim/v2/`;
  }

  private source(): IdentitySource {
    return this.instance().source;
  }

  private instance(): Instance {
    const { instances } = this.center;
    const instance = this.opened === undefined ? instances[0] : this.center.instance(this.opened);
    if (!instance) throw new Error('IAM Identity Center is not enabled.');
    if (this.opened === undefined && instances.length > 1) {
      throw new Error('There are several instances of IAM Identity Center: open one first.');
    }
    return instance;
  }
}

/** Reads an identity provider's metadata as the console does; a text that is none is refused. */
function readMetadata(xml: string): TrustedIdentityProvider {
  const entityId = /<(?:\w+:)?EntityDescriptor\b[^>]*\bentityID="([^"]+)"/.exec(xml)?.[1];
  const part = /<(?:\w+:)?IDPSSODescriptor\b[\s\S]*?<\/(?:\w+:)?IDPSSODescriptor>/.exec(xml)?.[0];
  if (entityId === undefined || part === undefined)
    throw new Error('The metadata file is not valid: it describes no identity provider.');
  const signInUrl = /<(?:\w+:)?SingleSignOnService\b[^>]*\bLocation="([^"]+)"/.exec(part)?.[1];
  const keys = [...part.matchAll(/<(?:\w+:)?KeyDescriptor\b([^>]*)>([\s\S]*?)<\/(?:\w+:)?KeyDescriptor>/g)];
  const certificates = keys
    .filter(([, attributes = '']) => !attributes.includes('use="encryption"'))
    .flatMap(([, , content = '']) => [
      ...content.matchAll(/<(?:\w+:)?X509Certificate>([\s\S]*?)<\/(?:\w+:)?X509Certificate>/g),
    ])
    .map(([, certificate = '']) => bare(certificate));
  if (signInUrl === undefined || certificates.length === 0)
    throw new Error('The metadata file is not valid: it has no sign-in address or no certificate.');
  return { entityId, signInUrl, certificates };
}

function bare(certificate: string): string {
  return certificate.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
}
