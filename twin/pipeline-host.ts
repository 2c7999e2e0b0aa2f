/** What the hosts of pipelines have in common as clouds: how a call meets a fault, and what a body is. */
import type { World } from './clouds.js';
import { afterFault } from './faults.js';
import { json, type CloudRequest, type CloudResponse } from './network.js';

interface Host {
  readonly world: World;
  /** Writing calls that were answered, in order. */
  readonly writes: string[];
}

/**
 * Answers one call to a host, faults included. A place is written `github GET /repos/contoso/desktops`.
 * @param failed What the host says of a failure of its own
 */
export async function answerAsHost(
  { world, writes }: Host,
  { name, failed }: { readonly name: string; readonly failed: string },
  request: CloudRequest,
  dispatch: () => CloudResponse,
): Promise<CloudResponse> {
  const what = `${request.method} ${decodeURIComponent(request.path)}`;
  const fault = world.faults.take(`${name} ${what}`, () => request.body.toString());
  if (fault && 'status' in fault) return json(fault.status, { message: fault.message ?? failed });
  const answer = dispatch();
  if (answer.status < 300 && request.method !== 'GET') writes.push(what);
  return afterFault(fault, answer);
}

/**
 * What a request carries; nothing where it is empty.
 * @param refused How the host refuses what is no JSON
 */
export function bodyOf({ body }: CloudRequest, refused: () => Error): Readonly<Record<string, unknown>> {
  const text = body.toString('utf8');
  if (text === '') return {};
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw refused();
  }
}
