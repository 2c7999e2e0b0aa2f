import type { Application, ServicePrincipal } from '../entra/objects.js';
import type { Tenant } from '../entra/tenant.js';
import { button, html, type Markup, type Screen } from './page.js';

/** What an application asks for. Source: https://learn.microsoft.com/graph/api/resources/requiredresourceaccess. */
interface Required {
  readonly resourceAccess: readonly { readonly id: string; readonly type: string }[];
}

/** Graph keeps it as it was sent. */
function requiredBy(application: Application): readonly Required[] {
  const { requiredResourceAccess = [] } = application as Application & { requiredResourceAccess?: readonly Required[] };
  return requiredResourceAccess;
}

type Administered = Pick<Tenant, 'state' | 'grantRoles' | 'assignGroup' | 'graphServicePrincipal'>;

/** What an Entra administrator does by hand where a deployment says `by-admin`: consent, and who may use an app. */
export class EntraAdministration {
  constructor(private readonly tenant: Administered) {}

  /** App registrations that ask for permissions. */
  registrations(): Markup {
    const asking = [...this.tenant.state.applications.values()].filter((each) => requiredBy(each).length > 0);
    const rows = asking.map(
      ({ id, displayName, appId }) =>
        html`<tr>
          <td><a href="?registration=${id}">${displayName ?? id}</a></td>
          <td><code>${appId}</code></td>
        </tr>`,
    );
    return html`<section>
      <h2>App registrations that ask for permissions</h2>
      ${
        rows.length === 0
          ? html`<p>None yet.</p>`
          : html`<table>
              <tr>
                <th>Name</th>
                <th>Application ID</th>
              </tr>
              ${rows}
            </table>`
      }
    </section>`;
  }

  /** One of them: its permissions, and consent. Undefined: there is none of that id. */
  registration(id: string, form: ReadonlyMap<string, string>): Screen | undefined {
    const application = this.tenant.state.applications.get(id);
    if (!application) return undefined;
    const principal = this.tenant.state.servicePrincipalOf(application.appId);
    const wanted = this.wanted(application);
    let notice: Screen['notice'];
    if (form.get('action') === 'consent') {
      if (principal) {
        this.tenant.grantRoles(principal.id, wanted);
        notice = { kind: 'good', text: 'Consent was granted for the whole tenant.' };
      } else
        notice = { kind: 'bad', text: 'The application has no service principal yet: nothing can be granted to it.' };
    }
    const held = principal ? this.tenant.state.grantedRoles(principal.id, this.tenant.graphServicePrincipal().id) : [];
    return {
      title: `${application.displayName}: API permissions`,
      body: html`<section>
          <table>
            <tr>
              <th>Microsoft Graph, application permission</th>
              <th>Status</th>
            </tr>
            ${wanted.map(
              (name) =>
                html`<tr>
                  <td><code>${name}</code></td>
                  <td>${held.includes(name) ? 'Granted' : 'Not granted'}</td>
                </tr>`,
            )}
          </table>
          ${button('consent', 'Grant admin consent')}
        </section>
        <p><a class="button plain" href="?">All applications</a></p>`,
      ...(notice ? { notice } : {}),
    };
  }

  /** Who may use an enterprise app, and groups that can be let in. */
  assigned(principal: ServicePrincipal): Markup {
    const { state } = this.tenant;
    const inside = [...state.appRoleAssignments.values()].filter(({ resourceId }) => resourceId === principal.id);
    const outside = [...state.groups.values()].filter(({ id }) => !inside.some((each) => each.principalId === id));
    return html`<section>
      <h2>Users and groups</h2>
      <table>
        <tr>
          <th>Name</th>
          <th></th>
        </tr>
        ${inside.map(
          ({ principalDisplayName, principalType }) =>
            html`<tr>
              <td>${principalDisplayName ?? ''}</td>
              <td>${principalType}, assigned</td>
            </tr>`,
        )}
        ${outside.map(
          ({ id, displayName }) =>
            html`<tr>
              <td>${displayName ?? id}</td>
              <td>${button('assign', 'Assign', { group: id })}</td>
            </tr>`,
        )}
      </table>
    </section>`;
  }

  /** A click on Assign. */
  assign(principal: ServicePrincipal, form: ReadonlyMap<string, string>): Screen['notice'] {
    if (form.get('action') !== 'assign') return undefined;
    const group = this.tenant.state.groups.get(form.get('group') ?? '');
    if (!group) return { kind: 'bad', text: 'There is no such group.' };
    this.tenant.assignGroup(principal.id, group.id);
    return { kind: 'good', text: `${group.displayName} was assigned to the application.` };
  }

  private wanted(application: Application): string[] {
    const roles = new Map(this.tenant.graphServicePrincipal().appRoles.map(({ id, value }) => [id, value]));
    return requiredBy(application).flatMap(({ resourceAccess }) =>
      resourceAccess.flatMap(({ id, type }) => {
        const name = roles.get(id);
        return type === 'Role' && typeof name === 'string' ? [name] : [];
      }),
    );
  }
}
