import type {
  AddPermissionRequest,
  DeleteFunctionEventInvokeConfigRequest,
  GetPolicyRequest,
  ListTagsRequest,
  PutFunctionConcurrencyRequest,
  PutFunctionEventInvokeConfigRequest,
  RemovePermissionRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import type { FunctionStates, StoredFunction } from './function-state.js';

interface ByFunction {
  FunctionName?: string;
}

/** What surrounds a function: who may invoke it, tags, concurrency, what becomes of failed events. */
export function functionSettingOperations(cloud: Cloud, functions: FunctionStates): Operations {
  const absent = (what: string): AwsError => new AwsError('ResourceNotFoundException', what, { Type: 'User' });
  return {
    AddPermission: (input: AddPermissionRequest, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      const id = input.StatementId ?? '';
      if (found.permissions.has(id))
        throw new AwsError(
          'ResourceConflictException',
          `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          { Type: 'User' },
        );
      const principal = input.Principal ?? '';
      const conditions = present({
        ArnLike: input.SourceArn === undefined ? undefined : { 'AWS:SourceArn': input.SourceArn },
        StringEquals: input.SourceAccount === undefined ? undefined : { 'AWS:SourceAccount': input.SourceAccount },
      });
      const statement = {
        Sid: id,
        Effect: 'Allow',
        Principal: principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal },
        Action: input.Action ?? '',
        Resource: found.arn,
        ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
      };
      found.permissions.set(id, statement);
      return { Statement: JSON.stringify(statement) };
    },
    GetPolicy: (input: GetPolicyRequest, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      if (found.permissions.size === 0) throw absent('The resource you requested does not exist.');
      return {
        Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: [...found.permissions.values()] }),
        RevisionId: found.revision,
      };
    },
    RemovePermission: (input: RemovePermissionRequest, call: Call) => {
      if (!functions.need(call, input.FunctionName).permissions.delete(input.StatementId ?? ''))
        throw absent(`Statement ${input.StatementId ?? ''} is not found in resource policy.`);
      return {};
    },

    ListTags: (input: ListTagsRequest, call: Call) => ({
      Tags: Object.fromEntries(functions.need(call, input.Resource).tags),
    }),
    TagResource: (input: TagResourceRequest, call: Call) => {
      for (const [key, value] of Object.entries(input.Tags ?? {}))
        functions.need(call, input.Resource).tags.set(key, value);
      return {};
    },
    UntagResource: (input: UntagResourceRequest, call: Call) => {
      for (const key of input.TagKeys ?? []) functions.need(call, input.Resource).tags.delete(key);
      return {};
    },

    PutFunctionConcurrency: (input: PutFunctionConcurrencyRequest, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      found.reservedConcurrency = input.ReservedConcurrentExecutions;
      return { ReservedConcurrentExecutions: found.reservedConcurrency };
    },
    GetFunctionConcurrency: (input: ByFunction, call: Call) =>
      present({ ReservedConcurrentExecutions: functions.need(call, input.FunctionName).reservedConcurrency }),
    DeleteFunctionConcurrency: (input: ByFunction, call: Call) => {
      functions.need(call, input.FunctionName).reservedConcurrency = undefined;
      return {};
    },

    PutFunctionEventInvokeConfig: (input: PutFunctionEventInvokeConfigRequest, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      found.eventInvoke = {
        attempts: input.MaximumRetryAttempts,
        age: input.MaximumEventAgeInSeconds,
        failuresTo: input.DestinationConfig?.OnFailure?.Destination,
        modified: cloud.world.clock.now(),
      };
      return eventInvokeConfig(found);
    },
    GetFunctionEventInvokeConfig: (input: ByFunction, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      if (!found.eventInvoke) throw absent(`The function ${found.arn} doesn't have an EventInvokeConfig`);
      return eventInvokeConfig(found);
    },
    DeleteFunctionEventInvokeConfig: (input: DeleteFunctionEventInvokeConfigRequest, call: Call) => {
      functions.need(call, input.FunctionName).eventInvoke = undefined;
      return {};
    },
  };
}

function eventInvokeConfig(of: StoredFunction): object {
  return present({
    FunctionArn: `${of.arn}:$LATEST`,
    LastModified: of.eventInvoke?.modified,
    MaximumRetryAttempts: of.eventInvoke?.attempts,
    MaximumEventAgeInSeconds: of.eventInvoke?.age,
    DestinationConfig: { OnSuccess: {}, OnFailure: present({ Destination: of.eventInvoke?.failuresTo }) },
  });
}
