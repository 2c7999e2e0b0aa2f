import { createHash, X509Certificate } from 'node:crypto';
import type { IdentityCenterConsole, ScimAccess } from '../aws/console.js';
import type { Instance } from '../aws/identity-center/instance.js';
import { rule, type RuleBook } from '../rules.js';
import { button, facts, html, type Markup, type Screen } from './page.js';

const clicks = rule(
  'identity-center-console',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/how-to-connect-idp.html, https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html',
  'The identity source is changed in three screens, with ACCEPT typed in the last; automatic provisioning is enabled after it, and a token is shown once.',
);

/** One click: the screen that is asked for, or what a form sent. */
export interface Click {
  readonly screen: string;
  readonly form: ReadonlyMap<string, string>;
}

/** A file instead of a screen. */
export interface Download {
  readonly file: string;
  readonly content: string;
}

/** The console of IAM Identity Center, as far as a handshake goes. Remembers where in a change of the source one is. */
export class AwsConsole {
  /** Metadata of the identity provider, uploaded and not confirmed yet. */
  private uploaded: string | undefined;

  constructor(
    private readonly console: IdentityCenterConsole,
    private readonly instances: () => readonly Instance[],
    private readonly rules: RuleBook,
  ) {}

  /** What a click leads to. Refusals of the console are screens, too. */
  answer({ screen, form }: Click): Screen | Download {
    const [instance] = this.instances();
    if (!instance) {
      return {
        title: 'IAM Identity Center',
        body: html`<p>
          IAM Identity Center is not enabled in this account. The deployment makes an account instance: apply its
          foundation, then come back.
        </p>`,
      };
    }
    this.rules.leanOn(clicks);
    const action = form.get('action');
    try {
      return action === undefined ? this.show(screen, instance) : this.act(action, form, instance);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const back = action === 'upload' || action === 'confirm' ? 'change-2' : screen;
      const shown = this.show(action === 'confirm' ? 'change-3' : back, instance);
      return 'file' in shown ? shown : { ...shown, notice: { kind: 'bad', text } };
    }
  }

  private act(action: string, form: ReadonlyMap<string, string>, instance: Instance): Screen | Download {
    switch (action) {
      case 'choose':
        if (form.get('source') === 'external') return this.show('change-2', instance);
        throw new Error('The sandbox plays an external identity provider alone: choose that one.');
      case 'upload':
        return this.upload(form.get('metadata') ?? '', instance);
      case 'confirm':
        return this.confirm(form.get('accept') ?? '', instance);
      case 'enable-scim':
        return this.access(this.console.enableScim());
      case 'generate-token':
        return this.access(this.console.newToken());
      case 'delete-token':
        this.console.deleteToken(form.get('id') ?? '');
        return done(
          this.provisioning(),
          'The access token is deleted: what provisions with it is refused from now on.',
        );
      case 'import-certificate':
        this.importCertificate(form.get('certificate') ?? '');
        return done(this.certificates(), 'The certificate is imported.');
      case 'delete-certificate':
        this.console.removeCertificate(form.get('certificate') ?? '');
        return done(this.certificates(), 'The certificate is deleted.');
      default:
        throw new Error('The sandbox does not know this button.');
    }
  }

  private show(screen: string, instance: Instance): Screen | Download {
    switch (screen) {
      case 'change-1':
        return change(1, 'Choose identity source', chooseSource);
      case 'change-2':
        return change(2, 'Configure external identity provider', this.configure());
      case 'change-3':
        return this.uploaded === undefined ? this.show('change-2', instance) : change(3, 'Review and confirm', review);
      case 'metadata':
        return {
          file: `service-provider-metadata-${instance.store.id}.xml`,
          content: this.console.serviceProviderXml(),
        };
      case 'provisioning':
        return this.provisioning();
      case 'certificates':
        return this.certificates();
      default:
        return this.settings(instance);
    }
  }

