import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { desktopPrice } from '../../../domain/cost/desktop-price.js';
import { cloudsVariable, sandboxVariable } from '../../../wizard/clouds/addresses.js';
import { readOffer, type OfferCode, type ReadOffer } from '../../../wizard/clouds/price-list.js';
import { offerOf, power, workspacesOffer } from '../../domain/cost/offers.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A list as this machine serves it in the place of AWS. */
async function read(
  serve: (response: ServerResponse) => void | Promise<void>,
  code: OfferCode = 'AmazonWorkSpaces',
  region = 'eu-central-1',
): Promise<ReadOffer> {
  const made = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('region_index.json'))
      response.end('{"regions":{"eu-central-1":{"currentVersionUrl":"/list.json"}}}');
    else void serve(response);
  });
  server = made;
  await once(made.listen(0, '127.0.0.1'), 'listening');
  const { port } = made.address() as AddressInfo;
  return readOffer({ [cloudsVariable]: `http://127.0.0.1:${port}` }, code, region, 120);
}

const priced = (answer: ReadOffer): unknown => ('offer' in answer ? desktopPrice(answer.offer, power) : answer.unknown);
const prices = { alwaysOnMonth: 80, autoStopMonth: 20, autoStopHour: 0.7, breakEvenHours: 86 };

test.each<[string, object]>([
  ['as AWS writes it', { formatVersion: 'v1.0', ...workspacesOffer }],
  ['with the terms in front', { terms: workspacesOffer.terms, products: workspacesOffer.products }],
])('prices are those of the list, %s', async (_, list) => {
  expect(priced(await read((response) => void response.end(JSON.stringify(list, undefined, 2))))).toEqual(prices);
});

test('a list of any size is read, and only what is asked for stays', async () => {
  const other = JSON.stringify({ attributes: { resourceType: 'Hardware', license: 'Included', bundle: 'Power-4' } });
  const { products = {}, terms } = workspacesOffer;
  const answer = await read(async (response) => {
    const write = async (text: string | Uint8Array): Promise<void> => {
      if (!response.write(text)) await once(response, 'drain');
    };
    // More than the 100 MB that any other answer may have.
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    await write('{"disclaimer":"');
    for (let written = 0; written < 101; written += 1) await write(megabyte);
    await write(`","products":${JSON.stringify(products).slice(0, -1)}`);
    for (let each = 0; each < 5_000; each += 1) await write(`,"other${each}":${other}`);
    response.end(`},"terms":${JSON.stringify(terms)}}`);
  });
  expect(priced(answer)).toEqual(prices);
  expect(Object.keys('offer' in answer ? (answer.offer.products ?? {}) : {})).toHaveLength(4);
});

test('of what an engine uses, other groups are left out', async () => {
  const group = (name: string): object => ({ attributes: { group: name } });
  const list = { products: { one: group('AWS-Lambda-Requests'), two: group('AWS-Lambda-Edge') }, terms: {} };
  const answer = await read((response) => void response.end(JSON.stringify(list)), 'AWSLambda');
  expect(answer).toMatchObject({ offer: { products: { one: {} } } });
  expect(JSON.stringify(answer)).not.toContain('Edge');
});

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  ['that ends early', (response) => void response.end('{"products":{'), /no JSON/],
  ['that is no JSON', (response) => void response.end('welcome'), /sent what cannot be read/],
  ['that is refused', (response) => void response.writeHead(403).end('{}'), /answered 403/],
  [
    'that is the page of a proxy',
    (response) => void response.setHeader('content-type', 'text/html').end('<title>Sign in</title>'),
    /answered with a web page \("Sign in"\)/,
  ],
])('a list %s is unknown, and says why', async (_, serve, why) => {
  const answer = await read(serve);
  expect('unknown' in answer ? answer.unknown : answer).toMatch(
    /^the price list of AmazonWorkSpaces could not be read/,
  );
  expect('unknown' in answer ? answer.unknown : answer).toMatch(why);
});

test('a sandbox has none, and that is said instead of what its network answered', async () => {
  const made = createServer((_request, response) => void response.writeHead(500).end());
  server = made;
  await once(made.listen(0, '127.0.0.1'), 'listening');
  const { port } = made.address() as AddressInfo;
  const env = { [cloudsVariable]: `http://127.0.0.1:${port}`, [sandboxVariable]: 'one' };
  expect(await readOffer(env, 'AmazonWorkSpaces', 'eu-central-1', 120)).toEqual({
    unknown: 'the price list of AmazonWorkSpaces could not be read: a sandbox has none',
  });
});

test('a Region that is not in the index is unknown', async () => {
  const answer = await read((response) => void response.end('{}'), 'AmazonWorkSpaces', 'eu-west-3');
  expect(answer).toEqual({ unknown: 'the price list of AmazonWorkSpaces has no eu-west-3' });
});

test('more prices than any list has are no list', async () => {
  const { products = {} } = offerOf([['Power-4', 'AlwaysOn', 'Month', '80', 'Root:175 GB,User:100 GB']]);
  const one = JSON.stringify(products['sku0']);
  const answer = await read(
    (response) =>
      void response.end(`{"products":{${Array.from({ length: 20_001 }, (_, at) => `"s${at}":${one}`).join(',')}}}`),
  );
  expect(answer).toMatchObject({ unknown: expect.stringContaining('more prices than any list has') });
});
