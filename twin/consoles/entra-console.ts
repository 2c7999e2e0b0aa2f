import type { Tenant } from '../entra/tenant.js';
import type { ServicePrincipal } from '../entra/objects.js';
import type { Network } from '../network.js';
import type { Download } from './aws-console.js';
import { EntraAdministration } from './entra-admin.js';
import { EntraUsers } from './entra-users.js';
import { facts, html, type Screen } from './page.js';

/**
 * The Entra admin centre, as far as a deployment needs a person: enterprise apps with single sign-on, their metadata and
 * provisioning; consent and assignments, where they are an administrator's.
 */
export class EntraConsole {
  private readonly administration: EntraAdministration;
  private readonly users: EntraUsers;

  constructor(
    private readonly tenant: Pick<
      Tenant,
      'id' | 'state' | 'addUser' | 'grantRoles' | 'assignGroup' | 'graphServicePrincipal'
    >,
    private readonly network: Network,
  ) {
    this.administration = new EntraAdministration(tenant);
    this.users = new EntraUsers(tenant);
  }

  /** What a click leads to: object ids of what is open, and what a form sent. */
  async answer(query: URLSearchParams, form: ReadonlyMap<string, string>): Promise<Screen | Download> {
    if (query.get('screen') === 'users') return this.users.answer(form);
    const registration = this.administration.registration(query.get('registration') ?? '', form);
    if (registration) return registration;
    const principal = this.tenant.state.servicePrincipals.get(query.get('app') ?? '');
    if (!principal) return this.apps();
    if (query.get('screen') === 'metadata') return this.metadata(principal);
    const notice = this.administration.assign(principal, form);
    return { ...this.singleSignOn(principal), ...(notice ? { notice } : {}) };
  }

  private apps(): Screen {
    const apps = [...this.tenant.state.servicePrincipals.values()].filter(
      ({ preferredSingleSignOnMode }) => preferredSingleSignOnMode === 'saml',
    );
    const rows = apps.map(
      ({ id, appId, displayName }) =>
        html`<tr>
          <td><a href="?app=${id}">${displayName ?? id}</a></td>
          <td><code>${id}</code></td>
          <td><code>${appId}</code></td>
        </tr>`,
    );
    return {
      title: 'Enterprise applications',
      body: html`<p><a class="button plain" href="?screen=users">Users</a></p>
        ${
          rows.length === 0
            ? html`<p>
                There is no application with SAML sign-on yet: applying the foundation of a deployment makes one.
              </p>`
            : html`<section>
                <table>
                  <tr>
                    <th>Name</th>
                    <th>Object ID</th>
                    <th>Application ID</th>
                  </tr>
                  ${rows}
                </table>
              </section>`
        }${this.administration.registrations()}`,
    };
  }

  private singleSignOn(principal: ServicePrincipal): Screen {
    const { state, id: tenantId } = this.tenant;
    const application = [...state.applications.values()].find(({ appId }) => appId === principal.appId);
    const active = principal.preferredTokenSigningKeyThumbprint?.toUpperCase();
    const rows = principal.keyCredentials
      .filter(({ usage }) => usage === 'Verify')
      .map(({ customKeyIdentifier, endDateTime }) => {
        const print = Buffer.from(customKeyIdentifier ?? '', 'base64')
          .toString('hex')
          .toUpperCase();
        return html`<tr>
          <td><code>${print}</code></td>
          <td>${print === active ? 'Active' : 'Inactive'}</td>
          <td>${endDateTime.slice(0, 10)}</td>
        </tr>`;
      });
    const job = [...state.synchronizationJobs.values()].find((each) => each.servicePrincipalId === principal.id);
    const provisioning = !job
      ? 'Not started'
      : job.state === 'Disabled'
        ? 'Off'
        : (job.quarantine?.error.message ?? job.statusCode);
    return {
      title: `${principal.displayName ?? principal.id}: single sign-on`,
      body: html`<section>
          <h2>Basic SAML configuration</h2>
          ${facts([
            ['Identifier (Entity ID)', (application?.identifierUris ?? []).join(' ') || 'none'],
            ['Reply URL (ACS)', (application?.web.redirectUris ?? []).join(' ') || 'none'],
          ])}
        </section>
        <section>
          <h2>SAML certificates</h2>
          <table>
            <tr>
              <th>Thumbprint</th>
              <th>Status</th>
              <th>Expires</th>
            </tr>
            ${rows}
          </table>
          <p>
            <a class="button" href="?app=${principal.id}&screen=metadata" download>Federation Metadata XML: Download</a>
          </p>
        </section>
        <section>
          <h2>Provisioning</h2>
          ${facts([['Status', provisioning]])}
        </section>
        ${this.administration.assigned(principal)}
        <p>Tenant <code>${tenantId}</code></p>
        <p><a class="button plain" href="?">All applications</a></p>`,
    };
  }

  private async metadata({ appId, displayName }: ServicePrincipal): Promise<Download> {
    const url = `https://login.microsoftonline.com/${this.tenant.id}/federationmetadata/2007-06/federationmetadata.xml?appid=${appId}`;
    const { body = '' } = await this.network.request(url);
    return { file: `${(displayName ?? appId).replace(/[^\w -]/g, '')}.xml`, content: String(body) };
  }
}
