/** What hangs on a Lambda function: who may invoke it, and where its failed events go. */
import { block, count, needText, text, type Values } from '../value.js';
import { part, word, type Answer, type AwsClient } from './client.js';
import type { AwsResource } from './tags.js';

export const lambdaPermission: AwsResource = {
  async create({ client }, planned) {
    const StatementId =
      text(planned, 'statement_id') ?? `${text(planned, 'statement_id_prefix') ?? 'terraform-'}${Date.now()}`;
    const input = {
      FunctionName: needText(planned, 'function_name'),
      StatementId,
      Action: text(planned, 'action'),
      Principal: text(planned, 'principal'),
      SourceArn: text(planned, 'source_arn'),
      SourceAccount: text(planned, 'source_account'),
    };
    await client.call(
      'lambda',
      'AddPermission',
      input,
      `adding Lambda Permission (${input.FunctionName}/${StatementId})`,
    );
    return {
      id: StatementId,
      statement_id: StatementId,
      statement_id_prefix: text(planned, 'statement_id_prefix') ?? '',
      region: client.region,
    };
  },
  async read({ client }, state) {
    const answer = await client.find(
      'lambda',
      'GetPolicy',
      { FunctionName: needText(state, 'function_name') },
      `reading Lambda Permission (${needText(state, 'id')})`,
    );
    const policy = JSON.parse(word(answer, 'Policy') ?? '{"Statement":[]}') as {
      Statement: PermissionStatement[];
    };
    const found = policy.Statement.find(({ Sid }) => Sid === needText(state, 'id'));
    return (
      found && {
        region: client.region,
        statement_id: found.Sid,
        action: found.Action,
        principal: found.Principal.Service ?? found.Principal.AWS ?? '',
        source_arn: found.Condition?.ArnLike?.['AWS:SourceArn'] ?? '',
      }
    );
  },
  async delete({ client }, state) {
    const input = { FunctionName: needText(state, 'function_name'), StatementId: needText(state, 'id') };
    await client.find(
      'lambda',
      'RemovePermission',
      input,
      `removing Lambda Permission (${input.FunctionName}/${input.StatementId})`,
    );
  },
  // `FUNCTION/STATEMENT`: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_permission#import.
  async importState(_, id) {
    const [name = '', statement = ''] = id.split('/');
    return { id: statement, function_name: name };
  },
};

/** A statement of a function's policy, as Lambda writes it. */
interface PermissionStatement {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: { readonly Service?: string; readonly AWS?: string };
  readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

export const eventInvokeConfig: AwsResource = {
  async create({ client }, planned) {
    await putEventInvokeConfig(client, planned);
    return { id: needText(planned, 'function_name'), region: client.region };
  },
  async read({ client }, state) {
    const found = await client.find(
      'lambda',
      'GetFunctionEventInvokeConfig',
      { FunctionName: needText(state, 'function_name') },
      `reading Lambda Function Event Invoke Config (${needText(state, 'id')})`,
    );
    return (
      found && {
        region: client.region,
        maximum_retry_attempts: (found['MaximumRetryAttempts'] as number | undefined) ?? 2,
        maximum_event_age_in_seconds: (found['MaximumEventAgeInSeconds'] as number | undefined) ?? 0,
        destination_config: destinationConfigOf(found),
      }
    );
  },
  async update({ client }, planned) {
    await putEventInvokeConfig(client, planned);
    return {};
  },
  async delete({ client }, state) {
    await client.find(
      'lambda',
      'DeleteFunctionEventInvokeConfig',
      { FunctionName: needText(state, 'function_name') },
      `deleting Lambda Function Event Invoke Config (${needText(state, 'id')})`,
    );
  },
  importState: async (_, id) => ({ id, function_name: id }),
};

function destinationConfigOf(found: Answer): Values[] {
  const config = part(found, 'DestinationConfig');
  const to = (name: string): Values[] => {
    const destination = word(part(config, name), 'Destination');
    return destination ? [{ destination }] : [];
  };
  const [failure, success] = [to('OnFailure'), to('OnSuccess')];
  return failure.length + success.length > 0 ? [{ on_failure: failure, on_success: success }] : [];
}

/** Where events go that a function took or failed on. */
function destinationsOf(planned: Values): object | undefined {
  const config = block(planned, 'destination_config');
  if (!config) return undefined;
  const failure = block(config, 'on_failure');
  const success = block(config, 'on_success');
  return {
    ...(failure ? { OnFailure: { Destination: needText(failure, 'destination') } } : {}),
    ...(success ? { OnSuccess: { Destination: needText(success, 'destination') } } : {}),
  };
}

async function putEventInvokeConfig(client: AwsClient, planned: Values): Promise<void> {
  const age = count(planned, 'maximum_event_age_in_seconds');
  const input = {
    FunctionName: needText(planned, 'function_name'),
    MaximumRetryAttempts: count(planned, 'maximum_retry_attempts') ?? 2,
    MaximumEventAgeInSeconds: age === 0 ? undefined : age,
    DestinationConfig: destinationsOf(planned),
  };
  await client.call(
    'lambda',
    'PutFunctionEventInvokeConfig',
    input,
    `putting Lambda Function Event Invoke Config (${input.FunctionName})`,
  );
}
