import {
  LambdaClient,
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';

export const Client = LambdaClient;
export const operations = {
  GetFunction: GetFunctionCommand,
  GetFunctionEventInvokeConfig: GetFunctionEventInvokeConfigCommand,
  GetPolicy: GetPolicyCommand,
} as const;
