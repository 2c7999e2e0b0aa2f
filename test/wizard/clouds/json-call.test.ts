import { expect, test } from '@jest/globals';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { jsonCall } from '../../../wizard/clouds/json-call.js';

const answeredWith = async (status: number, body: string): Promise<unknown> => {
  const clouds = {
    aws: { addressOf: () => 'http://127.0.0.1:1', keys: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }) },
    network: { fetch: async () => new Response(body, { status }) },
  };
  const call = { service: 'dynamodb', operation: 'Query', region: 'eu-central-1', input: {} } as const;
  return jsonCall(clouds as never, call).catch((error: unknown) => error);
};

test.each<[string, number, string, string]>([
  ['a page of a cloud in trouble', 503, '<html>busy</html>', 'dynamodb:Query answered status 503: no JSON'],
  ['a text in place of an answer', 200, 'welcome', 'dynamodb:Query answered status 200: no JSON'],
  ['a refusal', 400, '{"__type":"a#Throttled","message":"slow down"}', 'dynamodb:Query answered Throttled: slow down'],
  ['nothing at all', 500, '', 'dynamodb:Query answered status 500'],
])('%s is trouble with a cloud, and no mistake of the program', async (_, status, body, message) => {
  const error = await answeredWith(status, body);
  expect(error).toBeInstanceOf(CloudError);
  expect((error as CloudError).message).toBe(message);
});

test('an answer is what it holds', async () => {
  expect(await answeredWith(200, '{"Items":[]}')).toEqual({ Items: [] });
  expect(await answeredWith(200, '')).toEqual({});
});
