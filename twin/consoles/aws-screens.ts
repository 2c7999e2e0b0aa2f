/** The screens of the console of IAM Identity Center, as far as a handshake goes. */
import { createHash, X509Certificate } from 'node:crypto';
import type { IdentityCenterConsole, ScimAccess } from '../aws/console.js';
import type { Instance } from '../aws/identity-center/instance.js';
import { button, facts, html, type Markup, type Screen } from './page.js';

export function settings(console: IdentityCenterConsole, instance: Instance): Screen {
  const { trusted, scimTenant } = instance.source;
  const identitySource = trusted
    ? html`${facts([
          ['Identity source', 'External identity provider'],
          ['Authentication method', 'SAML 2.0'],
          ['Issuer', html`<code>${trusted.entityId}</code>`],
          ['Provisioning method', scimTenant === undefined ? 'Manual' : 'SCIM'],
          ['AWS access portal sign-in URL', html`<code>${portal(console)}</code>`],
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

function portal(console: IdentityCenterConsole): string {
  return console.serviceProvider()?.signInUrl ?? '';
}

export function configure(console: IdentityCenterConsole): Markup {
  const { entityId = '', acsUrls = [] } = console.serviceProvider() ?? {};
  return html`<section>
      <h2>Service provider metadata</h2>
      <p>Your identity provider needs it.</p>
      <p><a class="button plain" href="?screen=metadata" download>Download metadata file</a></p>
      ${facts([
        ['AWS access portal sign-in URL', html`<code>${portal(console)}</code>`],
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

/** The only screen that ever shows a token. */
export function access({ endpoint, dualStackEndpoint, token, expires }: ScimAccess): Screen {
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

export function provisioning(console: IdentityCenterConsole): Screen {
  const endpoint = console.scimEndpoint();
  if (endpoint === undefined) throw new Error('Automatic provisioning is not enabled.');
  const rows = console.tokens().map(
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

export function certificates(console: IdentityCenterConsole): Screen {
  const rows = (console.trustedIdentityProvider()?.certificates ?? []).map((certificate) => {
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

export function change(step: number, title: string, body: Markup): Screen {
  return {
    title,
    body: html`<p>Change identity source, step ${step} of 3</p>
      ${body}`,
  };
}

export function done(screen: Screen, text: string): Screen {
  return { ...screen, notice: { kind: 'good', text } };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function thumbprint(base64: string): string {
  return createHash('sha1').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();
}

export const chooseSource = html`<form method="post">
  <input type="hidden" name="action" value="choose" />
  <label><input type="radio" name="source" value="directory" checked /> Identity Center directory</label>
  <label><input type="radio" name="source" value="active-directory" /> Active Directory</label>
  <label><input type="radio" name="source" value="external" /> External identity provider</label>
  <button>Next</button> <a class="button plain" href="?">Cancel</a>
</form>`;

export const review = html`<section>
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
