import type { World } from '../../../twin/clouds.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { Network, type CloudResponse } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import type { Credentials } from '../../../twin/entra/given-applications.js';
import { Tenant, type TenantOptions } from '../../../twin/entra/tenant.js';
import { graphRoleNames } from '../../../twin/entra/catalogue.js';

export const epoch = new Date('2026-11-22T09:00:00Z');

/** Wires, a clock that hardly moves by itself, no faults. */
export function newWorld(): World {
  return { network: new Network(), clock: new Clock(1, epoch), faults: new Faults(), rules: new RuleBook() };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

export function readAnswer(response: CloudResponse): Answer {
  const text = response.body?.toString() ?? '';
  const isJson = response.headers?.['content-type']?.includes('json') ?? false;
  return { status: response.status, headers: response.headers ?? {}, body: isJson ? JSON.parse(text) : text };
}

/** A tenant with somebody who may call everything, and a way to call. */
export class Bench {
  readonly world = newWorld();
  readonly tenant: Tenant;
  readonly admin: Credentials;

  constructor(options: TenantOptions = {}) {
    this.tenant = new Tenant(this.world, options);
    this.admin = this.tenant.addServicePrincipal('ci', { roles: graphRoleNames });
  }

  async token(who: { appId: string; clientSecret: string } = this.admin): Promise<string> {
    const answer = await this.login({ client_id: who.appId, client_secret: who.clientSecret });
    if (answer.status !== 200) throw new Error(answer.body.error_description);
    return answer.body.access_token as string;
  }

  async login(form: Record<string, string>, tenant = this.tenant.id): Promise<Answer> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
      ...form,
    });
    return readAnswer(
      await this.world.network.request(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
        method: 'POST',
        body: body.toString(),
      }),
    );
  }

  /** Calls Graph as the one who may do all, or with another token. */
  async graph(
    method: string,
    path: string,
    body?: unknown,
    given: { token?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await this.world.network.request(`https://graph.microsoft.com${path}`, {
      method,
      headers: { authorization: `Bearer ${given.token ?? (await this.token())}`, ...given.headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readAnswer(response);
  }

  /** Calls Graph and fails unless it answers with this status. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async expect(status: number, method: string, path: string, body?: unknown): Promise<any> {
    const answer = await this.graph(method, path, body);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** An instance of the AWS gallery app: ids of application and service principal. */
  async galleryApp(displayName = 'AWS IdC'): Promise<{ applicationId: string; appId: string; principalId: string }> {
    const made = await this.expect(201, 'POST', `/v1.0/applicationTemplates/${galleryTemplate}/instantiate`, {
      displayName,
    });
    return { applicationId: made.application.id, appId: made.application.appId, principalId: made.servicePrincipal.id };
  }
}

export const galleryTemplate = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
export const userRole = '8774f594-1d59-4279-b9d9-59ef09a23530';
