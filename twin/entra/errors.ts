import { randomUUID } from 'node:crypto';
import { json, type CloudResponse } from '../network.js';

/** An answer of Graph that is not a success. `code` and `message` both absent: an empty body, as Intune answers at times. */
export class GraphError extends Error {
  /** Set when the caller asked for something that the twin does not know: noted, never passed over. */
  unknown: string | undefined;

  constructor(
    readonly status: number,
    readonly code?: string,
    text?: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(text ?? `${status}`);
  }

  asUnknown(what: string): this {
    this.unknown = what;
    return this;
  }
}

export const badRequest = (message: string): GraphError => new GraphError(400, 'Request_BadRequest', message);

/** What Intune answers to bodies it does not like: nothing. */
export const emptyBadRequest = (): GraphError => new GraphError(400);

export const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const conflict = (message: string): GraphError =>
  new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', message);

export function errorResponse(error: GraphError, now: Date): CloudResponse {
  const id = randomUUID();
  if (error.code === undefined) return { status: error.status, headers: { 'request-id': id, ...error.headers } };
  const innerError = { date: now.toISOString().slice(0, 19), 'request-id': id, 'client-request-id': id };
  const body = { error: { code: error.code, message: error.message, innerError } };
  return json(error.status, body, { 'request-id': id, ...error.headers });
}