  private settings(instance: Instance): Screen {
    const { trusted, scimTenant } = instance.source;
    const identitySource = trusted
      ? html`${facts([
            ['Identity source', 'External identity provider'],
            ['Authentication method', 'SAML 2.0'],
            ['Issuer', html`<code>${trusted.entityId}</code>`],
            ['Provisioning method', scimTenant === undefined ? 'Manual' : 'SCIM'],
            ['AWS access portal sign-in URL', html`<code>${this.portal()}</code>`],
          ])}
          <p>
            <a class="button plain" href="?screen=certificates">Actions: Manage authentication</a>
            <a class="button plain" href="?screen=change-1">Actions: Change identity source</a>
          </p>`
      : html`${facts([
            ['Identity source', 'Identity Center directory'],
            ['Authentication method', 'Password'],
            ['Provisioning method', 'Direct'],
          ])}
          <p><a class="button" href="?screen=change-1">Actions: Change identity source</a></p>`;
    const automatic = !trusted
      ? undefined
      : scimTenant === undefined
        ? html`<section>
            <h2>Automatic provisioning</h2>
            <p>Users and groups can come from your identity provider by SCIM.</p>
            ${button('enable-scim', 'Enable')}
          </section>`
        : html`<section>
            <h2>Automatic provisioning</h2>
            <p>Enabled.</p>
            <p><a class="button plain" href="?screen=provisioning">Actions: Manage provisioning</a></p>
          </section>`;
    return {
      title: 'Settings',
      body: html`<section>
          <h2>Details</h2>
          ${facts([
            ['Instance ARN', html`<code>${instance.arn}</code>`],
            ['Instance type', instance.kind === 'organization' ? 'Organization instance' : 'Account instance'],
            ['Region', instance.region],
            ['Identity store ID', html`<code>${instance.store.id}</code>`],
          ])}
        </section>
        <section>
          <h2>Identity source</h2>
          ${identitySource}
        </section>
        ${automatic}`,
    };
  }

  private portal(): string {
    return this.console.serviceProvider()?.signInUrl ?? '';
  }

  private configure(): Markup {
    const { entityId = '', acsUrls = [] } = this.console.serviceProvider() ?? {};
    return html`<section>
        <h2>Service provider metadata</h2>
        <p>Your identity provider needs it.</p>
        <p><a class="button plain" href="?screen=metadata" download>Download metadata file</a></p>
        ${facts([
          ['AWS access portal sign-in URL', html`<code>${this.portal()}</code>`],
          ['IAM Identity Center Assertion Consumer Service (ACS) URL', html`<code>${acsUrls[0]}</code>`],
          ['IAM Identity Center issuer URL', html`<code>${entityId}</code>`],
        ])}
      </section>
      <section>
        <h2>Identity provider metadata</h2>
        <form method="post" enctype="multipart/form-data">
          <input type="hidden" name="action" value="upload" /><label
            >IdP SAML metadata <input type="file" name="metadata" accept=".xml" required
          /></label>
          <button>Next</button> <a class="button plain" href="?">Cancel</a>
        </form>
      </section>`;
  }

  private upload(xml: string, instance: Instance): Screen | Download {
    if (xml.trim() === '') throw new Error('Choose the metadata file of your identity provider first.');
    this.console.checkMetadata(xml);
    this.uploaded = xml;
    return this.show('change-3', instance);
  }

  private confirm(typed: string, instance: Instance): Screen {
    if (this.uploaded === undefined) throw new Error('Upload the metadata of your identity provider first.');
    if (typed.trim() !== 'ACCEPT') throw new Error('Type ACCEPT to change the identity source.');
    this.console.trustEntra(this.uploaded);
    this.uploaded = undefined;
    return done(this.settings(instance), 'The identity source is changed: people sign in with your identity provider.');
  }

  /** The only screen that ever shows a token. */
  private access({ endpoint, dualStackEndpoint, token, expires }: ScimAccess): Screen {
    return {
      title: 'Inbound automatic provisioning',
      body: html`<section>
        <p>Copy both now: the access token is never shown again.</p>
        ${facts([
          ['SCIM endpoint', html`<code id="endpoint">${endpoint}</code>`],
          ['SCIM endpoint (dual-stack)', html`<code>${dualStackEndpoint}</code>`],
          [
            'Access token',
            html`<details>
              <summary>Show token</summary>
              <code id="token">${token}</code>
            </details>`,
          ],
          ['Expires', day(expires)],
        ])}
        <p><a class="button" href="?">Close</a></p>
      </section>`,
    };
  }

