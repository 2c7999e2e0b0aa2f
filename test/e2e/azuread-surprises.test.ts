import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTwin, type Twin } from '../../twin/twin.js';
import { Workspace } from './terraform.js';

// What surprised people about the real azuread 3.7.0 (recordings, README, "Surprises"), on the twin's tenant: the
// modules are built around it, so the stand-in must behave so.

const template = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
let twin: Twin;
let workspace: Workspace;

beforeAll(async () => {
  twin = await startTwin();
});
afterAll(async () => twin.stop());
beforeEach(async () => {
  workspace = await Workspace.create(twin.terraform.env);
});
afterEach(async () => {
  await workspace.terraform('destroy', '-auto-approve');
  await workspace.remove();
});

async function write(configuration: Record<string, unknown>): Promise<void> {
  await workspace.write('main.tf.json', {
    terraform: { required_providers: { azuread: { source: 'hashicorp/azuread', version: '3.7.0' } } },
    ...configuration,
  });
  await workspace.must('init', '-no-color');
}
const apply = async (): Promise<string> => workspace.must('apply', '-no-color', '-auto-approve');
const plan = async (): Promise<string> => workspace.must('plan', '-no-color');

function galleryApp(displayName: string, through: 'directly' | 'through a local') {
  const objectId = '${azuread_application_from_template.app.application_object_id}';
  return {
    ...(through === 'directly' ? {} : { locals: { object_id: objectId } }),
    resource: {
      azuread_application_from_template: { app: { display_name: displayName, template_id: template } },
      azuread_service_principal: {
        app: {
          client_id: '${data.azuread_application.app.client_id}',
          use_existing: true,
          preferred_single_sign_on_mode: 'saml',
          feature_tags: [{ enterprise: true, gallery: true }],
        },
      },
    },
    data: { azuread_application: { app: { object_id: through === 'directly' ? objectId : '${local.object_id}' } } },
  };
}

