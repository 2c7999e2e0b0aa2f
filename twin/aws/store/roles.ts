import type {
  AttachRolePolicyRequest,
  CreateRoleRequest,
  PutRolePermissionsBoundaryRequest,
  PutRolePolicyRequest,
  SimulatePrincipalPolicyRequest,
  TagRoleRequest,
  UntagRoleRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { decide, type PolicyDocument } from '../policy.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier } from '../identifier.js';
import { managedPolicy, managedPolicyDocument } from './managed-policies.js';
import { parsePolicy } from './policy-text.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

const roleWithPoliciesStays = rule(
  'role-with-policies-stays',
  'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html',
  'A role is not deleted while it has policies: DeleteConflict.',
);

export interface StoredRole {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly created: Date;
  description: string | undefined;
  maxSession: number;
  trust: string;
  boundaryArn: string | undefined;
  readonly inline: Map<string, string>;
  readonly attached: Set<string>;
  readonly tags: Map<string, string>;
}

interface ByRole {
  RoleName?: string;
  PolicyName?: string;
  PolicyArn?: string;
}

/** IAM roles of the stand-in's own store, with the policies of AWS that are in use. */
export class Roles {
  readonly roles = new Map<string, StoredRole>();
  /** Customer managed policies by ARN: permissions boundaries that a company hands out. */
  readonly policies = new Map<string, PolicyDocument>();
  readonly operations: Operations;

  constructor(private readonly cloud: Cloud) {
    this.operations = {
      ...this.roleOperations(),
      ...this.inlineOperations(),
      ...this.attachedOperations(),
      ...this.policyOperations(),
    };
  }

  documentOf(policyArn: string): PolicyDocument | undefined {
    return this.policies.get(policyArn) ?? managedPolicyDocument(policyArn);
  }

  private need(name: string | undefined): StoredRole {
    const role = this.roles.get(name ?? '');
    if (!role) throw new AwsError('NoSuchEntityException', `The role with name ${name ?? ''} cannot be found.`);
    return role;
  }

  private roleOperations(): Operations {
    return {
      CreateRole: (input: CreateRoleRequest) => {
        const name = input.RoleName ?? '';
        if (this.roles.has(name))
          throw new AwsError('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
        parsePolicy(input.AssumeRolePolicyDocument ?? '', 'MalformedPolicyDocumentException');
        if (input.PermissionsBoundary !== undefined) this.needPolicy(input.PermissionsBoundary);
        const path = input.Path ?? '/';
        const role: StoredRole = {
          name,
          path,
          arn: `arn:aws:iam::${this.cloud.accountId}:role${path}${name}`,
          id: `AROA${identifier(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
          created: this.cloud.world.clock.now(),
          description: input.Description,
          maxSession: input.MaxSessionDuration ?? 3600,
          trust: input.AssumeRolePolicyDocument ?? '',
          boundaryArn: input.PermissionsBoundary,
          inline: new Map(),
          attached: new Set(),
          tags: tagMap(input.Tags),
        };
        this.roles.set(name, role);
        return { Role: described(role) };
      },
      GetRole: (input: ByRole) => ({ Role: described(this.need(input.RoleName)) }),
      ListRoles: () => ({ Roles: [...this.roles.values()].map(described), IsTruncated: false }),
      DeleteRole: (input: ByRole) => {
        const role = this.need(input.RoleName);
        if (role.inline.size > 0 || role.attached.size > 0) {
          this.cloud.leanOn(roleWithPoliciesStays);
          throw new AwsError('DeleteConflictException', 'Cannot delete entity, must detach all policies first.');
        }
        this.roles.delete(role.name);
        return {};
      },
      UpdateRole: (input: UpdateRoleRequest) => {
        const role = this.need(input.RoleName);
        if (input.Description !== undefined) role.description = input.Description;
        if (input.MaxSessionDuration !== undefined) role.maxSession = input.MaxSessionDuration;
        return {};
      },
      UpdateRoleDescription: (input: UpdateRoleRequest) => {
        const role = this.need(input.RoleName);
        role.description = input.Description;
        return { Role: described(role) };
      },
      UpdateAssumeRolePolicy: (input: UpdateAssumeRolePolicyRequest) => {
        parsePolicy(input.PolicyDocument ?? '', 'MalformedPolicyDocumentException');
        this.need(input.RoleName).trust = input.PolicyDocument ?? '';
        return {};
      },
      PutRolePermissionsBoundary: (input: PutRolePermissionsBoundaryRequest) => {
        this.needPolicy(input.PermissionsBoundary);
        this.need(input.RoleName).boundaryArn = input.PermissionsBoundary;
        return {};
      },
      DeleteRolePermissionsBoundary: (input: ByRole) => {
        this.need(input.RoleName).boundaryArn = undefined;
        return {};
      },
      ListInstanceProfilesForRole: (input: ByRole) => {
        this.need(input.RoleName);
        return { InstanceProfiles: [], IsTruncated: false };
      },
      ListRoleTags: (input: ByRole) => ({ Tags: tagList(this.need(input.RoleName).tags), IsTruncated: false }),
      TagRole: (input: TagRoleRequest) => {
        addTags(this.need(input.RoleName).tags, input.Tags);
        return {};
      },
      UntagRole: (input: UntagRoleRequest) => {
        for (const key of input.TagKeys ?? []) this.need(input.RoleName).tags.delete(key);
        return {};
      },
      ListAccountAliases: () => ({ AccountAliases: ['contoso'], IsTruncated: false }),
    };
  }

  private inlineOperations(): Operations {
    return {
      PutRolePolicy: (input: PutRolePolicyRequest) => {
        parsePolicy(input.PolicyDocument ?? '', 'MalformedPolicyDocumentException');
        this.need(input.RoleName).inline.set(input.PolicyName ?? '', input.PolicyDocument ?? '');
        return {};
      },
      GetRolePolicy: (input: ByRole) => {
        const document = this.need(input.RoleName).inline.get(input.PolicyName ?? '');
        if (document === undefined)
          throw new AwsError(
            'NoSuchEntityException',
            `The role policy with name ${input.PolicyName ?? ''} cannot be found.`,
          );
        return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(document) };
      },
      ListRolePolicies: (input: ByRole) => ({
        PolicyNames: [...this.need(input.RoleName).inline.keys()],
        IsTruncated: false,
      }),
      DeleteRolePolicy: (input: ByRole) => {
        if (!this.need(input.RoleName).inline.delete(input.PolicyName ?? ''))
          throw new AwsError(
            'NoSuchEntityException',
            `The role policy with name ${input.PolicyName ?? ''} cannot be found.`,
          );
        return {};
      },
    };
  }

  private attachedOperations(): Operations {
    return {
      AttachRolePolicy: (input: AttachRolePolicyRequest) => {
        this.needPolicy(input.PolicyArn);
        this.need(input.RoleName).attached.add(input.PolicyArn ?? '');
        return {};
      },
      ListAttachedRolePolicies: (input: ByRole) => ({
        AttachedPolicies: [...this.need(input.RoleName).attached].map((arn) => ({
          PolicyName: arn.split('/').at(-1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      }),
      DetachRolePolicy: (input: ByRole) => {
        if (!this.need(input.RoleName).attached.delete(input.PolicyArn ?? ''))
          throw new AwsError('NoSuchEntityException', `Policy ${input.PolicyArn ?? ''} was not found.`);
        return {};
      },
    };
  }

  private policyOperations(): Operations {
    return {
      GetPolicy: (input: ByRole) => {
        this.needPolicy(input.PolicyArn);
        return { Policy: { ...managedPolicy(input.PolicyArn ?? ''), DefaultVersionId: 'v1', IsAttachable: true } };
      },
      GetPolicyVersion: (input: ByRole) => ({
        PolicyVersion: {
          VersionId: 'v1',
          IsDefaultVersion: true,
          Document: encodeURIComponent(JSON.stringify(this.needPolicy(input.PolicyArn))),
        },
      }),
      SimulatePrincipalPolicy: (input: SimulatePrincipalPolicyRequest, call: Call) => ({
        EvaluationResults: (input.ActionNames ?? []).map((action) =>
          present({
            EvalActionName: action,
            EvalResourceName: '*',
            EvalDecision: this.simulated(input.PolicySourceArn ?? '', action, call),
          }),
        ),
        IsTruncated: false,
      }),
    };
  }

  private simulated(arn: string, action: string, call: Call): string {
    if (arn === call.caller.arn && call.caller.rights.kind === 'administrator') return 'allowed';
    const role = this.roles.get(arn.split('/').at(-1) ?? '');
    const policies = role
      ? this.policiesOf(role).map(({ document }) => document)
      : call.caller.rights.kind === 'documents'
        ? call.caller.rights.policies
        : [];
    const decision = decide(policies, { action, resource: '*', context: { 'aws:RequestedRegion': call.region } });
    return decision === 'allowed' ? 'allowed' : decision === 'explicit deny' ? 'explicitDeny' : 'implicitDeny';
  }

  policiesOf(role: StoredRole): { name: string; document: PolicyDocument }[] {
    const inline = [...role.inline].map(([name, text]) => ({
      name,
      document: parsePolicy(text, 'MalformedPolicyDocumentException'),
    }));
    const attached = [...role.attached].map((arn) => ({ name: arn, document: this.needPolicy(arn) }));
    return [...inline, ...attached];
  }

  private needPolicy(arn: string | undefined): PolicyDocument {
    const document = this.documentOf(arn ?? '');
    if (!document)
      throw new AwsError('NoSuchEntityException', `Policy ${arn ?? ''} does not exist or is not attachable.`);
    return document;
  }
}

function described(role: StoredRole): object {
  return present({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.created,
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSession,
    PermissionsBoundary:
      role.boundaryArn === undefined
        ? undefined
        : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundaryArn },
    Tags: tagList(role.tags),
  });
}
