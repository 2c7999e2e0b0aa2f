import type { CloudRequest, CloudResponse } from '../../network.js';
import type { Access } from '../actions.js';
import type { AwsError } from '../errors.js';
import type { Caller } from '../principals.js';
import type { Cloud } from '../service.js';
import type { Bucket } from './bucket.js';

/** What S3 knows of the account that it belongs to. */
export interface S3Account extends Cloud {
  ask(caller: Caller, access: Access): Promise<void>;
  record(
    request: { readonly service: string; readonly operation: string; readonly region: string; readonly caller: Caller },
    error?: string,
  ): void;
  refuseUnknown(service: string, operation: string, region: string): AwsError;
}

/** One request to S3, path style. */
export interface S3Call {
  readonly account: S3Account;
  readonly caller: Caller;
  readonly request: CloudRequest;
  readonly bucket: Bucket;
  readonly key: string;
  readonly body: Buffer;
  /** Throws AccessDenied unless the caller's policies and that of the bucket let this happen. */
  readonly may: (action: string, context?: Readonly<Record<string, string>>) => Promise<void>;
}

export const xml = (status: number, body = '', headers: Record<string, string> = {}): CloudResponse => ({
  status,
  headers: { 'content-type': 'application/xml', ...headers },
  body: body === '' ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
