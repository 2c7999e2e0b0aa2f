import { asked, body, expected, inTurn, together, wires, type Row } from './wires.js';

/** Sign-in and provisioning: the wires between Entra and Identity Center. */
const rows: readonly Row[] = [
  [
    'the template of the single-account app',
    (w) => w.set(wires.enterpriseApp, 'template_id', '8b1025e4-1dd2-430b-a150-2ef79cd700f5'),
    'apply',
    'Creating synchronization job',
    asked,
  ],
  [
    'identifier and reply URL swapped',
    (w) => {
      const [identifier] = w.all(wires.identifier);
      const [replyUrls] = w.all(wires.replyUrls);
      if (!identifier || !replyUrls) return;
      const [url] = replyUrls['redirect_uris'] as unknown[];
      replyUrls['redirect_uris'] = [identifier['identifier_uri']];
      identifier['identifier_uri'] = url;
    },
    'people',
    'no application in Entra has the identifier',
    inTurn(),
  ],
  [
    'the identifier of another instance',
    (w) => w.replace(wires.identifier, 'd-1234567890', 'd-0987654321'),
    'people',
    'AADSTS700016',
    asked,
  ],
  ['no identifier', (w) => w.remove(wires.identifier), 'people', 'AADSTS700016', asked],
  ['no reply URL', (w) => w.remove(wires.replyUrls), 'people', 'AADSTS50011', inTurn()],
  [
    'the reply URL of a public client',
    (w) => w.set(wires.replyUrls, 'type', 'PublicClient'),
    'people',
    'AADSTS50011',
    asked,
  ],
  [
    'the sign-on URL with a slash too many',
    (w) => {
      if (w.stage === 'connected') w.replace(wires.enterprisePrincipal, '/start', '/start/');
    },
    'people',
    'the sign-on URL of the application is',
    inTurn(),
  ],
  [
    'no sign-on URL',
    (w) => w.set(wires.enterprisePrincipal, 'login_url', undefined),
    'people',
    'the sign-on URL of the application is not set',
    asked,
  ],
  [
    'no SAML mode',
    (w) => w.set(wires.enterprisePrincipal, 'preferred_single_sign_on_mode', undefined),
    'apply',
    'HostNameNotOnVerifiedDomain',
    together('connected a', wires.identifier),
  ],
  [
    'password mode in the place of SAML',
    (w) => w.set(wires.enterprisePrincipal, 'preferred_single_sign_on_mode', 'password'),
    'apply',
    'HostNameNotOnVerifiedDomain',
    asked,
  ],
  [
    'the enterprise app is disabled',
    (w) => w.set(wires.enterprisePrincipal, 'account_enabled', false),
    'people',
    'AADSTS7000112',
    asked,
  ],
  [
    'anybody may sign in to the enterprise app',
    (w) => w.set(wires.enterprisePrincipal, 'app_role_assignment_required', false),
    'people',
    'alan@contoso.com: Identity Center knows no user named alan@contoso.com',
    inTurn(),
  ],
  [
    'the enterprise app is made and not adopted',
    (w) => w.set(wires.enterprisePrincipal, 'use_existing', false),
    'apply',
    'already exists',
    together('a', wires.enterprisePrincipal),
  ],
  [
    'the enterprise app is hidden from the list of enterprise apps',
    (w) => w.set(wires.enterprisePrincipal, 'feature_tags', undefined),
    'people',
    '"listed":[]',
    asked,
  ],
  [
    'the signing certificate is not activated',
    (w) => w.remove(wires.activeCertificate),
    'people',
    'no signing certificate of the application is active',
  ],
  [
    'a thumbprint is activated that no certificate has',
    (w) =>
      w.change(wires.activeCertificate, (update) => {
        body(update)['preferredTokenSigningKeyThumbprint'] = '0123456789ABCDEF0123456789ABCDEF01234567';
      }),
    'apply',
    'Failed to create resource',
    together('b', wires.activeCertificate),
  ],
  [
    'a certificate is activated that AWS has not imported',
    (w) => {
      const made = w.json.resource['msgraph_resource_action'] ?? {};
      const [first] = Object.entries(made);
      if (w.stage === 'foundation' || !first) return;
      made['second'] = { ...first[1], body: { displayName: 'CN=AWS IAM Identity Center 2' } };
      w.replace(wires.activeCertificate, `${first[0]}.output`, 'second.output');
    },
    'foundation to connected',
    'updated: msgraph_update_resource.federation_signing-certificate_active',
  ],
  [
    'the certificate is made for the registration app',
    (w) =>
      w.set(
        wires.certificate,
        'resource_url',
        `servicePrincipals/${w.reference(wires.registrationPrincipal, 'object_id')}`,
      ),
    'apply',
    'Failed to create resource',
    together('c', wires.activeCertificate),
  ],
  [
    'SCIM address and token swapped',
    (w) =>
      w.change(wires.scimCredentials, (secret) => {
        const [address, token] = secret['credential'] as { key: string }[];
        if (address && token) [address.key, token.key] = [token.key, address.key];
      }),
    'apply',
    'PENDING: Contoso users is not in Identity Center yet',
    together('connected b', 'aws_lambda_invocation.identity-center_'),
  ],
  [
    'the SCIM address of another tenant',
    (w) => w.replace(wires.scimCredentials, '1234abcdefg', '9999abcdefg'),
    'apply',
    'is not in Identity Center yet',
    asked,
  ],
  [
    'the SCIM token is missing',
    (w) =>
      w.change(wires.scimCredentials, (secret) => {
        secret['credential'] = (secret['credential'] as unknown[]).slice(0, 1);
      }),
    'apply',
    'is not in Identity Center yet',
    asked,
  ],
  ['no SCIM credentials', (w) => w.remove(wires.scimCredentials), 'apply', 'is not in Identity Center yet', asked],
  ['the job is not enabled', (w) => w.set(wires.job, 'enabled', false), 'people', 'requires an assignment that'],
  [
    'the job of another template',
    (w) => w.set(wires.job, 'template_id', 'scim'),
    'apply',
    'Creating synchronization job',
  ],
  [
    'the job of the registration app',
    (w) => w.set(wires.job, 'service_principal_id', w.reference(wires.registrationPrincipal, 'id')),
    'apply',
    'Creating synchronization job',
    asked,
  ],
  [
    'the group is not assigned to the enterprise app',
    (w) => w.remove(wires.groupAssignment),
    'apply',
    'PENDING: Contoso users is not in Identity Center yet',
    asked,
  ],
  [
    'the device group is assigned in the place of the users',
    (w) => w.set(wires.groupAssignment, 'principal_object_id', w.reference(wires.deviceGroup, 'object_id')),
    'apply',
    'PENDING: Contoso users is not in Identity Center yet',
    asked,
  ],
  [
    'the group is assigned to the registration app',
    (w) => w.set(wires.groupAssignment, 'resource_object_id', w.reference(wires.registrationPrincipal, 'object_id')),
    'apply',
    'Could not create app role assignment',
    together('d', wires.groupAssignment),
  ],
  [
    'the group is assigned with the role of nothing',
    (w) => w.set(wires.groupAssignment, 'app_role_id', '00000000-0000-0000-0000-000000000000'),
    'apply',
    'Could not create app role assignment',
    together('e', wires.groupAssignment),
  ],
  [
    'the group has no members',
    (w) => w.set(wires.usersGroup, 'members', undefined),
    'apply',
    'PENDING: ada@contoso.com is not in Identity Center yet',
    asked,
  ],
  [
    'the group has one of its two members',
    (w) =>
      w.change(wires.usersGroup, (group) => {
        group['members'] = `\${slice(${String(group['members']).slice(2, -1)}, 0, 1)}`;
      }),
    'apply',
    'PENDING: grace@contoso.com is not in Identity Center yet',
    asked,
  ],
  [
    'the group is one for mail',
    (w) => {
      w.set(wires.usersGroup, 'security_enabled', false);
      w.set(wires.usersGroup, 'mail_enabled', true);
    },
    'apply',
    'does not currently support writes of mail-enabled groups',
    together('b', wires.usersGroup),
  ],
];

export const federationMiswirings = expected(rows);
