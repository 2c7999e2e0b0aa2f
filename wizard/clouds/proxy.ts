/**
 * Which proxy a call goes through, by the rules of Go, which terraform and its providers follow: `HTTPS_PROXY` for https
 * alone, `NO_PROXY` by name, suffix, address and range, and never a proxy to this machine.
 * Source: https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
import { BlockList, isIP } from 'node:net';
import { UsageError } from '../terminal/failure.js';

/** A proxy, and the variable that named it. */
export interface Proxy {
  readonly url: URL;
  readonly variable: string;
}

/**
 * The proxy for an address, or nothing.
 * @throws UsageError for a value that is no address of a proxy
 */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): Proxy | undefined {
  const scheme = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const variable = [scheme, scheme.toLowerCase()].find((name) => env[name]);
  if (variable === undefined || isLoopback(target.hostname) || goesDirectly(target, env)) return undefined;
  return { url: proxyUrl(variable, env[variable] ?? ''), variable };
}

/** Whether a host is this very machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(hostname);
}

/** A proxy without name and password, as it may be printed. */
export function shownProxy({ url, variable }: Proxy): string {
  return `the proxy ${url.protocol}//${url.host} (${variable})`;
}

function proxyUrl(variable: string, value: string): URL {
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') {
    // It is decoded when the proxy is called, by somebody else's code, which would end the program there.
    if ([url.username, url.password].every(isEncoded)) return url;
    throw new UsageError(`${variable} has a name or password with a % that begins no code, at ${url.host}`, [
      `In an address write % as %25, and any other sign as its code: ${encodingExample}.`,
    ]);
  }
  // A password may stand in it, and hold what makes it no address: a slash, another @.
  const shown = value.replace(/^([a-z0-9+.-]+:\/\/)?.*@/is, '$1…@');
  throw new UsageError(`${variable} must be the address of an http proxy, got: ${shown}`, [
    `Set it to one (such as http://proxy.contoso.com:3128), or unset it to call without one.`,
  ]);
}

/** Signs that passwords hold and addresses take for something else. Source: https://www.rfc-editor.org/rfc/rfc3986#section-2.2 */
export const encodingExample = '@ as %40, : as %3A, / as %2F';

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function goesDirectly({ hostname, port, protocol }: URL, env: NodeJS.ProcessEnv): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  const entries = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry !== '' && (entry === '*' || covers(entry, host, ownPort)));
}

function covers(entry: string, host: string, port: string): boolean {
  const [, network = '', bits = ''] = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  if (isIP(network) !== 0)
    return isIP(host) === isIP(network) && rangeOf(network, Number(bits)).check(host, kind(host));
  const [, named = entry, onlyPort] = isIP(entry) === 6 ? [] : (/^\[?(.*?)\]?:(\d+)$/.exec(entry) ?? []);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (isIP(named) !== 0) return named === host;
  const suffix = named.replace(/^\*/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function rangeOf(network: string, bits: number): BlockList {
  const list = new BlockList();
  if (bits <= (isIP(network) === 4 ? 32 : 128)) list.addSubnet(network, bits, kind(network));
  return list;
}

const kind = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
