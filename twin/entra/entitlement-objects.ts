/** What a tenant keeps of access packages. */

export interface AccessCatalog {
  readonly id: string;
  displayName: string;
  description: string;
  catalogStatus: string;
  isExternallyVisible: boolean;
}

export interface CatalogResource {
  readonly id: string;
  readonly catalogId: string;
  /** Object id of the group. */
  readonly originId: string;
}

export interface AccessPackage {
  readonly id: string;
  readonly catalogId: string;
  displayName: string;
  description: string;
  isHidden: boolean;
}

export interface RoleScope {
  readonly id: string;
  readonly packageId: string;
  readonly originId: string;
  readonly role: string;
}

/** As beta takes and shows it. */
export interface AccessPolicy {
  readonly id: string;
  accessPackageId: string;
  displayName: string;
  description: string;
  durationInDays: number;
  [field: string]: unknown;
}

export interface AccessAssignment {
  readonly id: string;
  readonly packageId: string;
  readonly policyId: string;
  /** Object id of the user. */
  readonly targetId: string;
  state: 'delivered' | 'expired';
  readonly endsAt: string | null;
}

export interface AccessRequest {
  readonly id: string;
  readonly requestType: 'adminAdd' | 'adminRemove' | 'userAdd';
  readonly packageId: string;
  readonly policyId: string;
  readonly targetId: string;
  readonly justification: string | null;
  readonly answers: readonly string[];
  state: 'pendingApproval' | 'delivered' | 'denied';
}

/** What a tenant keeps of it. */
export class EntitlementState {
  readonly catalogs = new Map<string, AccessCatalog>();
  readonly resources = new Map<string, CatalogResource>();
  readonly packages = new Map<string, AccessPackage>();
  readonly roleScopes = new Map<string, RoleScope>();
  readonly policies = new Map<string, AccessPolicy>();
  readonly assignments = new Map<string, AccessAssignment>();
  readonly requests = new Map<string, AccessRequest>();

  /** Assignments that give something now. */
  delivered(packageId: string): AccessAssignment[] {
    return [...this.assignments.values()].filter((each) => each.packageId === packageId && each.state === 'delivered');
  }
}
