/** Lambda: the control plane's function and its invocations. */
import { unlessAbsent } from '../../clouds/cloud-error.js';
import type { AwsService } from '../record.js';
import { aws, of } from '../rights.js';
import { known } from '../values.js';
import { plain } from '../wording.js';
import { managedByControlPlane } from './control-plane.js';
import { fleetFunctions } from './fleet.js';
import { byName } from './find-by-name.js';
import { functionName } from '../../../domain/names.js';
import { inEachRegion } from './place.js';

/** The function of the control plane: its code lies beside the stack. */
export const functionType = 'aws_lambda_function';
/** A step of the control plane. */
export const invocationType = 'aws_lambda_invocation';

export const lambda: AwsService = {
  api: 'lambda',
  things: 'functions',
  allowed: (operation, place) => [
    {
      resources: [functionName(place.name), ...fleetFunctions(place)].flatMap((name) =>
        inEachRegion(place, 'lambda', `function:${name}`),
      ),
      // The daily watch, and nobody of another account.
      ...(operation === 'AddPermission'
        ? { condition: { StringEquals: { 'lambda:Principal': 'events.amazonaws.com' } } }
        : {}),
    },
  ],
  resources: {
    [functionType]: {
      words: plain('AWS', 'control plane function', { name: ['function_name'], remove: 'interrupts' }),
      stage: 'foundation',
      rights: {
        read: { aws: of('lambda', 'GetFunction', 'GetFunctionCodeSigningConfig', 'ListVersionsByFunction') },
        write: {
          aws: [
            ...of('lambda', 'CreateFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'),
            // Of a fleet's functions: one at a time.
            ...of('lambda', 'PutFunctionConcurrency', 'DeleteFunctionConcurrency', 'TagResource', 'UntagResource'),
            'iam:PassRole',
          ],
        },
        remove: { aws: of('lambda', 'DeleteFunction') },
      },
      adopt: byName('function_name', 'lambda:GetFunction', async ({ clouds, region }, name) => {
        const { Configuration } = await clouds.aws.call('lambda', 'GetFunction', region, { FunctionName: name });
        const attributes = { id: name, function_name: name, arn: Configuration?.FunctionArn };
        return { name, importId: name, attributes };
      }),
    },
    aws_lambda_function_event_invoke_config: {
      words: plain('AWS', 'function setting', { inner: true }),
      stage: 'foundation',
      rights: aws(
        'lambda',
        ['GetFunctionEventInvokeConfig'],
        ['PutFunctionEventInvokeConfig'],
        ['DeleteFunctionEventInvokeConfig'],
      ),
      adopt: byName(
        'function_name',
        'lambda:GetFunctionEventInvokeConfig',
        async ({ clouds, region }, FunctionName) => {
          await clouds.aws.call('lambda', 'GetFunctionEventInvokeConfig', region, { FunctionName });
          return { name: FunctionName, importId: FunctionName, attributes: {} };
        },
      ),
    },
    aws_lambda_permission: {
      words: plain('AWS', 'function permission', { inner: true }),
      stage: 'foundation',
      rights: aws('lambda', ['GetPolicy'], ['AddPermission'], ['RemovePermission']),
      adopt: {
        needs: { aws: ['lambda:GetPolicy'] },
        async find({ clouds, region, values }) {
          const [FunctionName, statement] = [known(values, 'function_name'), known(values, 'statement_id')];
          if (FunctionName === undefined || statement === undefined) return [];
          const found = await unlessAbsent(clouds.aws.call('lambda', 'GetPolicy', region, { FunctionName }), undefined);
          const importId = `${FunctionName}/${statement}`;
          return found?.Policy?.includes(`"Sid":"${statement}"`) ? [{ name: importId, importId, attributes: {} }] : [];
        },
      },
    },
    [invocationType]: {
      words: plain('AWS', 'control plane step', { inner: true }),
      stage: 'foundation',
      // Never read: a plan invokes nothing.
      rights: aws('lambda', [], ['InvokeFunction'], ['InvokeFunction']),
      adopt: managedByControlPlane,
    },
  },
};
