/** The access package through which people ask for a desktop. */
import type { Service } from '../record.js';
import type { TypeRights } from '../rights.js';
import { known } from '../values.js';
import { plain } from '../wording.js';
import { graph } from '../rights.js';
import { listed, type GraphObject } from './graph-objects.js';

const entitlement = 'identityGovernance/entitlementManagement';
const rights = graph('EntitlementManagement.Read.All');

/**
 * An application that puts a group into a catalog needs Group.ReadWrite.All as well:
 * https://learn.microsoft.com/graph/api/entitlementmanagement-post-accesspackageresourcerequests
 */
const onGroup = ['EntitlementManagement.ReadWrite.All', 'Group.ReadWrite.All'];
const associationRights: TypeRights = {
  read: { graph: ['EntitlementManagement.Read.All'] },
  write: { graph: onGroup },
  remove: { graph: onGroup },
};
const needs = { graph: ['EntitlementManagement.Read.All'] };

const asFound = (found: readonly GraphObject[]) =>
  found.map(({ id, displayName }) => ({
    name: `${displayName ?? ''} (${id})`,
    importId: id,
    attributes: { id },
    seen: { display_name: displayName },
  }));

export const selfService: Service = {
  things: 'parts of self-service',
  resources: {
    azuread_access_package_catalog: {
      words: plain('Entra', 'catalog of access packages', {
        nouns: 'catalogs of access packages',
        name: ['display_name'],
      }),
      stage: 'self-service',
      rights,
      adopt: {
        needs,
        async find(search) {
          const name = known(search.values, 'display_name');
          return name === undefined
            ? []
            : asFound(await listed(search, `${entitlement}/catalogs`, 'displayName', name));
        },
      },
    },
    azuread_access_package: {
      words: plain('Entra', 'access package', { name: ['display_name'], remove: 'interrupts' }),
      stage: 'self-service',
      rights,
      adopt: {
        needs,
        fixed: ['catalog_id'],
        async find(search) {
          const name = known(search.values, 'display_name');
          return name === undefined
            ? []
            : asFound(await listed(search, `${entitlement}/accessPackages`, 'displayName', name));
        },
      },
    },
    azuread_access_package_assignment_policy: {
      words: plain('Entra', 'policy of an access package', {
        nouns: 'policies of access packages',
        name: ['display_name'],
        update: 'cost',
        remove: 'interrupts',
      }),
      stage: 'self-service',
      rights,
      adopt: {
        needs,
        async find({ clouds, values }) {
          const packageId = known(values, 'access_package_id');
          const name = known(values, 'display_name');
          if (packageId === undefined) return [];
          const all = await clouds.graph.list<GraphObject>(`${entitlement}/assignmentPolicies`, {
            query: { $filter: `accessPackage/id eq '${packageId}'` },
          });
          return asFound(all.filter(({ displayName }) => displayName === name));
        },
      },
    },
    azuread_access_package_resource_catalog_association: {
      words: plain('Entra', 'group in a catalog', { nouns: 'groups in catalogs', inner: true }),
      stage: 'self-service',
      rights: associationRights,
      adopt:
        'not adopted: a catalog holds a group once; the apply says so of one that holds it already, and `terraform import` takes CATALOG/GROUP',
    },
    azuread_access_package_resource_package_association: {
      words: plain('Entra', 'membership that an access package gives', {
        nouns: 'memberships that access packages give',
        inner: true,
        remove: 'interrupts',
      }),
      stage: 'self-service',
      rights: associationRights,
      adopt:
        'not adopted: its id is known to whoever made it alone; that of a package that is there gives the same twice',
    },
  },
};
