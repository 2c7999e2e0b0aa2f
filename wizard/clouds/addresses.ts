/**
 * Where the clouds are. This is the only place where an address can be redirected, and only to this very machine: a
 * rehearsal and the tests run against both clouds emulated on loopback, and no setting sends a token anywhere else.
 */

import { UsageError } from '../terminal/failure.js';
import { endpointOf, s3HostOf } from './endpoints.js';
import { Network } from './network.js';
import { isLoopback } from './proxy.js';
import { cloudsVariable, sandboxVariable } from './sandbox-credentials.js';

export { cloudsVariable, sandboxVariable };

/** The AWS SDK's own variable. The SDK reads it from the environment of the process; here it is read from the one given. */
export const awsEndpointVariable = 'AWS_ENDPOINT_URL';

/** Finds the address to call for an address of the real clouds. */
export class Addresses {
  /** Whether the clouds are emulated on this machine. */
  readonly redirected: boolean;
  /** The way there. */
  readonly network: Network;
  private readonly s3Endpoint: string | undefined;
  private readonly base: string | undefined;
  private readonly hasPages: boolean;

  constructor(private readonly env: NodeJS.ProcessEnv = {}) {
    this.base = loopbackOnly(env[cloudsVariable]);
    this.hasPages = Boolean(env[sandboxVariable]);
    this.redirected = this.base !== undefined;
    this.network = Network.of(env);
    this.s3Endpoint = endpointOf('S3', env)?.address;
  }

  /** The address of S3 in a Region, without a slash at the end. */
  s3(region: string): string {
    return this.s3Endpoint?.replace(/\/+$/, '') ?? `https://${s3HostOf(region, this.env)}`;
  }

  /** A link for a person: a page of the real console, or the one of the sandbox that stands in its place. */
  page(link: string): string {
    return this.hasPages ? this.of(link) : link;
  }

  /** `https://graph.microsoft.com/v1.0/me` stays as it is, or becomes `http://127.0.0.1:PORT/_host/graph.microsoft.com/v1.0/me`. */
  of(url: string): string {
    if (this.base === undefined) return url;
    const { host, pathname, search, protocol } = new URL(url);
    // A link that came back from an emulated cloud leads to this machine already.
    if (url.startsWith(`${this.base}/`)) return url;
    if (protocol !== 'https:') throw new UsageError(`A cloud is reached by an https address, got: ${url}`);
    return `${this.base}/${host}${pathname}${search}`;
  }
}

function loopbackOnly(value: string | undefined): string | undefined {
  if (!value) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !isLoopback(url.hostname)) {
    throw new UsageError(
      `${cloudsVariable} must be an address of this machine (such as http://127.0.0.1:8080/_host), got: ${value}`,
      ['Unset it to reach the real clouds.'],
    );
  }
  return value.replace(/\/+$/, '');
}
