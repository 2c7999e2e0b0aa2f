import { ProviderError, type DataSource } from '../provider.js';
import { flag, text, texts, type Value, type Values } from '../value.js';
import { describeApplication, webOf } from './application.js';
import { graphCall, objectOf, objectsOf, textOf, textsOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { describeGroup } from './group.js';
import { featuresOfTags, roles } from './roles.js';
import { describeServicePrincipal, samlMetadataUrl } from './service-principal.js';

type Source = DataSource<Graph>;

function quoted(value: string): string {
  return value.replace(/'/g, "''");
}

const clientConfig: Source = {
  async read({ client }) {
    const { tenantId, clientId } = client.credentials;
    const objectId = await client.callerObjectId();
    return { id: `${tenantId}-${clientId}-${objectId}`, tenant_id: tenantId, client_id: clientId, object_id: objectId };
  },
};

/** The table is built into the provider; the names that this project and its neighbours use. */
const publishedAppIds: Source = {
  read: async () => ({
    id: 'appIds',
    result: {
      MicrosoftGraph: '00000003-0000-0000-c000-000000000000',
      MicrosoftIntune: '0000000a-0000-0000-c000-000000000000',
      MicrosoftIntuneEnrollment: 'd4ebce55-015a-49b5-a083-c84d1797ae8c',
    },
  }),
};

const applicationTemplate: Source = {
  async read({ client }, config) {
    const id = text(config, 'template_id');
    const name = text(config, 'display_name');
    const found = id
      ? await client.find(`/applicationTemplates/${id}`)
      : (
          await client.list('/applicationTemplates', { query: { $filter: `displayName eq '${quoted(name ?? '')}'` } })
        )[0];
    if (!found)
      throw new ProviderError(`No application template found with ${id ? `ID: "${id}"` : `display name: "${name}"`}`);
    return {
      id: `/applicationTemplates/${textOf(found, 'id')}`,
      template_id: textOf(found, 'id'),
      display_name: textOf(found, 'displayName'),
      categories: textsOf(found, 'categories'),
      homepage_url: textOf(found, 'homePageUrl'),
      logo_url: textOf(found, 'logoUrl'),
      publisher: textOf(found, 'publisher'),
      supported_provisioning_types: textsOf(found, 'supportedProvisioningTypes'),
      supported_single_sign_on_modes: textsOf(found, 'supportedSingleSignOnModes'),
    };
  },
};

const application: Source = {
  async read({ client }, config) {
    const found = await findApplication(client, config);
    const id = textOf(found, 'id');
    const beta = await client.get(`/applications/${id}`, {
      version: 'beta',
      query: { $select: 'oauth2RequirePostResponse' },
    });
    const owners = (await client.list(`/applications/${id}/owners`)).map((owner) => textOf(owner, 'id'));
    const tags = textsOf(found, 'tags');
    return {
      ...describeApplication(found, beta, owners),
      app_roles: roles(found),
      feature_tags: [featuresOfTags(tags)],
      web: webOf(found),
      public_client: [{ redirect_uris: textsOf(objectOf(found, 'publicClient'), 'redirectUris') }],
      single_page_application: [{ redirect_uris: textsOf(objectOf(found, 'spa'), 'redirectUris') }],
      group_membership_claims: [],
    };
  },
};

async function findApplication(client: Graph, config: Values): Promise<JsonObject> {
  const id = text(config, 'object_id');
  if (id !== undefined) {
    const found = await client.find(`/applications/${id}`);
    if (!found) throw new ProviderError(`Application with object ID "${id}" was not found`, { at: ['object_id'] });
    return found;
  }
  const [field, name] = text(config, 'client_id')
    ? (['appId', 'client_id'] as const)
    : (['displayName', 'display_name'] as const);
  const wanted = text(config, name) ?? '';
  const found = await client.list('/applications', { query: { $filter: `${field} eq '${quoted(wanted)}'` } });
  if (found.length === 1 && found[0]) return found[0];
  const says = found.length === 0 ? 'No applications found' : 'More than one application found';
  throw new ProviderError(`${says} matching filter "${field} eq '${wanted}'"`, { at: [name] });
}

const servicePrincipal: Source = {
  async read({ client }, config) {
    const found = await findPrincipal(client, config);
    if (!found) throw new ProviderError('No service principal found', { detail: 'no service principal found' });
    const tags = textsOf(found, 'tags');
    return {
      ...describeServicePrincipal(found),
      saml_metadata_url: await samlMetadataUrl(client, textOf(found, 'id')),
      feature_tags: [featuresOfTags(tags)],
      saml_single_sign_on: [{ relay_state: textOf(objectOf(found, 'samlSingleSignOnSettings'), 'relayState') }],
    };
  },
};

async function findPrincipal(client: Graph, config: Values): Promise<JsonObject | undefined> {
  const id = text(config, 'object_id');
  if (id !== undefined) return client.find(`/servicePrincipals/${id}`);
  const [field, name] = text(config, 'client_id')
    ? (['appId', 'client_id'] as const)
    : (['displayName', 'display_name'] as const);
  const wanted = quoted(text(config, name) ?? '');
  return (await client.list('/servicePrincipals', { query: { $filter: `${field} eq '${wanted}'` } }))[0];
}

const group: Source = {
  async read({ client }, config) {
    const found = await findGroup(client, config);
    const id = textOf(found, 'id');
    const path = flag(config, 'include_transitive_members') ? 'transitiveMembers' : 'members';
    const members = await client.list(`/groups/${id}/${path}`, { version: 'beta' });
    const owners = await client.list(`/groups/${id}/owners`, { version: 'beta' });
    const rule = textOf(found, 'membershipRule');
    return {
      ...describeGroup(found),
      members: members.map((each) => textOf(each, 'id')),
      owners: owners.map((each) => textOf(each, 'id')),
      dynamic_membership:
        rule === '' ? [] : [{ enabled: textOf(found, 'membershipRuleProcessingState') === 'On', rule }],
    };
  },
};

async function findGroup(client: Graph, config: Values): Promise<JsonObject> {
  const id = text(config, 'object_id');
  if (id !== undefined) {
    const found = await client.find(`/groups/${id}`, { version: 'beta' });
    if (!found) throw new ProviderError(`No group found with object ID: "${id}"`, { at: ['object_id'] });
    return found;
  }
  const parts = [
    ...(text(config, 'display_name') === undefined
      ? []
      : [`displayName eq '${quoted(text(config, 'display_name') ?? '')}'`]),
    ...(text(config, 'mail_nickname') === undefined
      ? []
      : [`mailNickname eq '${quoted(text(config, 'mail_nickname') ?? '')}'`]),
    ...(flag(config, 'mail_enabled') === undefined ? [] : [`mailEnabled eq ${flag(config, 'mail_enabled')}`]),
    ...(flag(config, 'security_enabled') === undefined
      ? []
      : [`securityEnabled eq ${flag(config, 'security_enabled')}`]),
  ];
  const filter = parts.join(' and ');
  const found = await client.list('/groups', { version: 'beta', query: { $filter: filter } });
  if (found.length === 1 && found[0]) return found[0];
  const says = found.length === 0 ? 'No group found' : 'More than one group found';
  throw new ProviderError(`${says} matching specified filter (${filter})`, { at: ['display_name'] });
}

const domains: Source = {
  async read({ client }, config) {
    const all = await graphCall('listing domains', () => client.list('/domains'), { newer: true });
    const wanted = all.filter(
      (each) =>
        (flag(config, 'include_unverified') || each['isVerified'] === true) &&
        (!flag(config, 'only_default') || each['isDefault'] === true) &&
        (!flag(config, 'only_initial') || each['isInitial'] === true) &&
        (!flag(config, 'only_root') || each['isRoot'] === true),
    );
    if (wanted.length === 0) throw new ProviderError('No domains found for the provided filters');
    return {
      id: `tenantDomains#${client.credentials.tenantId}`,
      domains: wanted.map((each) => ({
        admin_managed: each['isAdminManaged'] === true,
        authentication_type: textOf(each, 'authenticationType'),
        default: each['isDefault'] === true,
        domain_name: textOf(each, 'id'),
        initial: each['isInitial'] === true,
        root: each['isRoot'] === true,
        supported_services: textsOf(each, 'supportedServices'),
        verified: each['isVerified'] === true,
      })),
    };
  },
};

const userFields = [
  ...['accountEnabled', 'displayName', 'employeeId', 'id', 'mail', 'mailNickname', 'onPremisesImmutableId'],
  ...['onPremisesSamAccountName', 'onPremisesUserPrincipalName', 'usageLocation', 'userPrincipalName', 'userType'],
].join(',');

/** One request a user: `users?$filter=userPrincipalName eq …`, or `users/ID`. */
const users: Source = {
  async read({ client }, config) {
    const missingAllowed = flag(config, 'ignore_missing') ?? false;
    const found: JsonObject[] = [];
    for (const upn of texts(config, 'user_principal_names')) {
      const one = await graphCall(`Finding user with UPN: "${upn}"`, () => findUser(client, 'userPrincipalName', upn));
      if (one) found.push(one);
      else if (!missingAllowed) throw new ProviderError(`User with UPN "${upn}" was not found`);
    }
    for (const id of texts(config, 'object_ids')) {
      const one = await graphCall(`Finding user with object ID: "${id}"`, () =>
        client.find(`/users/${id}`, { query: { $select: userFields } }),
      );
      if (one) found.push(one);
      else if (!missingAllowed) throw new ProviderError(`User with object ID "${id}" was not found`);
    }
    const each = (name: string): string[] => found.map((user) => textOf(user, name));
    return {
      id: `users#${Buffer.from(each('id').join('-')).toString('base64')}`,
      user_principal_names: each('userPrincipalName'),
      object_ids: each('id'),
      mail_nicknames: each('mailNickname'),
      mails: each('mail'),
      employee_ids: each('employeeId'),
      users: found.map((user): Value => ({
        account_enabled: user['accountEnabled'] === true,
        display_name: textOf(user, 'displayName'),
        employee_id: textOf(user, 'employeeId'),
        mail: textOf(user, 'mail'),
        mail_nickname: textOf(user, 'mailNickname'),
        object_id: textOf(user, 'id'),
        onpremises_immutable_id: textOf(user, 'onPremisesImmutableId'),
        onpremises_sam_account_name: textOf(user, 'onPremisesSamAccountName'),
        onpremises_user_principal_name: textOf(user, 'onPremisesUserPrincipalName'),
        usage_location: textOf(user, 'usageLocation'),
        user_principal_name: textOf(user, 'userPrincipalName'),
      })),
    };
  },
};

async function findUser(client: Graph, field: string, value: string): Promise<JsonObject | undefined> {
  const query = { $filter: `${field} eq '${quoted(value)}'`, $select: userFields };
  return (await client.list('/users', { query }))[0];
}

const user: Source = {
  async read({ client }, config) {
    const id = text(config, 'object_id');
    const upn = text(config, 'user_principal_name');
    const found =
      id === undefined
        ? await findUser(client, 'userPrincipalName', upn ?? '')
        : await client.find(`/users/${id}`, { query: { $select: userFields } });
    if (!found)
      throw new ProviderError(
        id === undefined ? `User with UPN "${upn}" was not found` : `User not found with object ID: "${id}"`,
      );
    return {
      id: `/users/${textOf(found, 'id')}`,
      object_id: textOf(found, 'id'),
      user_principal_name: textOf(found, 'userPrincipalName'),
      mail: textOf(found, 'mail'),
      mail_nickname: textOf(found, 'mailNickname'),
      employee_id: textOf(found, 'employeeId'),
      account_enabled: found['accountEnabled'] === true,
      display_name: textOf(found, 'displayName'),
      given_name: textOf(found, 'givenName'),
      surname: textOf(found, 'surname'),
      user_type: textOf(found, 'userType'),
      usage_location: textOf(found, 'usageLocation'),
      business_phones: objectsOf(found, 'businessPhones').map(String),
    };
  },
};

export const dataSources: Record<string, Source> = {
  azuread_application: application,
  azuread_application_published_app_ids: publishedAppIds,
  azuread_application_template: applicationTemplate,
  azuread_client_config: clientConfig,
  azuread_domains: domains,
  azuread_group: group,
  azuread_service_principal: servicePrincipal,
  azuread_user: user,
  azuread_users: users,
};
