import { AccessPackageAssignmentPolicy } from '@cdktf/provider-azuread/lib/access-package-assignment-policy/index.js';
import { AccessPackageCatalog } from '@cdktf/provider-azuread/lib/access-package-catalog/index.js';
import { AccessPackageResourceCatalogAssociation } from '@cdktf/provider-azuread/lib/access-package-resource-catalog-association/index.js';
import { AccessPackageResourcePackageAssociation } from '@cdktf/provider-azuread/lib/access-package-resource-package-association/index.js';
import { AccessPackage as Package } from '@cdktf/provider-azuread/lib/access-package/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

/** Who lets a request pass. `manager` is that of whoever asks. */
export type Approver = 'manager' | { readonly user: string } | { readonly group: string };

export interface AccessPackageProps {
  /** Name of the package, which people read in My Access. */
  readonly displayName: string;
  /** Name of its catalog, which administrators read. */
  readonly catalogName: string;
  /** Object id of the group whose membership it gives. */
  readonly groupObjectId: string;
  /** One of them is enough. Beside `manager` the others are asked where there is none. */
  readonly approvers: readonly Approver[];
  /** Days of an assignment, 1 to 3660. */
  readonly assignmentDays: number;
  /** What whoever asks has to answer. @default - only why */
  readonly question?: string;
  /** What has to stand before somebody can be granted access. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Self-service: an access package that gives membership of a group. People ask for it in My Access
 * (https://myaccess.microsoft.com), one approver decides, and access ends by itself; who wants to keep it asks again. With
 * `EntitlementManagement.ReadWrite.All`; the tenant needs Entra ID P2 or Entra ID Governance.
 */
export class AccessPackage extends Construct {
  /** Of the package: what a service desk names in its one call. */
  readonly packageId: string;
  readonly policyId: string;

  constructor(scope: Construct, id: string, props: AccessPackageProps) {
    super(scope, id);
    const { displayName } = props;
    const catalog = new AccessPackageCatalog(this, 'catalog', {
      displayName: props.catalogName,
      description: 'What gives people an Amazon WorkSpaces desktop.',
      externallyVisible: false,
    });
    const group = new AccessPackageResourceCatalogAssociation(this, 'group-in-catalog', {
      catalogId: catalog.id,
      resourceOriginId: props.groupObjectId,
      resourceOriginSystem: 'AadGroup',
      dependsOn: [...(props.dependsOn ?? [])],
    });
    const made = new Package(this, 'Resource', {
      catalogId: catalog.id,
      displayName,
      description: 'A Windows desktop in the cloud. It is there within some hours after the request was approved.',
    });
    const membership = new AccessPackageResourcePackageAssociation(this, 'membership', {
      accessPackageId: made.id,
      catalogResourceAssociationId: group.id,
      accessType: 'Member',
    });
    const policy = new AccessPackageAssignmentPolicy(this, 'policy', {
      accessPackageId: made.id,
      displayName: 'People of this tenant',
      description: 'Whoever works here may ask; an approver decides.',
      durationInDays: props.assignmentDays,
      extensionEnabled: true,
      requestorSettings: { scopeType: 'AllExistingDirectoryMemberUsers', requestsAccepted: true },
      approvalSettings: {
        approvalRequired: true,
        approvalRequiredForExtension: true,
        requestorJustificationRequired: true,
        approvalStage: [{ approvalTimeoutInDays: 14, primaryApprover: approversOf(props.approvers) }],
      },
      question: props.question ? [{ required: true, sequence: 1, text: { defaultText: props.question } }] : [],
      // Nobody is granted a package that gives nothing yet.
      dependsOn: [membership],
    });
    this.packageId = made.id;
    this.policyId = policy.id;
  }
}

/** Those beside `manager` are asked where Entra knows no manager. */
function approversOf(approvers: readonly Approver[]): { subjectType: string; objectId?: string; backup?: boolean }[] {
  const backup = approvers.includes('manager');
  return approvers.map((each) => {
    if (each === 'manager') return { subjectType: 'RequestorManager' };
    return 'user' in each
      ? { subjectType: 'SingleUser', objectId: each.user, backup }
      : { subjectType: 'GroupMembers', objectId: each.group, backup };
  });
}
