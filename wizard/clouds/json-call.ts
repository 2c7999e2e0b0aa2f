import { awsDomainOf } from '../../domain/partitions.js';
import { CloudError } from './cloud-error.js';
import type { Clouds } from './lookup.js';
import { signedHeaders } from './signature.js';

/** Services that speak AWS JSON and of which a call or two are needed by hand. */
const targets = {
  dynamodb: { id: 'DynamoDB', prefix: 'DynamoDB_20120810', type: 'application/x-amz-json-1.0' },
  'network-firewall': {
    id: 'Network Firewall',
    prefix: 'NetworkFirewall_20201112',
    type: 'application/x-amz-json-1.0',
  },
  states: { id: 'SFN', prefix: 'AWSStepFunctions', type: 'application/x-amz-json-1.0' },
  // Clients of the SDK, as far as the registry has them, drop what is new in these: docs/facts/identity-center.md 2.4, 2.5.
  sso: { id: 'SSO Admin', prefix: 'SWBExternalService', type: 'application/x-amz-json-1.1' },
  identitystore: { id: 'identitystore', prefix: 'AWSIdentityStore', type: 'application/x-amz-json-1.1' },
  // Its endpoint and its signature have another name: https://docs.aws.amazon.com/general/latest/gr/cw_region.html.
  monitoring: { id: 'CloudWatch', prefix: 'GraniteServiceVersion20100801', type: 'application/x-amz-json-1.0' },
} as const;

/** One call. @throws CloudError: `denied` names the action that is missing */
export async function jsonCall(
  { aws, network }: Pick<Clouds, 'aws' | 'network'>,
  call: { service: keyof typeof targets; operation: string; region: string; input: object },
): Promise<Record<string, unknown>> {
  const { service, operation, region, input } = call;
  const { id, prefix, type } = targets[service];
  const url = new URL(aws.addressOf(id) ?? `https://${service}.${region}.${awsDomainOf(region)}`);
  const body = new TextEncoder().encode(JSON.stringify(input));
  const request = {
    method: 'POST',
    url,
    headers: { 'content-type': type, 'x-amz-target': `${prefix}.${operation}` },
    body,
  };
  const headers = await signedHeaders(request, await aws.keys(), region, new Date(), service);
  const answer = await network.fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  const value = valueIn(text);
  if (answer.ok && value) return value;
  const given = value?.['__type'];
  const code = typeof given === 'string' ? given.replace(/^.*#/, '') : `status ${answer.status}`;
  const action = `${service === 'monitoring' ? 'cloudwatch' : service}:${operation}`;
  const denied = /AccessDenied|Unauthorized/.test(code);
  const details = { code, status: answer.status, ...(denied ? { permission: action } : {}) };
  const said = value ? [value['message'], value['Message']].find((each) => typeof each === 'string') : 'no JSON';
  throw new CloudError(denied ? 'denied' : 'error', `${action} answered ${code}${said ? `: ${said}` : ''}`, details);
}

/** Undefined: no JSON. A cloud in trouble, or who stands in between, answers with pages. */
function valueIn(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
