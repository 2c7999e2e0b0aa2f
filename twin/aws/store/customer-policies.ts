import type {
  CreatePolicyRequest,
  CreatePolicyVersionRequest,
  DeletePolicyVersionRequest,
  GetPolicyVersionRequest,
  TagPolicyRequest,
  UntagPolicyRequest,
} from '@aws-sdk/client-iam';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { identifier } from '../identifier.js';
import type { Cloud, Operations } from '../service.js';
import { parsePolicy } from './policy-text.js';
import type { Roles } from './roles.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

const fiveVersions = rule(
  'policy-five-versions',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html',
  'A managed policy has at most five versions; the default one is not deleted.',
);
const attachedStays = rule(
  'policy-attached-stays',
  'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html',
  'A managed policy is deleted once it is attached to nothing and has its default version alone.',
);
const longest = rule(
  'policy-length',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  'A managed policy has at most 6,144 characters, white space not counted.',
);

interface CustomerPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description: string | undefined;
  readonly created: Date;
  readonly tags: Map<string, string>;
  readonly versions: Map<string, string>;
  current: string;
  made: number;
}

interface ByArn {
  PolicyArn?: string;
}

/** Managed policies that the account made itself. */
export class CustomerPolicies {
  private readonly kept = new Map<string, CustomerPolicy>();
  readonly operations: Operations;

  constructor(
    private readonly cloud: Cloud,
    private readonly roles: Roles,
  ) {
    const { GetPolicy: ofAws, GetPolicyVersion: versionOfAws } = roles.operations as Record<
      string,
      (input: object) => unknown
    >;
    this.operations = {
      ...this.versionOperations(versionOfAws),
      CreatePolicy: (input: CreatePolicyRequest) => this.create(input),
      GetPolicy: (input: ByArn) => {
        const found = this.kept.get(input.PolicyArn ?? '');
        return found ? { Policy: this.shown(found) } : ofAws?.(input);
      },
      ListEntitiesForPolicy: (input: ByArn) => ({
        PolicyRoles: this.holders(input.PolicyArn ?? '').map((RoleName) => ({ RoleName })),
        PolicyUsers: [],
        PolicyGroups: [],
        IsTruncated: false,
      }),
      DeletePolicy: (input: ByArn) => {
        const { arn, versions } = this.need(input.PolicyArn);
        if (this.holders(arn).length > 0 || versions.size > 1) {
          cloud.leanOn(attachedStays);
          throw new AwsError(
            'DeleteConflictException',
            'Cannot delete a policy attached to entities, or with versions.',
          );
        }
        this.kept.delete(arn);
        roles.policies.delete(arn);
        return {};
      },
      TagPolicy: (input: TagPolicyRequest) => {
        addTags(this.need(input.PolicyArn).tags, input.Tags);
        return {};
      },
      UntagPolicy: (input: UntagPolicyRequest) => {
        for (const key of input.TagKeys ?? []) this.need(input.PolicyArn).tags.delete(key);
        return {};
      },
    };
  }

  private create(input: CreatePolicyRequest): object {
    const path = input.Path ?? '/';
    const name = input.PolicyName ?? '';
    const arn = `arn:aws:iam::${this.cloud.accountId}:policy${path}${name}`;
    if (this.roles.policies.has(arn)) {
      throw new AwsError(
        'EntityAlreadyExistsException',
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
      );
    }
    const policy: CustomerPolicy = {
      arn,
      name,
      path,
      id: `ANPA${identifier(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
      description: input.Description,
      created: this.cloud.world.clock.now(),
      tags: tagMap(input.Tags),
      versions: new Map(),
      current: 'v1',
      made: 0,
    };
    this.addVersion(policy, input.PolicyDocument ?? '', true);
    this.kept.set(arn, policy);
    return { Policy: this.shown(policy) };
  }

  private versionOperations(ofAws: ((input: object) => unknown) | undefined): Operations {
    return {
      GetPolicyVersion: (input: GetPolicyVersionRequest) => {
        const found = this.kept.get(input.PolicyArn ?? '');
        if (!found) return ofAws?.(input);
        const text = found.versions.get(input.VersionId ?? '');
        if (text === undefined) throw absent(input.VersionId ?? '');
        return {
          PolicyVersion: {
            VersionId: input.VersionId,
            IsDefaultVersion: input.VersionId === found.current,
            Document: encodeURIComponent(text),
          },
        };
      },
      ListPolicyVersions: (input: ByArn) => {
        const { versions, current, created } = this.need(input.PolicyArn);
        return {
          Versions: [...versions.keys()].map((id) => ({
            VersionId: id,
            IsDefaultVersion: id === current,
            CreateDate: created,
          })),
          IsTruncated: false,
        };
      },
      CreatePolicyVersion: (input: CreatePolicyVersionRequest) => {
        const policy = this.need(input.PolicyArn);
        if (policy.versions.size >= 5) {
          this.cloud.leanOn(fiveVersions);
          throw new AwsError('LimitExceededException', 'A managed policy can have up to 5 versions.');
        }
        const id = this.addVersion(policy, input.PolicyDocument ?? '', input.SetAsDefault === true);
        return { PolicyVersion: { VersionId: id, IsDefaultVersion: policy.current === id } };
      },
      DeletePolicyVersion: (input: DeletePolicyVersionRequest) => {
        const policy = this.need(input.PolicyArn);
        if (input.VersionId === policy.current) {
          this.cloud.leanOn(fiveVersions);
          throw new AwsError('DeleteConflictException', 'Cannot delete the default version of a policy.');
        }
        if (!policy.versions.delete(input.VersionId ?? '')) throw absent(input.VersionId ?? '');
        return {};
      },
    };
  }

  private addVersion(policy: CustomerPolicy, text: string, current: boolean): string {
    const document = parsePolicy(text, 'MalformedPolicyDocumentException');
    if (text.replaceAll(/\s/g, '').length > 6144) {
      this.cloud.leanOn(longest);
      throw new AwsError('LimitExceededException', 'Cannot exceed quota for PolicySize: 6144');
    }
    policy.made += 1;
    const id = `v${policy.made}`;
    policy.versions.set(id, text);
    if (current) {
      policy.current = id;
      this.roles.policies.set(policy.arn, document);
    }
    return id;
  }

  private holders(arn: string): string[] {
    return [...this.roles.roles.values()].filter(({ attached }) => attached.has(arn)).map(({ name }) => name);
  }

  private need(arn: string | undefined): CustomerPolicy {
    const found = this.kept.get(arn ?? '');
    if (!found) throw absent(arn ?? '');
    return found;
  }

  private shown({ arn, name, path, id, description, created, tags, current }: CustomerPolicy): object {
    return {
      PolicyName: name,
      PolicyId: id,
      Arn: arn,
      Path: path,
      DefaultVersionId: current,
      AttachmentCount: this.holders(arn).length,
      IsAttachable: true,
      CreateDate: created,
      ...(description === undefined ? {} : { Description: description }),
      Tags: tagList(tags),
    };
  }
}

const absent = (what: string): AwsError =>
  new AwsError('NoSuchEntityException', `Policy ${what} does not exist or is not attachable.`);
