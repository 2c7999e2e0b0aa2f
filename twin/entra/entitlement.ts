/** Access packages of a tenant: who asks, who decides, what an assignment gives and when it ends. */
import { rule } from '../rules.js';
import type { TenantContext } from './context.js';
import { badRequest, GraphError } from './errors.js';
import type {
  AccessAssignment,
  AccessPackage,
  AccessPolicy,
  AccessRequest,
  EntitlementState,
  RoleScope,
} from './entitlement-objects.js';
import type { Group } from './objects.js';

const endsByItself = rule(
  'access-package-assignment-expires',
  'https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-lifecycle-policy',
  'An assignment ends after the days of its policy; whoever has none then leaves the group at once.',
);
const notWhileAssigned = rule(
  'access-package-with-assignments-stays',
  'https://learn.microsoft.com/graph/api/accesspackage-delete',
  'A package, and the policy of one, is not deleted while somebody has an assignment of it.',
);
const assignedGroupsAlone = rule(
  'access-package-gives-assigned-groups',
  'https://learn.microsoft.com/entra/id-governance/entitlement-management-catalog-create',
  'A catalog takes groups whose members are assigned: no dynamic one.',
);
const needsLicence = rule(
  'access-package-needs-p2',
  'https://learn.microsoft.com/entra/id-governance/licensing-fundamentals; how Graph refuses is a guess',
  'Entitlement management needs Entra ID P2 or Entra ID Governance.',
);
const whoMayAsk = rule(
  'access-package-requestors',
  'https://learn.microsoft.com/graph/api/resources/requestorsettings?view=graph-rest-beta; how it is refused is a guess',
  'A policy says whether it takes requests, and of whom: of members of the directory, or of guests too.',
);
const oneOpenRequest = rule(
  'access-package-one-open-request',
  'guess',
  'While a request of a person waits, the same person cannot ask for the same package again.',
);

/** What a policy wants to know of whoever asks. */
export interface Wanted {
  readonly justification: boolean;
  readonly questions: readonly { readonly text: string; readonly isRequired: boolean }[];
}

/** What a person does in My Access, and what follows of it. */
export class Entitlement {
  constructor(private readonly context: TenantContext) {}

  private get kept(): EntitlementState {
    return this.context.state.entitlement;
  }

  /** Refuses a tenant that has not bought it. */
  checkLicence(): void {
    const { state, world } = this.context;
    world.rules.leanOn(needsLicence);
    const plans = state.skus.flatMap(({ servicePlans }) => servicePlans.map(({ servicePlanName }) => servicePlanName));
    if (plans.some((each) => /^(AAD_PREMIUM_P2|Entra_Identity_Governance)$/.test(each))) return;
    throw new GraphError(403, 'PermissionDenied', 'The tenant does not have a license for entitlement management.');
  }

  /** Refuses what a catalog cannot hold. */
  checkGroup(group: Group | undefined): void {
    this.context.world.rules.leanOn(assignedGroupsAlone);
    if (!group) throw new GraphError(404, 'ResourceNotFoundInOriginSystem', 'The resource was not found in AadGroup.');
    if (group.groupTypes.includes('DynamicMembership')) {
      throw new GraphError(
        400,
        'InvalidResource',
        'The group cannot be added to a catalog: its members are kept by a rule.',
      );
    }
  }

  /** Refuses to delete what somebody still has. */
  checkUnused(packageId: string): void {
    this.context.world.rules.leanOn(notWhileAssigned);
    if (this.kept.delivered(packageId).length === 0) return;
    throw new GraphError(
      400,
      'InvalidDeleteEntitlementHasGrants',
      'The access package has active assignments and cannot be deleted.',
    );
  }

  /** What a person finds in My Access: hidden packages are reached by their link alone. */
  offeredTo(userId: string): AccessPackage[] {
    return [...this.kept.packages.values()].filter(({ id, isHidden }) => {
      const policy = this.policies(id)[0];
      return !isHidden && policy !== undefined && this.takesRequestsOf(policy, userId);
    });
  }

  /** What has to be said in a request. */
  wantedFor(packageId: string): Wanted {
    const policy = this.policyOf(packageId);
    const { isRequestorJustificationRequired } = (policy['requestApprovalSettings'] ?? {}) as Record<string, unknown>;
    const questions = (policy['questions'] ?? []) as { isRequired?: boolean; text?: { defaultText?: string } }[];
    return {
      justification: isRequestorJustificationRequired === true,
      questions: questions.map(({ isRequired = false, text }) => ({ text: text?.defaultText ?? '', isRequired })),
    };
  }

  /** Requests that wait, and that this person may decide. */
  waitingFor(approverId: string): AccessRequest[] {
    return [...this.kept.requests.values()].filter(
      ({ state, packageId }) => state === 'pendingApproval' && this.mayDecide(this.policyOf(packageId), approverId),
    );
  }

  /** A person asks; what the policy wants to know has to be said: an answer a question, in their order. */
  ask(
    packageId: string,
    targetId: string,
    said: { justification?: string; answers?: readonly string[] },
  ): AccessRequest {
    const policy = this.policyOf(packageId);
    this.checkRequestor(policy, targetId);
    const approval = (policy['requestApprovalSettings'] ?? {}) as Record<string, unknown>;
    const wanted = this.wantedFor(packageId);
    if (wanted.justification && !said.justification) throw badRequest('A justification is required.');
    if (wanted.questions.some(({ isRequired }, at) => isRequired && !said.answers?.[at])) {
      throw badRequest('A required question was not answered.');
    }
    const request = this.request('userAdd', policy, targetId, said);
    if (approval['isApprovalRequired'] !== true) this.deliver(request);
    return request;
  }

