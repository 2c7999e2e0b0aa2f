import { describe, expect, test } from '@jest/globals';
import {
  EnterpriseApp,
  type CreatedEnterpriseApp,
  type SamlServiceProvider,
} from '../../../modules/entra/enterprise-app.js';
import { all, galleryTemplate, only, synthesized, tenantId, types, userRole } from './synthesized.js';

const serviceProvider: SamlServiceProvider = {
  entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99672a1b2c',
  acsUrls: [
    'https://eu-central-1.signin.aws.amazon.com/platform/saml/acs/1234',
    'https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/1234',
  ],
  signInUrl: 'https://portal.sso.eu-central-1.amazonaws.com/saml/assertion/abcd',
};

const created = (more: Partial<CreatedEnterpriseApp> = {}) => {
  let app: EnterpriseApp | undefined;
  const json = synthesized((stack) => {
    app = new EnterpriseApp(stack, 'app', {
      tenantId,
      app: {
        create: { displayName: 'AWS (contoso)', notificationEmails: ['it@contoso.com'], ...more },
      },
    });
  });
  return { json, app: app! };
};

const existing = () =>
  synthesized((stack) => {
    new EnterpriseApp(stack, 'app', {
      tenantId,
      app: { existing: { servicePrincipalObjectId: 'aaaaaaaa-0000-4000-8000-000000000001' } },
    });
  });

describe('a new enterprise app before the handshake', () => {
  const { json, app } = created();
  const template = only(json, 'azuread_application_from_template');
  const servicePrincipal = only(json, 'azuread_service_principal');

  test('comes from the gallery template of IAM Identity Center', () => {
    expect(template).toMatchObject({ display_name: 'AWS (contoso)', template_id: galleryTemplate });
  });

  test('reads its client id over a local, so that another name does not replace it', () => {
    const application = only(json, 'azuread_application', 'data');
    expect(application.object_id).toMatch(/^\$\{local\.[\w-]+\}$/);
    const [local] = Object.values(json.locals);
    expect(local).toBe(`\${${template.address}.application_object_id}`);
    expect(servicePrincipal.client_id).toBe(`\${${application.address}.client_id}`);
    // No data source refers to the template itself, in no argument and in no depends_on.
    expect(JSON.stringify(json.data)).not.toContain('azuread_application_from_template');
    expect(all(json, 'azuread_application', 'data').every(([, block]) => block.depends_on === undefined)).toBe(true);
  });

  test('waits for the service principal, which the provider does not', () => {
    const wait = only(json, 'time_sleep');
    expect(wait.create_duration).toBe('45s');
    expect(servicePrincipal.depends_on).toEqual([wait.address]);
  });

  test('takes over the service principal that is there, in SAML mode and still listed as an enterprise app', () => {
    expect(servicePrincipal).toMatchObject({
      use_existing: true,
      preferred_single_sign_on_mode: 'saml',
      app_role_assignment_required: true,
      notification_email_addresses: ['it@contoso.com'],
      feature_tags: [{ enterprise: true, gallery: true }],
    });
    expect(servicePrincipal.description).toMatch(/WorkSpaces/);
    expect(servicePrincipal.notes).toMatch(/entra-workspaces/);
  });

  test('leaves the owners to the tenant, instead of removing those it does not know', () => {
    expect(servicePrincipal.owners).toBeUndefined();
    expect(servicePrincipal.lifecycle.ignore_changes).toContain('owners');
  });

  test('has no addresses yet, and leaves the one of an app that was taken over', () => {
    expect(servicePrincipal.login_url).toBeUndefined();
    expect(servicePrincipal.lifecycle.ignore_changes).toContain('login_url');
    expect(types(json)).toEqual(['azuread_application_from_template', 'azuread_service_principal', 'time_sleep']);
  });

  test('gives the id of the role "User" itself: its value is null, so no map of the provider holds it', () => {
    expect(app.userAppRoleId).toBe(userRole);
    expect(json.text).not.toContain('app_role_ids');
  });

  test('says where its own metadata stands, with the appid without which the key of the tenant comes back', () => {
    expect(app.metadataUrl).toMatch(
      /^https:\/\/login\.microsoftonline\.com\/11111111-2222-3333-4444-555555555555\/federationmetadata\/2007-06\/federationmetadata\.xml\?appid=./,
    );
  });
});

