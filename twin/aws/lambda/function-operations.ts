import { randomUUID } from 'node:crypto';
import type {
  CreateFunctionRequest,
  DeleteFunctionRequest,
  GetFunctionRequest,
  ListFunctionsRequest,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { decide } from '../policy.js';
import { rolesBecomeEffectiveLater, type RoleConsistency } from '../role-consistency.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { codeOf } from './code.js';
import type { FunctionStates, StoredFunction } from './function-state.js';

const page_ = 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html';
const roleAssumable = rule(
  'function-role-assumable',
  page_,
  'The role of a function must let lambda.amazonaws.com assume it: InvalidParameterValueException.',
);
const passRoleNeeded = rule('function-pass-role', page_, 'Who makes a function needs iam:PassRole on its role.');
const reservedVariables = rule(
  'function-reserved-variables',
  'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  'Variables that Lambda sets itself cannot be set.',
);
const stateTakesTime = rule(
  'function-state',
  'https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html',
  'A function is Pending for a while, and takes no second update while one is under way.',
);

const reserved = new Set(
  [
    '_HANDLER',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  ].concat(
    ['AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_ACCESS_KEY_ID'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'AWS_LAMBDA_RUNTIME_API'],
  ),
);

const runtimesEnd = rule(
  'lambda-runtimes-end',
  'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated',
  'Some time after its end of support a runtime is refused for new functions.',
);
const endedRuntimes = /^(nodejs|nodejs(4\.3|4\.3-edge|6\.10|8\.10|1[0246]\.x)|python2\.7|python3\.[67])$/;

/** Making, seeing, changing and removing functions. `outdated` is called when code or configuration changed. */
export function functionOperations(
  cloud: Cloud,
  functions: FunctionStates,
  consistency: RoleConsistency,
  outdated: (changed: StoredFunction) => void,
): Operations {
  const checkRole = async (arn: string, call: Call): Promise<void> => {
    try {
      await call.alsoNeeds('iam:PassRole', arn, {
        'iam:PassedToService': 'lambda.amazonaws.com',
        'aws:ViaAWSService': 'false',
      });
    } catch (error) {
      cloud.leanOn(passRoleNeeded);
      throw error;
    }
    const name = arn.split('/').at(-1) ?? '';
    const role = await cloud.foundation.role(name);
    const trusted =
      role?.arn === arn &&
      decide([role.trust], {
        action: 'sts:AssumeRole',
        resource: '*',
        context: { 'aws:SourceAccount': cloud.accountId },
        principal: { Service: 'lambda.amazonaws.com' },
      }) === 'allowed';
    if (trusted && consistency.canBeAssumed(name)) return;
    cloud.leanOn(trusted ? rolesBecomeEffectiveLater : roleAssumable);
    throw new AwsError(
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
      { Type: 'User' },
    );
  };
  const checkVariables = (variables: Readonly<Record<string, string>>): void => {
    const wrong = Object.keys(variables).filter((name) => reserved.has(name));
    if (wrong.length === 0) return;
    cloud.leanOn(reservedVariables);
    throw new AwsError(
      'InvalidParameterValueException',
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${wrong.join(', ')}`,
    );
  };
  const settle = (of: StoredFunction): void => {
    cloud.world.clock.after(cloud.settings.timings.functionReady, `function ${of.name} ready`, () => {
      of.state = 'Active';
      of.updating = false;
    });
  };
  const change = (call: Call, id: string | undefined): StoredFunction => {
    const found = functions.need(call, id);
    if (found.updating || found.state === 'Pending') {
      cloud.leanOn(stateTakesTime);
      throw new AwsError(
        'ResourceConflictException',
        `The operation cannot be performed at this time. An update is in progress for resource: ${found.arn}`,
        { Type: 'User' },
      );
    }
    return found;
  };
  const changed = (of: StoredFunction): object => {
    of.updating = true;
    of.modified = cloud.world.clock.now();
    of.revision = randomUUID();
    outdated(of);
    settle(of);
    return configuration(of);
  };

  return {
    CreateFunction: async (input: CreateFunctionRequest, call: Call) => {
      const name = input.FunctionName ?? '';
      const existing = functions.find(call.region, name);
      if (existing)
        throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, { Type: 'User' });
      if (endedRuntimes.test(input.Runtime ?? '')) {
        cloud.leanOn(runtimesEnd);
        throw new AwsError(
          'InvalidParameterValueException',
          `The runtime parameter of ${input.Runtime ?? ''} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
        );
      }
      if (input.Runtime === undefined || input.Handler === undefined)
        throw new AwsError(
          'InvalidParameterValueException',
          'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
        );
      const code = codeOf(input.Code?.ZipFile);
      checkVariables(input.Environment?.Variables ?? {});
      await checkRole(input.Role ?? '', call);
      const made: StoredFunction = {
        name,
        arn: `arn:aws:lambda:${call.region}:${cloud.accountId}:function:${name}`,
        region: call.region,
        role: input.Role ?? '',
        runtime: input.Runtime,
        handler: input.Handler,
        description: input.Description ?? '',
        timeout: input.Timeout ?? 3,
        memory: input.MemorySize ?? 128,
        environment: input.Environment?.Variables ?? {},
        vpc: input.VpcConfig,
        kmsKeyArn: input.KMSKeyArn,
        tracing: input.TracingConfig?.Mode ?? 'PassThrough',
        logging: {
          LogFormat: input.LoggingConfig?.LogFormat ?? 'Text',
          LogGroup: input.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
        },
        architectures: input.Architectures ?? ['x86_64'],
        code,
        state: 'Pending',
        updating: false,
        modified: cloud.world.clock.now(),
        revision: randomUUID(),
        tags: new Map(Object.entries(input.Tags ?? {})),
        permissions: new Map(),
        reservedConcurrency: undefined,
        eventInvoke: undefined,
        idle: [],
        busy: new Set(),
        log: [],
        invocations: [],
      };
      functions.add(made);
      cloud.leanOn(stateTakesTime);
      settle(made);
      return configuration(made);
    },
    GetFunction: (input: GetFunctionRequest, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      return present({
        Configuration: configuration(found),
        Code: {
          RepositoryType: 'S3',
          Location: `https://awslambda-${found.region}-tasks.s3.${found.region}.amazonaws.com/snapshots/${found.name}`,
        },
        Tags: found.tags.size > 0 ? Object.fromEntries(found.tags) : undefined,
        Concurrency:
          found.reservedConcurrency === undefined
            ? undefined
            : { ReservedConcurrentExecutions: found.reservedConcurrency },
      });
    },
    GetFunctionConfiguration: (input: GetFunctionRequest, call: Call) =>
      configuration(functions.need(call, input.FunctionName)),
    ListFunctions: (input: ListFunctionsRequest, call: Call) => {
      const { items, next } = page(functions.all(call.region), input.Marker, input.MaxItems ?? 50);
      return present({ Functions: items.map(configuration), NextMarker: next });
    },
    ListVersionsByFunction: (input: GetFunctionRequest, call: Call) => ({
      Versions: [configuration(functions.need(call, input.FunctionName))],
    }),
    GetFunctionCodeSigningConfig: (input: GetFunctionRequest, call: Call) => ({
      FunctionName: functions.need(call, input.FunctionName).name,
    }),
    UpdateFunctionCode: (input: UpdateFunctionCodeRequest, call: Call) => {
      const found = change(call, input.FunctionName);
      found.code = codeOf(input.ZipFile);
      if (input.Architectures) found.architectures = input.Architectures;
      return changed(found);
    },
    UpdateFunctionConfiguration: async (input: UpdateFunctionConfigurationRequest, call: Call) => {
      const found = change(call, input.FunctionName);
      checkVariables(input.Environment?.Variables ?? {});
      if (input.Role !== undefined) await checkRole(input.Role, call);
      Object.assign(
        found,
        present({
          role: input.Role,
          runtime: input.Runtime,
          handler: input.Handler,
          description: input.Description,
          timeout: input.Timeout,
          memory: input.MemorySize,
          environment: input.Environment?.Variables,
          vpc: input.VpcConfig,
          kmsKeyArn: input.KMSKeyArn,
          tracing: input.TracingConfig?.Mode,
          logging: input.LoggingConfig && { ...found.logging, ...input.LoggingConfig },
        }),
      );
      return changed(found);
    },
    DeleteFunction: (input: DeleteFunctionRequest, call: Call) => {
      const found = functions.need(call, input.FunctionName);
      outdated(found);
      functions.remove(found);
      return {};
    },
  };
}

function configuration(of: StoredFunction): object {
  return present({
    FunctionName: of.name,
    FunctionArn: of.arn,
    Runtime: of.runtime,
    Role: of.role,
    Handler: of.handler,
    CodeSize: of.code.zip.length,
    Description: of.description,
    Timeout: of.timeout,
    MemorySize: of.memory,
    LastModified: of.modified.toISOString().replace('Z', '+0000'),
    CodeSha256: of.code.sha256,
    Version: '$LATEST',
    VpcConfig: of.vpc && { SubnetIds: of.vpc.SubnetIds ?? [], SecurityGroupIds: of.vpc.SecurityGroupIds ?? [] },
    Environment: Object.keys(of.environment).length > 0 ? { Variables: of.environment } : undefined,
    KMSKeyArn: of.kmsKeyArn,
    TracingConfig: { Mode: of.tracing },
    RevisionId: of.revision,
    State: of.state,
    LastUpdateStatus: of.updating ? 'InProgress' : 'Successful',
    PackageType: 'Zip',
    Architectures: of.architectures,
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: of.logging,
  });
}
