import type {
  CreateLogGroupRequest,
  DescribeLogGroupsRequest,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly created: Date;
  readonly class: string;
  retentionDays: number | undefined;
  kmsKeyId: string | undefined;
  deletionProtected: boolean;
  readonly tags: Map<string, string>;
}

interface ByGroup {
  logGroupName?: string;
  kmsKeyId?: string;
}
interface ByArn {
  resourceArn?: string;
  tags?: Record<string, string>;
  tagKeys?: string[];
}

/** CloudWatch Logs of the stand-in's own store: groups, no events. */
export class Logs {
  readonly operations: Operations;
  private readonly groups = new Map<string, LogGroup>();

  constructor(private readonly cloud: Cloud) {
    this.operations = { ...this.groupOperations(), ...this.tagOperations() };
  }

  all(region: string): LogGroup[] {
    return [...this.groups.values()].filter(({ arn }) => arn.split(':')[3] === region);
  }

  private need(call: Call, name: string | undefined): LogGroup {
    const found = this.groups.get(`${call.region} ${name ?? ''}`);
    if (!found) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return found;
  }

  private groupOperations(): Operations {
    return {
      CreateLogGroup: (input: CreateLogGroupRequest & { deletionProtectionEnabled?: boolean }, call: Call) => {
        const name = input.logGroupName ?? '';
        if (this.groups.has(`${call.region} ${name}`))
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
        this.groups.set(`${call.region} ${name}`, {
          name,
          arn: `arn:aws:logs:${call.region}:${this.cloud.accountId}:log-group:${name}`,
          created: this.cloud.world.clock.now(),
          class: input.logGroupClass ?? 'STANDARD',
          retentionDays: undefined,
          kmsKeyId: input.kmsKeyId,
          deletionProtected: input.deletionProtectionEnabled ?? false,
          tags: new Map(Object.entries(input.tags ?? {})),
        });
        return {};
      },
      DescribeLogGroups: (input: DescribeLogGroupsRequest, call: Call) => {
        const found = this.all(call.region).filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? ''));
        const { items, next } = page(found, input.nextToken, input.limit ?? 50);
        const shown = items.map((group) =>
          present({
            logGroupName: group.name,
            arn: `${group.arn}:*`,
            logGroupArn: group.arn,
            creationTime: group.created.getTime(),
            retentionInDays: group.retentionDays,
            kmsKeyId: group.kmsKeyId,
            logGroupClass: group.class,
            metricFilterCount: 0,
            storedBytes: 0,
          }),
        );
        return present({ logGroups: shown, nextToken: next });
      },
      DeleteLogGroup: (input: ByGroup, call: Call) => {
        const group = this.need(call, input.logGroupName);
        if (group.deletionProtected)
          throw new AwsError('ValidationException', 'The log group is protected against deletion.');
        this.groups.delete(`${call.region} ${group.name}`);
        return {};
      },
      PutRetentionPolicy: (input: PutRetentionPolicyRequest, call: Call) => {
        this.need(call, input.logGroupName).retentionDays = input.retentionInDays;
        return {};
      },
      DeleteRetentionPolicy: (input: ByGroup, call: Call) => {
        this.need(call, input.logGroupName).retentionDays = undefined;
        return {};
      },
      AssociateKmsKey: (input: ByGroup, call: Call) => {
        this.need(call, input.logGroupName).kmsKeyId = input.kmsKeyId;
        return {};
      },
      DisassociateKmsKey: (input: ByGroup, call: Call) => {
        this.need(call, input.logGroupName).kmsKeyId = undefined;
        return {};
      },
      FilterLogEvents: (input: ByGroup, call: Call) => {
        this.need(call, input.logGroupName);
        return { events: [] };
      },
    };
  }

  private tagOperations(): Operations {
    const byArn = (call: Call, arn: string | undefined): LogGroup =>
      this.need(call, arn?.split(':log-group:')[1]?.replace(/:\*$/, ''));
    return {
      ListTagsForResource: (input: ByArn, call: Call) => ({
        tags: Object.fromEntries(byArn(call, input.resourceArn).tags),
      }),
      TagResource: (input: ByArn, call: Call) => {
        for (const [key, value] of Object.entries(input.tags ?? {}))
          byArn(call, input.resourceArn).tags.set(key, value);
        return {};
      },
      UntagResource: (input: ByArn, call: Call) => {
        for (const key of input.tagKeys ?? []) byArn(call, input.resourceArn).tags.delete(key);
        return {};
      },
    };
  }
}
