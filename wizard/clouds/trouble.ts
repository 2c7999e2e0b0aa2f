/** What stands between this machine and a cloud, in words: each cause with what to do about it. */
import { types } from 'node:util';
import { inUtc } from '../../domain/day.js';
import { namedAuthorities } from './authorities.js';
import { brokenConnection, CloudError } from './cloud-error.js';
import { profileIn } from './profiles.js';
import { encodingExample, shownProxy, type Proxy } from './proxy.js';

/** The host that was meant: emulated ones are all at one address of this machine. */
export function hostOf(url: URL): string {
  return /^\/_host\/([^/]+)/.exec(url.pathname)?.[1] ?? url.host;
}

/** The parts of a certificate that are said. */
interface Presented {
  readonly issuer?: { readonly CN?: unknown; readonly O?: unknown };
  readonly valid_from?: string;
  readonly valid_to?: string;
}

interface Circumstances {
  readonly url: URL;
  /** ` through the proxy …`, or nothing. */
  readonly via: string;
  /** The certificate that was shown, as far as it came to that. */
  readonly presented: Presented | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const untrusted = new Set([
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT'],
  ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_UNTRUSTED'],
]);

/** A connection that did not come about, or broke. */
export function unreachable(error: unknown, { url, via, presented, env }: Circumstances): CloudError {
  const host = hostOf(url);
  const code = types.isNativeError(error) ? ((error as NodeJS.ErrnoException).code ?? '') : '';
  const make = (message: string): CloudError => new CloudError('offline', message, { code }, { cause: error });
  if (code === 'ERR_INVALID_CHAR') {
    const header = /\["([\w-]+)"\]/.exec((error as Error).message)?.[1] ?? 'a header';
    return new CloudError(
      'error',
      `nothing was sent to ${host}: ${header} would hold a character that no header can, such as a line end or a quote that was copied along with a token or a key. Set that token or key again`,
      { code },
      { cause: error },
    );
  }
  if (untrusted.has(code)) {
    const named = namedAuthorities(env);
    // The GitLab of this job: https://docs.gitlab.com/runner/configuration/tls-self-signed.
    const isOfJob = env['CI_SERVER_HOST']?.toLowerCase() === url.hostname;
    const issuer = textOf(presented?.issuer?.CN ?? presented?.issuer?.O);
    // Of terraform's provider: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#custom_ca_bundle-1
    const { name, settings } = profileIn(env);
    const bundle = settings?.['ca_bundle'];
    const hint =
      named.length === 0 && bundle
        ? `set AWS_CA_BUNDLE=${textOf(bundle)} (ca_bundle of the profile ${name} names it, which neither terraform nor this program reads)`
        : named.length === 0
          ? 'set NODE_EXTRA_CA_CERTS to the PEM file of the certificate authority of your company; terraform is given it too'
          : `it is not among those of ${named.join(', ')}: add it there`;
    return make(
      `${host}${via} shows a certificate of an authority that this machine does not know${issuer === '' ? '' : ` ("${issuer}")`}. ${isOfJob ? 'Let the runner name it to its jobs: tls-ca-file of its config.toml' : `If your company inspects traffic, ${hint}`}`,
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return make(
      `what answers at ${host}${via} shows a certificate for another host: a captive portal or a proxy stands in between. Sign in to the network, or set HTTPS_PROXY`,
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const span = presented?.valid_from ? ` (${presented.valid_from} to ${presented.valid_to ?? ''})` : '';
    return make(
      `the certificate of ${host}${via} is not valid${span} at ${inUtc(new Date())}, which is what the clock of this machine says. Set that clock first if it is wrong`,
    );
  }
  const why = brokenConnection(error) ?? (types.isNativeError(error) ? error.message : String(error));
  return make(`${host} cannot be reached${via} (${why})${proxyHint(via, env)}`);
}

/** A proxy that did not open the way. Its answer is never taken for one of the cloud. */
export function proxyRefusal(status: number, host: string, proxy: Proxy): CloudError {
  const what = shownProxy(proxy);
  if (status === 407) {
    return new CloudError(
      'offline',
      `${what} asks for a name and a password (407): put them into the variable as http://NAME:PASSWORD@HOST:PORT (write % as %25, ${encodingExample}), or ask for a proxy without`,
    );
  }
  return new CloudError(
    'offline',
    `${what} does not let calls through to ${host} (${status}): ask whoever runs it to allow that host`,
  );
}

/** An answer that cannot be the cloud's own: a page for people, or the way to one. Nothing where it can be. */
export function foreignAnswer(
  url: URL,
  { status, headers, bytes }: { status: number; headers: Readonly<Record<string, string>>; bytes: Buffer },
  via: string | undefined,
): CloudError | undefined {
  const sender = via === undefined ? 'a captive portal or a proxy' : via;
  if (status >= 300 && status < 400 && status !== 304 && headers['location'] !== undefined) {
    const place = URL.canParse(headers['location'], url.href)
      ? new URL(headers['location'], url).host
      : 'another address';
    // S3 sends from one Region to another.
    if (domainOf(place) === domainOf(url.host)) return undefined;
    return new CloudError(
      'error',
      `${hostOf(url)} answered with the way to ${textOf(place)} and not with what was asked for: ${sender} stands in between. Sign in to the network with a browser, or set HTTPS_PROXY`,
      { code: 'ForeignAnswer' },
    );
  }
  // A cloud in trouble answers with pages too, and Entra with pages that carry its codes.
  if (status >= 500 || !/^text\/html/i.test(headers['content-type'] ?? '')) return undefined;
  const page = bytes.subarray(0, 20_000).toString('utf8');
  if (/AADSTS\d+/.test(page)) return undefined;
  const title = textOf(/<title[^>]*>([^<]{1,200})/i.exec(page)?.[1]);
  return new CloudError(
    'error',
    `${hostOf(url)} answered with a web page${title === '' ? '' : ` ("${title}")`} and not with data: ${sender} stands in between. Sign in to the network with a browser, or set HTTPS_PROXY`,
    { code: 'ForeignAnswer' },
  );
}

/** HTTP_PROXY and ALL_PROXY do nothing for https, here as in terraform: people set them and wonder. */
function proxyHint(via: string, env: NodeJS.ProcessEnv): string {
  const other = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].find((name) => env[name]);
  return via !== '' || other === undefined ? '' : `. ${other} is not used for https: set HTTPS_PROXY`;
}

const domainOf = (host: string): string => host.split('.').slice(-2).join('.');

/** A text of somebody else, as it may be printed. */
function textOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 80);
}
