import {
  CreateInstanceCommand,
  DeleteInstanceCommand,
  paginateListApplications,
  paginateListInstances,
  type InstanceMetadata,
} from '@aws-sdk/client-sso-admin';
import { accountInstance as record } from '../../domain/control-plane/kinds/account-instance.js';
import { refused } from '../errors.js';
import { everyOf } from '../pages.js';
import { nobody, type ResourceKind, type State } from './kind.js';
import { tagList } from './tag-list.js';

/** An account instance of IAM Identity Center, in the Region of the function. */
export const accountInstance: ResourceKind<'account-instance'> = {
  record,
  nobody: (roleArn) => ({ name: nobody, accountId: '000000000000', ...(roleArn ? { roleArn } : {}) }),

  async find(clients, { name, accountId, roleArn }) {
    const instances = await everyOf(
      paginateListInstances({ client: clients.ssoAdmin(roleArn) }, {}),
      (page) => page.Instances,
    );
    // The instance of the organization is listed too, with another owner.
    const [own] = instances.filter((instance) => instance.OwnerAccountId === accountId);
    if (!own?.InstanceArn) return undefined;
    if (own.Name !== name) {
      throw refused(
        `the account ${accountId} has an Identity Center instance already: ${own.InstanceArn} ` +
          `(${own.Name ? `named ${own.Name}` : 'without a name'}). There is one an account over all Regions. ` +
          'Use it as `identityCenter.instance: {"existing": …}`.',
      );
    }
    return {
      id: own.InstanceArn,
      state: stateOf(own),
      fixed: {},
      attributes: {
        instanceArn: own.InstanceArn,
        ...(own.IdentityStoreId ? { identityStoreId: own.IdentityStoreId } : {}),
      },
      seen: own,
    };
  },

  async create(clients, { identity, properties }) {
    await clients
      .makingSsoAdmin(identity.roleArn)
      .send(new CreateInstanceCommand({ Name: identity.name, ...tagList(properties.tags) }));
  },

  update: async () => ({ changed: [] }),

  async blockers(clients, found, { roleArn }) {
    const pages = paginateListApplications({ client: clients.ssoAdmin(roleArn) }, { InstanceArn: found.id });
    const applications = await everyOf(pages, (page) => page.Applications);
    const staying = applications.map(({ Name, ApplicationArn }) => Name ?? ApplicationArn ?? 'unknown');
    return { staying, leaving: [], called: 'applications' };
  },

  async remove(clients, found, { roleArn }) {
    await clients.makingSsoAdmin(roleArn).send(new DeleteInstanceCommand({ InstanceArn: found.id }));
  },
};

function stateOf(instance: InstanceMetadata): State {
  switch (instance.Status) {
    case 'ACTIVE':
      return 'ready';
    case 'DELETE_IN_PROGRESS':
      return 'leaving';
    case 'CREATE_IN_PROGRESS':
    case undefined:
      return 'in-progress';
    default:
      return { failed: instance.StatusReason ?? instance.Status };
  }
}
