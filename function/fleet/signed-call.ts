import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { present } from '../../domain/present.js';
import { awsDomainOf } from '../../domain/partitions.js';
import type { AwsError } from '../errors.js';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html, and alike for Step Functions. */
const targets = {
  dynamodb: { prefix: 'DynamoDB_20120810', type: 'application/x-amz-json-1.0' },
  states: { prefix: 'AWSStepFunctions', type: 'application/x-amz-json-1.0' },
} as const;

type JsonService = keyof typeof targets;

/**
 * A call to a service that speaks AWS JSON, signed with the function's keys. The zip carries no clients for these: some calls
 * need none, and they would be half of it.
 */
export async function signedCall(
  service: JsonService,
  operation: string,
  input: object,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, unknown>> {
  const region = environment['AWS_REGION'] ?? '';
  const url = new URL(environment['AWS_ENDPOINT_URL'] ?? `https://${service}.${region}.${awsDomainOf(region)}`);
  const body = JSON.stringify(input);
  for (let tried = 1; ; tried += 1) {
    const headers = await signed({ url, region, service, operation, body, environment });
    let answer: Response;
    try {
      answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    } catch (error) {
      if (tried >= mostTries) throw error;
      await pause(tried);
      continue;
    }
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
    const failure = failureOf(`${service}:${operation}`, answer.status, text);
    if (tried >= mostTries || !isPassing(answer.status, failure.name)) throw failure;
    await pause(tried);
  }
}

const mostTries = 5;

function isPassing(status: number, code: string): boolean {
  return status >= 500 || /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded)/.test(code);
}

async function pause(tried: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tried));
}

function failureOf(operation: string, status: number, text: string): AwsError & Error {
  let said: { __type?: string; message?: string; Message?: string } = {};
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    // No JSON: a proxy answered; the status says what there is to say.
  }
  const error = new Error(said.message ?? said.Message ?? `status ${status}`);
  error.name = (said.__type ?? `Status${status}`).replace(/^.*#/, '');
  return Object.assign(error, { operation, $metadata: { httpStatusCode: status } });
}

interface ToSign {
  readonly url: URL;
  readonly region: string;
  readonly service: JsonService;
  readonly operation: string;
  readonly body: string;
  readonly environment: NodeJS.ProcessEnv;
}

async function signed({ url, region, service, operation, body, environment }: ToSign): Promise<Record<string, string>> {
  const { prefix, type } = targets[service];
  const signer = new SignatureV4({
    region,
    service,
    sha256: Hash.bind(null, 'sha256'),
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      ...present({ sessionToken: environment['AWS_SESSION_TOKEN'] }),
    },
  });
  const { hostname, protocol, port } = url;
  const headers = { host: url.host, 'content-type': type, 'x-amz-target': `${prefix}.${operation}` };
  const request = { method: 'POST', hostname, protocol, port: Number(port), path: '/', query: {}, headers, body };
  const { host: _, ...sent } = (await signer.sign(request)).headers;
  return sent;
}
