import { describe, expect, test } from '@jest/globals';
import { AccessPackage, type AccessPackageProps } from '../../../modules/entra/access-package.js';
import { only, synthesized } from './synthesized.js';

const deciders = '0c2f1a9b-7d3e-4b56-8a90-1f2e3d4c5b6a';
const made = (given: Partial<AccessPackageProps> = {}) =>
  synthesized((stack) => {
    new AccessPackage(stack, 'self-service', {
      displayName: 'Windows desktop (Contoso)',
      catalogName: 'Contoso desktops',
      groupObjectId: '5b1f0d3e-6a1c-4d27-9b0e-2f3c4d5e6f70',
      approvers: [{ group: deciders }],
      assignmentDays: 194,
      ...given,
    });
  });

const stageOf = (json: ReturnType<typeof made>) =>
  (only(json, 'azuread_access_package_assignment_policy').approval_settings as { approval_stage: object[] })
    .approval_stage[0];

describe('an access package', () => {
  test('gives membership of the group, and guests of other tenants do not see it', () => {
    const json = made();
    const catalog = only(json, 'azuread_access_package_catalog');
    expect(catalog).toMatchObject({ display_name: 'Contoso desktops', externally_visible: false });
    const inCatalog = only(json, 'azuread_access_package_resource_catalog_association');
    expect(inCatalog).toMatchObject({
      catalog_id: `\${${catalog.address}.id}`,
      resource_origin_system: 'AadGroup',
      resource_origin_id: '5b1f0d3e-6a1c-4d27-9b0e-2f3c4d5e6f70',
    });
    expect(only(json, 'azuread_access_package_resource_package_association')).toMatchObject({
      access_type: 'Member',
      catalog_resource_association_id: `\${${inCatalog.address}.id}`,
    });
  });

  test('is asked for by members of the tenant, lets nobody in without approval, and ends by itself', () => {
    const policy = only(made(), 'azuread_access_package_assignment_policy');
    expect(policy).toMatchObject({
      duration_in_days: 194,
      extension_enabled: true,
      requestor_settings: { scope_type: 'AllExistingDirectoryMemberUsers', requests_accepted: true },
      approval_settings: { approval_required: true, approval_required_for_extension: true },
    });
  });

  test('is granted to nobody before it gives the membership', () => {
    const json = made();
    const { depends_on } = only(json, 'azuread_access_package_assignment_policy');
    expect(depends_on).toEqual([only(json, 'azuread_access_package_resource_package_association').address]);
  });

  test('with the manager, the others are asked where there is none', () => {
    expect(stageOf(made({ approvers: ['manager', { group: deciders }] }))).toMatchObject({
      primary_approver: [
        { subject_type: 'RequestorManager' },
        { subject_type: 'GroupMembers', object_id: deciders, backup: true },
      ],
    });
  });

  test('without it, each of them decides', () => {
    expect(stageOf(made({ approvers: [{ user: deciders }] }))).toMatchObject({
      primary_approver: [{ subject_type: 'SingleUser', object_id: deciders, backup: false }],
    });
  });

  test('asks a question that has to be answered', () => {
    expect(only(made({ question: 'Why?' }), 'azuread_access_package_assignment_policy').question).toEqual([
      { required: true, sequence: 1, text: { default_text: 'Why?' } },
    ]);
  });
});
