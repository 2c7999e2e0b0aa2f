import { createHash } from 'node:crypto';
import { ProviderError } from '../provider.js';
import { needText, text, unknown, type Values } from '../value.js';
import type { Complaint } from '../schema.js';
import { word, type AwsClient } from './client.js';
import type { AwsResource } from './tags.js';

/**
 * `aws_lambda_invocation`, with all that decides how it can be used (provider source, internal/service/lambda/
 * invocation.go at 0133e9e; measured with aws 5.100.0): read is a no-op; in CRUD scope a changed input is an update that
 * makes `result` unknown, a failed update is saved as done, delete sends the last input; in CREATE_ONLY scope a changed
 * input replaces and nothing is called at delete. The earlier result is not passed on.
 */
export const lambdaInvocation: AwsResource = {
  async create({ client }, planned) {
    const result = await invoke(client, planned, 'create', undefined);
    return { id: idOf(planned), result, region: client.region };
  },
  read: async () => ({}),
  async update({ client }, planned, prior) {
    const result = await invoke(client, planned, 'update', text(prior, 'input'));
    return { id: idOf(planned), result };
  },
  async delete({ client }, state) {
    if (isCrud(state)) await invoke(client, state, 'delete', text(state, 'input'));
  },
  modifyPlan(_, { prior, planned, replace, changed }) {
    if (!prior || !changed('input')) return;
    if (isCrud(planned)) planned['result'] = unknown;
    else replace.push('input');
  },
};

/** CRUD takes an object: Terraform's own key is put into it. */
export function crudNeedsObject(config: Values): readonly Complaint[] {
  const input = text(config, 'input');
  if (input === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (error) {
    return [
      { summary: `"input" contains an invalid JSON: ${error instanceof Error ? error.message : ''}`, at: ['input'] },
    ];
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isCrud(config) && !isObject
    ? [{ summary: 'lifecycle_scope other than CREATE_ONLY requires input to be a JSON object', at: ['input'] }]
    : [];
}

function isCrud(values: Values): boolean {
  return text(values, 'lifecycle_scope') === 'CRUD';
}

function idOf(planned: Values): string {
  const hash = createHash('md5').update(needText(planned, 'input')).digest('hex');
  return `${needText(planned, 'function_name')}_${text(planned, 'qualifier') ?? '$LATEST'}_${hash}`;
}

async function invoke(
  client: AwsClient,
  values: Values,
  action: 'create' | 'update' | 'delete',
  previous: string | undefined,
): Promise<string> {
  const name = needText(values, 'function_name');
  const input = needText(values, 'input');
  const payload = isCrud(values)
    ? withTerraform(input, text(values, 'terraform_key') ?? 'tf', action, previous)
    : input;
  const doing = `invoking Lambda Function (${name})`;
  const answer = await client.call(
    'lambda',
    'Invoke',
    {
      FunctionName: name,
      InvocationType: 'RequestResponse',
      Qualifier: text(values, 'qualifier'),
      Payload: Buffer.from(payload),
    },
    doing,
  );
  const result = Buffer.from(answer['Payload'] as Uint8Array).toString('utf8');
  if (word(answer, 'FunctionError') !== null) throw new ProviderError(`${doing}: ${result}`);
  return result;
}

function withTerraform(input: string, key: string, action: string, previous: string | undefined): string {
  const object = JSON.parse(input) as Record<string, unknown>;
  return JSON.stringify({
    ...object,
    [key]: { action, prev_input: previous === undefined ? null : (JSON.parse(previous) as unknown) },
  });
}