  private provisioning(): Screen {
    const endpoint = this.console.scimEndpoint();
    if (endpoint === undefined) throw new Error('Automatic provisioning is not enabled.');
    const rows = this.console.tokens().map(
      ({ id, created, expires }) =>
        html`<tr>
          <td><code>${id}</code></td>
          <td>${day(created)}</td>
          <td>${day(expires)}</td>
          <td>${button('delete-token', 'Delete', { id })}</td>
        </tr>`,
    );
    return {
      title: 'Automatic provisioning',
      body: html`<section>
        ${facts([['SCIM endpoint', html`<code id="endpoint">${endpoint}</code>`]])}
        <h2>Access tokens</h2>
        <table>
          <tr>
            <th>Token ID</th>
            <th>Created</th>
            <th>Expires</th>
            <th></th>
          </tr>
          ${rows}
        </table>
        ${button('generate-token', 'Generate token')}
        <p><a class="button plain" href="?">Back to settings</a></p>
      </section>`,
    };
  }

  private certificates(): Screen {
    const rows = (this.console.trustedIdentityProvider()?.certificates ?? []).map((certificate) => {
      const { validTo } = new X509Certificate(Buffer.from(certificate, 'base64'));
      return html`<tr>
        <td><code>${thumbprint(certificate)}</code></td>
        <td>${day(new Date(validTo))}</td>
        <td>${button('delete-certificate', 'Delete', { certificate })}</td>
      </tr>`;
    });
    return {
      title: 'Manage SAML 2.0 certificates',
      body: html`<section>
        <table>
          <tr>
            <th>Thumbprint (SHA-1)</th>
            <th>Expires</th>
            <th></th>
          </tr>
          ${rows}
        </table>
        <form method="post" enctype="multipart/form-data">
          <input type="hidden" name="action" value="import-certificate" />
          <label>Certificate (.cer, .pem or metadata .xml) <input type="file" name="certificate" required /></label
          ><button>Import certificate</button>
        </form>
        <p><a class="button plain" href="?">Back to settings</a></p>
      </section>`,
    };
  }

  private importCertificate(text: string): void {
    const certificate = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(text)?.[1] ?? text;
    const base64 = certificate.replace(/-----[^-]+-----|\s/g, '');
    try {
      new X509Certificate(Buffer.from(base64, 'base64'));
    } catch {
      throw new Error('The file is no certificate in base64 or PEM.');
    }
    this.console.importCertificate(base64);
  }
}

function change(step: number, title: string, body: Markup): Screen {
  return {
    title,
    body: html`<p>Change identity source, step ${step} of 3</p>
      ${body}`,
  };
}

function done(screen: Screen, text: string): Screen {
  return { ...screen, notice: { kind: 'good', text } };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function thumbprint(base64: string): string {
  return createHash('sha1').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();
}

const chooseSource = html`<form method="post">
  <input type="hidden" name="action" value="choose" />
  <label><input type="radio" name="source" value="directory" checked /> Identity Center directory</label>
  <label><input type="radio" name="source" value="active-directory" /> Active Directory</label>
  <label><input type="radio" name="source" value="external" /> External identity provider</label>
  <button>Next</button> <a class="button plain" href="?">Cancel</a>
</form>`;

const review = html`<section>
  <p>
    Changing the identity source removes the passwords of users of the Identity Center directory; assignments of users
    and groups stay only where your identity provider brings the same names.
  </p>
  <form method="post">
    <input type="hidden" name="action" value="confirm" /><label
      >Type ACCEPT to confirm <input type="text" name="accept" autocomplete="off" required
    /></label>
    <button>Change identity source</button> <a class="button plain" href="?">Cancel</a>
  </form>
</section>`;