describe('a new enterprise app after the handshake', () => {
  const { json } = created({ serviceProvider, owners: ['aaaaaaaa-0000-4000-8000-000000000009'] });

  test('gets identifier and reply URLs only when it is in SAML mode', () => {
    const servicePrincipal = only(json, 'azuread_service_principal');
    const identifier = only(json, 'azuread_application_identifier_uri');
    const replies = only(json, 'azuread_application_redirect_uris');
    expect(identifier).toMatchObject({
      identifier_uri: serviceProvider.entityId,
      depends_on: [servicePrincipal.address],
    });
    expect(replies).toMatchObject({
      type: 'Web',
      redirect_uris: [...serviceProvider.acsUrls],
      depends_on: [identifier.address],
    });
  });

  test('gets its sign-in address in place', () => {
    expect(only(json, 'azuread_service_principal').login_url).toBe(serviceProvider.signInUrl);
  });

  test('keeps every address of the stage before', () => {
    const addresses = (of: typeof json) =>
      Object.entries(of.resource).flatMap(([type, blocks]) => Object.keys(blocks).map((id) => `${type}.${id}`));
    expect(addresses(json)).toEqual(expect.arrayContaining(addresses(created().json)));
  });

  test('has exactly the owners that are stated', () => {
    const servicePrincipal = only(json, 'azuread_service_principal');
    expect(servicePrincipal.owners).toEqual(['aaaaaaaa-0000-4000-8000-000000000009']);
    expect(servicePrincipal.lifecycle).toBeUndefined();
  });
});

describe('an existing enterprise app', () => {
  const json = existing();

  test('is read and nothing else: no resource could delete it on destroy', () => {
    expect(json.resource).toEqual({});
    expect(only(json, 'azuread_service_principal', 'data').object_id).toBe('aaaaaaaa-0000-4000-8000-000000000001');
  });

  test('stops the plan with the fix when it is not in SAML mode or has no role "User"', () => {
    const [mode, role] = only(json, 'azuread_service_principal', 'data').lifecycle.postcondition;
    expect(mode.condition).toBe('${self.preferred_single_sign_on_mode == "saml"}');
    expect(mode.error_message).toMatch(/not in SAML mode.*Take the object id/s);
    expect(role.condition).toContain(userRole);
    expect(role.error_message).toMatch(/no app role "User"/);
  });

  test('gives the role of the gallery app, else its own role "User"', () => {
    const [role] = Object.values(json.locals);
    const { address } = only(json, 'azuread_service_principal', 'data');
    expect(role).toBe(
      `\${try(concat([for role in ${address}.app_roles : role.id if role.id == "${userRole}"], ` +
        `[for role in ${address}.app_roles : role.id if role.display_name == "User"])[0], "${userRole}")}`,
    );
  });
});

describe('validateEmails and validateServiceProvider', () => {
  test.each([
    [{ notificationEmails: [] }, '`notificationEmails` must hold at least one address'],
    [{ notificationEmails: ['nobody'] }, '`notificationEmails` must hold e-mail addresses, got: nobody'],
    [{ serviceProvider: { ...serviceProvider, acsUrls: [] } }, '`acsUrls` must hold at least one reply URL'],
    [
      { serviceProvider: { ...serviceProvider, signInUrl: 'http://portal' } },
      '`serviceProvider` must hold https:// addresses, got: http://portal',
    ],
  ])('%j is refused', (more, message) => {
    expect(() => created(more)).toThrow(message);
  });
});