  /** An approver decides. @param approverId object id of a user whom the policy asks */
  decide(requestId: string, approverId: string, approve: boolean): void {
    const request = this.kept.requests.get(requestId);
    if (!request || request.state !== 'pendingApproval') throw badRequest('The request does not wait for approval.');
    if (!this.mayDecide(this.policyOf(request.packageId), approverId)) {
      throw new GraphError(403, 'Authorization_RequestDenied', 'You are not an approver of this request.');
    }
    if (approve) this.deliver(request);
    else request.state = 'denied';
  }

  /** An administrator, or a service desk, gives it: nobody is asked. */
  give(packageId: string, policyId: string, targetId: string): AccessRequest {
    const policy = this.policyOf(packageId);
    if (policy.id !== policyId) throw badRequest('The policy does not belong to the access package.');
    const request = this.request('adminAdd', policy, targetId, {});
    this.deliver(request);
    return request;
  }

  /** Ends an assignment: whoever has none leaves the group. */
  end(assignment: AccessAssignment): void {
    assignment.state = 'expired';
    const still = this.kept.delivered(assignment.packageId).some(({ targetId }) => targetId === assignment.targetId);
    if (still) return;
    const { state } = this.context;
    for (const { originId } of this.scopesOf(assignment.packageId)) {
      const members = state.membersOf(originId).filter((each) => each !== assignment.targetId);
      state.members.set(originId, members);
    }
    this.context.membershipMayHaveChanged();
  }

  private deliver(request: AccessRequest): void {
    const { state, world } = this.context;
    const { durationInDays } = this.policyOf(request.packageId);
    const endsAt = durationInDays > 0 ? world.clock.in(durationInDays * 24 * 60) : undefined;
    const assignment: AccessAssignment = {
      id: state.newId(),
      packageId: request.packageId,
      policyId: request.policyId,
      targetId: request.targetId,
      state: 'delivered',
      endsAt: endsAt?.toISOString() ?? null,
    };
    request.state = 'delivered';
    this.kept.assignments.set(assignment.id, assignment);
    for (const { originId } of this.scopesOf(request.packageId)) {
      const others = state.membersOf(originId).filter((each) => each !== request.targetId);
      state.members.set(originId, [...others, request.targetId]);
    }
    this.context.membershipMayHaveChanged();
    if (!endsAt) return;
    world.rules.leanOn(endsByItself);
    world.clock.at(endsAt, 'an assignment of an access package ends', () => {
      if (assignment.state === 'delivered') this.end(assignment);
    });
  }

  private request(
    requestType: AccessRequest['requestType'],
    policy: AccessPolicy,
    targetId: string,
    said: { justification?: string; answers?: readonly string[] },
  ): AccessRequest {
    if (!this.context.state.users.has(targetId)) throw badRequest('The target of the assignment is not a user.');
    const request: AccessRequest = {
      id: this.context.state.newId(),
      requestType,
      packageId: policy.accessPackageId,
      policyId: policy.id,
      targetId,
      justification: said.justification ?? null,
      answers: said.answers ?? [],
      state: 'pendingApproval',
    };
    this.kept.requests.set(request.id, request);
    return request;
  }

  /** Refuses whom the policy does not mean, and who waits already. */
  private checkRequestor(policy: AccessPolicy, userId: string): void {
    const { rules } = this.context.world;
    rules.leanOn(whoMayAsk);
    if (!this.takesRequestsOf(policy, userId)) {
      throw new GraphError(403, 'PermissionDenied', 'The policy of the access package does not allow this request.');
    }
    const open = [...this.kept.requests.values()].some(
      (each) =>
        each.state === 'pendingApproval' && each.packageId === policy.accessPackageId && each.targetId === userId,
    );
    if (!open) return;
    rules.leanOn(oneOpenRequest);
    throw badRequest('A request for this access package waits for approval already.');
  }

  private takesRequestsOf(policy: AccessPolicy, userId: string): boolean {
    const { acceptRequests, scopeType } = (policy['requestorSettings'] ?? {}) as {
      acceptRequests?: boolean;
      scopeType?: string;
    };
    const user = this.context.state.users.get(userId);
    if (!user || acceptRequests !== true) return false;
    if (scopeType === 'AllExistingDirectoryMemberUsers') return user.userType === 'Member';
    return scopeType === 'AllExistingDirectorySubjects';
  }

  private policies(packageId: string): AccessPolicy[] {
    return [...this.kept.policies.values()].filter(({ accessPackageId }) => accessPackageId === packageId);
  }

  private policyOf(packageId: string): AccessPolicy {
    const [found] = this.policies(packageId);
    if (!found) throw badRequest('The access package has no policy that allows this.');
    return found;
  }

  private scopesOf(packageId: string): RoleScope[] {
    return [...this.kept.roleScopes.values()].filter((each) => each.packageId === packageId);
  }

  private mayDecide(policy: AccessPolicy, approverId: string): boolean {
    const { approvalStages = [] } = (policy['requestApprovalSettings'] ?? {}) as {
      approvalStages?: { primaryApprovers?: { '@odata.type'?: string; id?: string }[] }[];
    };
    return approvalStages
      .flatMap(({ primaryApprovers = [] }) => primaryApprovers)
      .some(({ '@odata.type': type = '', id = '' }) => {
        if (type.endsWith('.singleUser')) return id === approverId;
        return type.endsWith('.groupMembers') && this.context.state.membersOf(id).includes(approverId);
      });
  }
}
