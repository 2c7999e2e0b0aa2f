import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AwsError } from '../../aws/errors.js';
import { Patience } from '../patience.js';
import { ProviderError } from '../provider.js';
import { block, count, flag, needText, text, textMap, texts, unknown, type Values } from '../value.js';
import { failure, part, word, type Answer, type AwsClient } from './client.js';
import { timeoutOf } from './gateways.js';
import { tagged, type AwsCall, type AwsResource } from './tags.js';

export const lambdaFunction: AwsResource = tagged({
  async create(call, planned) {
    const { client } = call;
    const name = needText(planned, 'function_name');
    const doing = `creating Lambda Function (${name})`;
    await createWithRole(
      call,
      {
        FunctionName: name,
        Code: { ZipFile: codeOf(client, planned) },
        Publish: flag(planned, 'publish'),
        Tags: tagsOrNone(planned),
        ...configurationInput(planned),
      },
      doing,
    );
    await waitUntilReady(call, name, timeoutOf(planned, 'create', '10m'), doing, { ...planned, id: name });
    await setConcurrency(client, name, planned, undefined);
    return (await readFunction(client, name, planned)) ?? {};
  },
  read: ({ client }, state) => readFunction(client, needText(state, 'id'), state),
  async update(call, planned, prior) {
    const { client } = call;
    const name = needText(prior, 'id');
    const doing = `updating Lambda Function (${name})`;
    const before = JSON.stringify(configurationInput(prior));
    if (JSON.stringify(configurationInput(planned)) !== before) {
      await client.call(
        'lambda',
        'UpdateFunctionConfiguration',
        { FunctionName: name, ...configurationInput(planned) },
        `${doing} configuration`,
      );
      await waitUntilReady(call, name, timeoutOf(planned, 'update', '10m'), doing, prior);
    }
    if (codeChanged(planned, prior)) {
      await client.call(
        'lambda',
        'UpdateFunctionCode',
        { FunctionName: name, ZipFile: codeOf(client, planned), Architectures: texts(planned, 'architectures') },
        `${doing} code`,
      );
      await waitUntilReady(call, name, timeoutOf(planned, 'update', '10m'), doing, prior);
    }
    await setConcurrency(client, name, planned, prior);
    return (await readFunction(client, name, planned)) ?? {};
  },
  async delete({ client }, state) {
    await client.find(
      'lambda',
      'DeleteFunction',
      { FunctionName: needText(state, 'id') },
      `deleting Lambda Function (${needText(state, 'id')})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const Resource = needText(state, 'arn');
    const doing = `updating tags for Lambda Function (${Resource})`;
    if (remove.length > 0) await client.call('lambda', 'UntagResource', { Resource, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0) await client.call('lambda', 'TagResource', { Resource, Tags: put }, doing);
  },
  /** New code makes what tells of it unknown until apply. */
  modifyPlan(_, change) {
    if (!change.prior || !(codeChanged(change.planned, change.prior) || change.changed())) return;
    const names = codeChanged(change.planned, change.prior)
      ? ['last_modified', 'code_sha256', 'source_code_size']
      : ['last_modified'];
    const onlyTags =
      JSON.stringify(configurationInput(change.planned)) === JSON.stringify(configurationInput(change.prior));
    if (onlyTags && !codeChanged(change.planned, change.prior)) return;
    for (const name of names) change.planned[name] = unknown;
  },
  importState: async (_, id) => ({ id, function_name: id }),
});

/** The provider waits for a fresh role: Lambda refuses one that it cannot assume yet. */
async function createWithRole(call: AwsCall, input: object, doing: string): Promise<void> {
  const patience = new Patience(call.world.clock, 5 * 60, call.stopped);
  for (;;) {
    try {
      await call.client.tryCall('lambda', 'CreateFunction', input);
      return;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const fresh = error.message.includes('cannot be assumed by Lambda');
      if (!fresh || !(await patience.wait(5))) throw failure(doing, 'Lambda: CreateFunction', error);
    }
  }
}

function codeOf(client: AwsClient, planned: Values): Uint8Array {
  const file = text(planned, 'filename');
  if (!file) throw new ProviderError('The twin plays functions with `filename` alone, not with S3 or an image.');
  try {
    return readFileSync(path.resolve(client.folder, file));
  } catch {
    throw new ProviderError(`reading ZIP file (${file}): open ${file}: no such file or directory`);
  }
}

function codeChanged(planned: Values, prior: Values): boolean {
  return ['filename', 'source_code_hash'].some((name) => text(planned, name) !== text(prior, name));
}

function configurationInput(planned: Values): object {
  const environment = block(planned, 'environment');
  const vpc = block(planned, 'vpc_config');
  const logging = block(planned, 'logging_config');
  const tracing = block(planned, 'tracing_config');
  return {
    Role: text(planned, 'role'),
    Runtime: text(planned, 'runtime'),
    Handler: text(planned, 'handler'),
    Description: text(planned, 'description') ?? '',
    Timeout: count(planned, 'timeout') ?? 3,
    MemorySize: count(planned, 'memory_size') ?? 128,
    Environment: { Variables: environment ? textMap(environment, 'variables') : {} },
    ...(vpc
      ? {
          VpcConfig: {
            SubnetIds: [...texts(vpc, 'subnet_ids')].sort(),
            SecurityGroupIds: [...texts(vpc, 'security_group_ids')].sort(),
          },
        }
      : {}),
    ...(text(planned, 'kms_key_arn') ? { KMSKeyArn: text(planned, 'kms_key_arn') } : {}),
    ...(tracing ? { TracingConfig: { Mode: text(tracing, 'mode') } } : {}),
    ...(logging
      ? {
          LoggingConfig: {
            LogFormat: text(logging, 'log_format'),
            ...(text(logging, 'log_group') ? { LogGroup: text(logging, 'log_group') } : {}),
          },
        }
      : {}),
  };
}

function tagsOrNone(planned: Values): Readonly<Record<string, string>> | undefined {
  const tags = textMap(planned, 'tags_all');
  return Object.keys(tags).length > 0 ? tags : undefined;
}

/** Called only when it changes, as seen with the real provider 5.100.0. */
async function setConcurrency(
  client: AwsClient,
  FunctionName: string,
  planned: Values,
  prior: Values | undefined,
): Promise<void> {
  const reserved = count(planned, 'reserved_concurrent_executions') ?? -1;
  if (reserved === ((prior && count(prior, 'reserved_concurrent_executions')) ?? -1)) return;
  const doing = `setting Lambda Function (${FunctionName}) concurrency`;
  if (reserved >= 0)
    await client.call(
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName, ReservedConcurrentExecutions: reserved },
      doing,
    );
  else await client.call('lambda', 'DeleteFunctionConcurrency', { FunctionName }, doing);
}

async function waitUntilReady(
  call: AwsCall,
  name: string,
  seconds: number,
  doing: string,
  state: Values,
): Promise<void> {
  const patience = new Patience(call.world.clock, seconds, call.stopped);
  for (;;) {
    const found = part(await call.client.find('lambda', 'GetFunction', { FunctionName: name }, doing), 'Configuration');
    if (word(found, 'State') === 'Active' && word(found, 'LastUpdateStatus') === 'Successful') return;
    if (!(await patience.wait(5)))
      throw new ProviderError(`${doing}: timeout while waiting for the function to become active`, { state });
  }
}

async function readFunction(client: AwsClient, name: string, known: Values): Promise<Values | undefined> {
  const answer = await client.find(
    'lambda',
    'GetFunction',
    { FunctionName: name },
    `reading Lambda Function (${name})`,
  );
  if (!answer) return undefined;
  const found = part(answer, 'Configuration');
  const arn = word(found, 'FunctionArn') ?? '';
  const reserved = part(answer, 'Concurrency')['ReservedConcurrentExecutions'] as number | undefined;
  const invoke = `arn:aws:apigateway:${client.region}:lambda:path/2015-03-31/functions`;
  return {
    id: name,
    arn,
    region: client.region,
    role: word(found, 'Role'),
    runtime: word(found, 'Runtime'),
    handler: word(found, 'Handler'),
    description: word(found, 'Description') ?? '',
    timeout: found['Timeout'] as number,
    memory_size: found['MemorySize'] as number,
    reserved_concurrent_executions: reserved ?? -1,
    architectures: found['Architectures'] as string[],
    package_type: 'Zip',
    code_sha256: word(found, 'CodeSha256'),
    source_code_hash: text(known, 'source_code_hash') ?? word(found, 'CodeSha256'),
    source_code_size: found['CodeSize'] as number,
    last_modified: word(found, 'LastModified'),
    version: '$LATEST',
    invoke_arn: `${invoke}/${arn}/invocations`,
    qualified_arn: `${arn}:$LATEST`,
    qualified_invoke_arn: `${invoke}/${arn}:$LATEST/invocations`,
    signing_job_arn: '',
    signing_profile_version_arn: '',
    environment: environmentOf(found),
    // Blocks that the configuration leaves out stay as the provider computed them: not told here.
    ...(block(known, 'logging_config') ? { logging_config: [loggingOf(found)] } : {}),
    ...(block(known, 'tracing_config')
      ? { tracing_config: [{ mode: word(part(found, 'TracingConfig'), 'Mode') }] }
      : {}),
    tags_all: part(answer, 'Tags') as Values,
  };
}

function environmentOf(found: Answer): Values[] {
  const variables = part(part(found, 'Environment'), 'Variables') as Values;
  return Object.keys(variables).length > 0 ? [{ variables }] : [];
}

function loggingOf(found: Answer): Values {
  const logging = part(found, 'LoggingConfig');
  return {
    log_format: word(logging, 'LogFormat'),
    log_group: word(logging, 'LogGroup'),
    application_log_level: '',
    system_log_level: '',
  };
}
