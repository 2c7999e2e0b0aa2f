/**
 * The emulated clouds behind the proxy of a company. They play the real ones here, and credentials of a sandbox would rightly be
 * sent nowhere: on their way through the proxy they are of one form outside of it and of another inside.
 */
import type { CloudHandler } from '../../../twin/network.js';
import type { Twin } from '../../../twin/twin.js';
import type { Company } from './company.js';

const real = (text: string): string => text.replaceAll('SANDBOX', 'SANDB0X').replaceAll('sandbox', 'sandb0x');
const ofSandbox = (text: string): string => text.replaceAll('SANDB0X', 'SANDBOX').replaceAll('sandb0x', 'sandbox');

/** Answers as the hosts of both clouds do. */
export function cloudsBehind({ world, terraform }: Twin): CloudHandler {
  const clouds: CloudHandler = async (request) => {
    if (!/amazonaws\.com$/.test(request.host) || request.host.startsWith('scim.')) {
      const query = request.query.toString();
      return world.network.request(`https://${request.host}${request.path}${query === '' ? '' : `?${query}`}`, {
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
      });
    }
    const { 'content-length': _length, connection: _connection, host: _host, ...headers } = request.headers;
    const answer = await fetch(`${terraform.env['AWS_ENDPOINT_URL']}${request.path}?${request.query.toString()}`, {
      method: request.method,
      headers,
      ...(request.body.length > 0 ? { body: new Uint8Array(request.body) } : {}),
    });
    const {
      'content-encoding': _encoding,
      'transfer-encoding': _transfer,
      ...rest
    } = Object.fromEntries(answer.headers);
    return { status: answer.status, headers: rest, body: Buffer.from(await answer.arrayBuffer()) };
  };
  return async (request) => {
    const { headers, body, query } = request;
    const answer = await clouds({
      ...request,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, ofSandbox(value)])),
      query: new URLSearchParams(ofSandbox(query.toString())),
      body: Buffer.from(ofSandbox(body.toString('latin1')), 'latin1'),
    });
    return answer.body === undefined
      ? answer
      : { ...answer, body: Buffer.from(real(Buffer.from(answer.body).toString('latin1')), 'latin1') };
  };
}

/** What somebody at this company has in the environment: no address of an emulated cloud. */
export function atCompany(company: Company, emulated: NodeJS.ProcessEnv, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { AWS_ENDPOINT_URL: _aws, ENTRA_WORKSPACES_CLOUDS_AT: _clouds, AWS_REGION: _region, ...env } = emulated;
  return {
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, real(value ?? '')])),
    PATH: process.env['PATH'],
    HTTPS_PROXY: company.proxy,
    NODE_EXTRA_CA_CERTS: company.authority,
    ...more,
  };
}
