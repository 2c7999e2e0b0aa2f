import type { CloudRequest, CloudResponse } from '../../network.js';
import type { ApiModel, ApiOperation } from '../api-model.js';
import type { AwsError } from '../errors.js';

/** How requests and answers of one family of AWS services look on the wire. */
export interface Protocol {
  /** The call that a request means; undefined: the API model has no such call. */
  operationOf(model: ApiModel, request: CloudRequest): ApiOperation | undefined;
  /** What the request names when `operationOf` does not know it, for the log. */
  nameOf(request: CloudRequest): string;
  /** The input, with Dates for timestamps and bytes for binary data. */
  input(model: ApiModel, operation: ApiOperation, request: CloudRequest): Record<string, unknown>;
  answer(model: ApiModel, operation: ApiOperation, output: Record<string, unknown>, requestId: string): CloudResponse;
  refusal(model: ApiModel, error: AwsError, requestId: string): CloudResponse;
}
