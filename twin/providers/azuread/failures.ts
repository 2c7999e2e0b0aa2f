import { ProviderError } from '../provider.js';
import { GraphError, type JsonObject } from './graph.js';

/**
 * Runs a call of Graph; what fails is shown as the provider shows it: older resources put Graph's words into the detail,
 * newer ones into the summary as well.
 */
export async function graphCall<T>(
  summary: string,
  run: () => Promise<T>,
  options: { at?: readonly string[]; newer?: boolean } = {},
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new ProviderError(options.newer ? `${summary}: ${error.message}` : summary, {
      detail: error.message,
      ...(options.at ? { at: options.at } : {}),
    });
  }
}

/**
 * What is done to an object after it was made. azuread sets the id of an application, a group or a service principal right
 * after the POST (d.SetId in service_principal_resource.go of 3.7.0): what fails later leaves it in the state, tainted, and
 * the next apply makes it anew.
 */
export async function afterMaking<T>(collection: string, objectId: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new ProviderError(error.summary, {
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      ...(error.at === undefined ? {} : { at: error.at }),
      state: { id: `/${collection}/${objectId}`, object_id: objectId },
    });
  }
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof GraphError && error.status === status;
}

/** The object id in `/applications/ID` or `/servicePrincipals/ID`; the provider refuses other forms. */
export function idIn(resourceId: string, collection: 'applications' | 'servicePrincipals', at: string): string {
  const found = new RegExp(`^/${collection}/([^/]+)$`).exec(resourceId)?.[1];
  if (found) return found;
  throw new ProviderError(`parsing ${JSON.stringify(resourceId)}: it must have the form /${collection}/{id}`, {
    at: [at],
  });
}

export function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

export function textsOf(object: JsonObject, name: string): string[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

export function objectsOf(object: JsonObject, name: string): JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

export function objectOf(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