describe('the gallery app', () => {
  test('renamed while a data source refers to it directly: the enterprise app would be replaced', async () => {
    await write(galleryApp('AWS', 'directly'));
    await apply();
    await write(galleryApp('AWS renamed', 'directly'));
    expect(await plan()).toMatch(/azuread_service_principal\.app must be replaced[\s\S]*# forces replacement/);
  });

  test('renamed with its object id through a local: renamed, nothing replaced', async () => {
    await write(galleryApp('AWS', 'through a local'));
    await apply();
    await write(galleryApp('AWS renamed', 'through a local'));
    expect(await apply()).toContain('0 added, 1 changed, 0 destroyed');
  });

  test('destroying a use_existing service principal deletes what others made', async () => {
    const before = twin.entra.counts()['servicePrincipals'];
    await write(galleryApp('AWS', 'through a local'));
    await apply();
    expect(twin.entra.counts()['servicePrincipals']).toBe((before ?? 0) + 1);
    await workspace.must('destroy', '-auto-approve', '-target=azuread_service_principal.app');
    expect(twin.entra.counts()['servicePrincipals']).toBe(before);
  });

  test('an owner that the configuration does not name is drift, and the apply removes them', async () => {
    await write(galleryApp('AWS', 'through a local'));
    await apply();
    const ada = twin.entra.state.userByName('ada@contoso.com');
    const principal = [...twin.entra.state.servicePrincipals.values()].find((each) => each.displayName === 'AWS');
    twin.entra.state.owners.set(principal?.id ?? '', [ada?.id ?? '']);
    expect(await plan()).toContain('0 to add, 1 to change, 0 to destroy');
    await apply();
    expect(twin.entra.state.ownersOf(principal?.id ?? '')).toEqual([]);
    expect(await plan()).toContain('No changes');
  });

  test('a role without a value has no key in app_role_ids', async () => {
    const configuration = galleryApp('AWS', 'through a local');
    await write({
      ...configuration,
      output: { role: { value: '${azuread_service_principal.app.app_role_ids["User"]}' } },
    });
    const { code, output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    expect([code, output]).toEqual([1, expect.stringContaining('Invalid index')]);
  });
});

describe('applications and groups', () => {
  const application = { azuread_application: { app: { display_name: 'Contoso' } } };

  test('redirect URIs where some are already: refused, to be imported', async () => {
    await write({
      resource: {
        azuread_application: { app: { display_name: 'Contoso', web: [{ redirect_uris: ['https://contoso.com/'] }] } },
        azuread_application_redirect_uris: {
          more: {
            application_id: '${azuread_application.app.id}',
            type: 'Web',
            redirect_uris: ['https://other.contoso.com/'],
          },
        },
      },
    });
    const { output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    expect(output).toMatch(/A resource with the ID[\s\S]*redirectUris\/Web" already\s+exists/);
  });

  test('a service principal that exists, without use_existing: refused, to be imported', async () => {
    const service = { client_id: '${azuread_application.app.client_id}' };
    await write({
      resource: {
        ...application,
        azuread_service_principal: { one: service, two: { ...service, depends_on: ['azuread_service_principal.one'] } },
      },
    });
    const { output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    expect(output).toMatch(/A resource with the ID "[\w-]+" already exists/);
  });

  test('a group with prevent_duplicate_names cannot be renamed', async () => {
    const group = (name: string) => ({
      resource: { azuread_group: { g: { display_name: name, security_enabled: true, prevent_duplicate_names: true } } },
    });
    await write(group('One'));
    await apply();
    await write(group('Two'));
    const { code, output } = await workspace.terraform('plan', '-no-color');
    expect([code, output]).toEqual([1, expect.stringContaining('could not check for existing group(s)')]);
  });

  test('an identifier on a domain that is not the tenant’s, before SAML mode: refused by Graph', async () => {
    await write({
      resource: {
        ...application,
        azuread_application_identifier_uri: {
          uri: {
            application_id: '${azuread_application.app.id}',
            identifier_uri: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1',
          },
        },
      },
    });
    const { output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    expect(output).toMatch(/HostNameNotOnVerifiedDomain/);
  });
});

describe('provisioning', () => {
  const token = (value: string) => ({ key: 'SecretToken', value });
  const address = { key: 'BaseAddress', value: 'https://scim.eu-central-1.amazonaws.com/tenant/scim/v2' };
  const secret = (...credential: object[]) => ({
    ...galleryApp('AWS', 'through a local'),
    resource: {
      ...galleryApp('AWS', 'through a local').resource,
      azuread_synchronization_secret: {
        scim: { service_principal_id: '${azuread_service_principal.app.id}', credential },
      },
    },
  });

  test('entries are ordered: what Graph answers in another order is a change at every plan', async () => {
    await write(secret(address, token('one')));
    await apply();
    expect(await plan()).toContain('No changes');
    const [id, kept] = [...twin.entra.state.synchronizationSecrets][0] ?? ['', []];
    twin.entra.state.synchronizationSecrets.set(id, [...kept].reverse());
    expect(await plan()).toContain('1 to change');
  });

  test('without the permission a 403 is repeated until the timeout, unlike anywhere else', async () => {
    await write(secret(address, token('one')));
    twin.faults.inject(
      /^graph PUT .*synchronization\/secrets$/,
      { status: 403, code: 'Authorization_RequestDenied', message: 'no' },
      3,
    );
    await apply();
    expect(twin.faults.met.filter(({ where }) => where.includes('synchronization/secrets'))).toHaveLength(3);
  });
});

describe('who signs in', () => {
  test('a wrong secret is told before any resource', async () => {
    const { clientSecret } = twin.seeded.terraform;
    await write({
      resource: { azuread_group: { g: { display_name: 'One', security_enabled: true } } },
      provider: { azuread: [{ client_secret: `${clientSecret}x` }] },
    });
    const { code, output } = await workspace.terraform('plan', '-no-color');
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/building client: unable to obtain access token[\s\S]*invalid_client/),
    ]);
  });

  test('a missing permission is told at once, by the call', async () => {
    twin.entra.revokeRoles(twin.seeded.terraform.objectId, ['Group.ReadWrite.All']);
    await write({ resource: { azuread_group: { g: { display_name: 'One', security_enabled: true } } } });
    const { code, output } = await workspace.terraform('apply', '-no-color', '-auto-approve');
    twin.entra.grantRoles(twin.seeded.terraform.objectId, ['Group.ReadWrite.All']);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(
        /Creating group "One"[\s\S]*403 \(403 Forbidden\) with error:\s+Authorization_RequestDenied/,
      ),
    ]);
  });
});
