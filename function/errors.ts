import { sentenceFor } from '../domain/control-plane/error-sentences.js';

/** Something that a person has to know or do. Its message is all that Terraform shows. */
export class ControlPlaneError extends Error {
  constructor(name: 'PENDING' | 'REFUSED' | 'FAILED', message: string) {
    super(`${name}: ${message}`);
    this.name = name;
    // Lambda hands the stack to Terraform as `trace`: it helps nobody there.
    this.stack = '';
  }
}

/** Not there yet: applying again goes on where this stopped. */
export const pending = (message: string): ControlPlaneError => new ControlPlaneError('PENDING', message);
/** Would do harm, or cannot be: nothing was changed. */
export const refused = (message: string): ControlPlaneError => new ControlPlaneError('REFUSED', message);
/** AWS, or the request, is wrong. */
export const failed = (message: string): ControlPlaneError => new ControlPlaneError('FAILED', message);

/** An error of the SDK, with the operation that `clients.ts` notes on it. */
export interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly operation?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $fault?: 'client' | 'server';
  /** Of identity store errors: what was not found. */
  readonly ResourceType?: string;
}

/** The AWS error code without its suffix, e.g. `ResourceAlreadyExists`; undefined for anything that is not an error. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.name.replace(/Exception$/, '');
}

const unreachable = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/;
const cut = /^(ECONNRESET|EPIPE|ETIMEDOUT|TimeoutError)$/;

/** Whether the same call may go through the next time; whether this one took effect is not known. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  const status = (error as AwsError).$metadata?.httpStatusCode ?? 0;
  return (
    status >= 500 ||
    status === 429 ||
    /^(Throttling|ThrottledException|TooManyRequests|RequestLimitExceeded|InternalServer|InternalFailure|ServiceUnavailable)/.test(
      code,
    ) ||
    cut.test(networkCode(error)) ||
    unreachable.test(networkCode(error)) ||
    /socket hang up|aborted/i.test((error as Error).message ?? '')
  );
}

/** Whether AWS answered at all. */
export function wasAnswered(error: unknown): boolean {
  return (error as AwsError).$metadata?.httpStatusCode !== undefined;
}

/** Whether it may be a role that is not effective yet: a refusal that no policy pronounces. */
export function mayBecomeAllowed(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== 'AccessDenied' && code !== 'UnrecognizedClient' && code !== 'InvalidClientTokenId') return false;
  return !/explicit deny/i.test((error as Error).message);
}

function networkCode(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : '';
}

/** The error as a person should read it: what was done, what AWS said, what it means here and what to do. */
export function explained(error: unknown, doing: string): Error {
  if (error instanceof ControlPlaneError) return error;
  const aws = error as AwsError;
  const operation = aws.operation ?? 'AWS';
  if (unreachable.test(networkCode(error))) {
    const sentence = sentenceFor('Unreachable', operation, '');
    return failed(`${doing}: no answer to ${operation} (${networkCode(error)}). ${sentence?.means} ${sentence?.fix}`);
  }
  if (aws.$metadata === undefined && aws.operation === undefined) {
    return failed(
      `${doing}: ${aws.message ?? String(error)}. This is a mistake of the control plane; please report it.`,
    );
  }
  const code = codeOf(error) ?? 'unknown';
  const request = aws.$metadata?.requestId ? ` Request id: ${aws.$metadata.requestId}.` : '';
  const said = `${doing}: AWS answered ${code} to ${operation} ("${withoutDot(aws.message)}").`;
  const sentence =
    sentenceFor(code, operation, aws.message ?? '') ??
    (isPassing(error) ? sentenceFor('InternalServer', operation, '') : undefined);
  return failed(
    sentence
      ? `${said} ${sentence.means} ${sentence.fix}${request}`
      : `${said} Nothing is known here about this answer: look it up in the AWS documentation of the operation.${request}`,
  );
}

function withoutDot(text: string | undefined): string {
  return (text ?? '').replace(/\.\s*$/, '');
}

/** Whether an identity store says that the user or group is not there, rather than the store itself. */
export function isNotThere(error: unknown, what: 'USER' | 'GROUP'): boolean {
  if (codeOf(error) !== 'ResourceNotFound') return false;
  const { ResourceType, message } = error as AwsError;
  return ResourceType === undefined ? new RegExp(what, 'i').test(message) : ResourceType === what;
}
