import type { CloudRequest, CloudResponse } from '../../network.js';
import type { ApiModel } from '../api-model.js';
import { AwsError } from '../errors.js';
import { fromJson, toJson } from './json-values.js';
import type { Protocol } from './protocol.js';

/** AWS JSON 1.1: the call stands in `X-Amz-Target`. */
export const jsonProtocol: Protocol = {
  operationOf: (model, request) => {
    const [prefix, name = ''] = target(request);
    return prefix === model.metadata.targetPrefix ? model.operation(name) : undefined;
  },
  nameOf: (request) => target(request)[1] ?? '',
  input: (model, operation, request) =>
    fromJson(model, model.inputShape(operation), parseObject(request.body)) as Record<string, unknown>,
  answer: (model, operation, output, requestId) => {
    const body = toJson(model, model.outputShape(operation), output, operation.name) ?? {};
    return jsonAnswer(
      200,
      JSON.stringify(body),
      `application/x-amz-json-${model.metadata.jsonVersion ?? '1.1'}`,
      requestId,
    );
  },
  refusal: (model, error, requestId) => jsonRefusal(model, error, requestId, 'application/x-amz-json-1.1'),
};

/** An error in JSON, as both JSON protocols have it. */
export function jsonRefusal(model: ApiModel, error: AwsError, requestId: string, contentType: string): CloudResponse {
  // Some models spell the member `message`, others `Message`; the clients read either.
  const body = { __type: error.code, message: error.message, Message: error.message, ...error.members };
  const answer = jsonAnswer(error.status ?? model.statusOf(error.code), JSON.stringify(body), contentType, requestId);
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': error.code } };
}

export function parseObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Worded below, like a body that is no object.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}

function target(request: CloudRequest): string[] {
  return (request.headers['x-amz-target'] ?? '').split('.');
}

function jsonAnswer(status: number, body: string, contentType: string, requestId: string): CloudResponse {
  return { status, headers: { 'content-type': contentType, 'x-amzn-requestid': requestId }, body };
}
