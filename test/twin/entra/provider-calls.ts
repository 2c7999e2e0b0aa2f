import { expect } from '@jest/globals';
import { Bench } from './world.js';

/** A tenant for each test, called over HTTP as the azuread provider calls it; every call is written down. */
export let bench: Bench;
export let loopback: Awaited<ReturnType<Bench['tenant']['listen']>>;
let authorization: string;
/** Name of a test to the calls it made, as `METHOD /version/path?query`. */
export const sent = new Map<string, string[]>();

export async function openTenant(): Promise<void> {
  bench = new Bench();
  loopback = await bench.tenant.listen();
  authorization = `Bearer ${await bench.token()}`;
}

export async function closeTenant(): Promise<void> {
  await loopback.close();
  expect(bench.tenant.unknownCalls).toEqual([]);
}

/** Calls the tenant as the provider does and fails on another status, or on a body that is not JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function call(status: number, method: string, path: string, body?: unknown): Promise<any> {
  const by = expect.getState().currentTestName ?? '';
  sent.set(by, [...(sent.get(by) ?? []), `${method} /${decodeURIComponent(path)}`]);
  const answer = await fetch(`${loopback.graph.url}/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', consistencylevel: 'eventual' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect([`${method} ${path}`, answer.status, status === answer.status || text]).toEqual([
    `${method} ${path}`,
    status,
    true,
  ]);
  if (status === 204) return undefined;
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  return JSON.parse(text) as unknown;
}
