import { randomUUID } from 'node:crypto';
import { lostAnswer } from '../faults.js';
import { listen, type CloudRequest, type CloudResponse, type Listener } from '../network.js';
import type { Account } from './account.js';
import { LostInvocation } from './lambda/functions.js';
import { ApiModel, modelledServices, type ServiceName } from './api-model.js';
import { AwsError, LostAnswer } from './errors.js';
import { isFoundationServer } from './foundation-server.js';
import { jsonProtocol } from './protocols/json.js';
import type { Protocol } from './protocols/protocol.js';
import { queryProtocol } from './protocols/query.js';
import { restJsonProtocol } from './protocols/rest-json.js';
import type { Caller } from './principals.js';

/**
 * Serves an account to any AWS client: put `listener.url` into AWS_ENDPOINT_URL and keys of
 * `account.principals` into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Region and service are read from the
 * signature's credential scope; signatures themselves are not verified.
 *
 * The account's functions get this address as well, so a function can be invoked once a gateway runs.
 */
export async function startGateway(account: Account): Promise<Listener> {
  const gateway = new Gateway(account);
  const listener = await listen((request) => gateway.handle(request));
  account.functions.endpoint = listener.url;
  return listener;
}

const protocols: Readonly<Record<ApiModel['protocol'], Protocol>> = {
  json: jsonProtocol,
  query: queryProtocol,
  ec2: queryProtocol,
  'rest-json': restJsonProtocol,
};

interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

class Gateway {
  constructor(private readonly account: Account) {}

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const answer = await this.answer(request);
    const date = this.account.world.clock.now().toUTCString();
    // `age`: the SDK sets its clock by the date of an answer, but for one that lay in a cache, and repeats whatever was
    // refused when its clock was far off (@aws-sdk/core, AwsSdkSigV4Signer). The clock of a function runs ahead of the
    // twin's while it waits: with AWS no clock is off.
    return { ...answer, headers: { date, age: '0', ...answer.headers } };
  }

  private async answer(request: CloudRequest): Promise<CloudResponse> {
    const requestId = randomUUID();
    const scope = scopeOf(request);
    const byToken =
      scope === undefined && /(^|&)Action=AssumeRoleWithWebIdentity(&|$)/.test(request.body.toString('latin1'));
    // Whoever asks with a token of a job has no keys yet, so the call is not signed.
    if (byToken) return this.tokenCall(request, requestId);
    if (scope?.signingName === 's3') return this.bucketCall(request, scope);
    const service = scope && serviceOf(scope.signingName);
    if (!scope || !service) {
      const forwarded = await this.forward(request, scope?.region ?? 'us-east-1', scope?.signingName ?? request.host);
      return (
        forwarded ??
        unsigned(
          requestId,
          this.account.refuseUnknown(
            scope?.signingName ?? 'unsigned',
            `${request.method} ${request.path}`,
            scope?.region ?? '',
          ),
        )
      );
    }
    const model = ApiModel.of(service);
    const protocol = protocols[model.protocol];
    try {
      return await this.call(request, scope, model, protocol, requestId);
    } catch (error) {
      if (error instanceof LostAnswer || error instanceof LostInvocation) return lostAnswer;
      if (error instanceof AwsError) return protocol.refusal(model, error, requestId);
      throw error;
    }
  }

  private async call(
    request: CloudRequest,
    scope: Scope,
    model: ApiModel,
    protocol: Protocol,
    requestId: string,
  ): Promise<CloudResponse> {
    const caller = this.callerOf(scope);
    const { service } = model;
    const { region } = scope;
    const operation = protocol.operationOf(model, request);
    if (this.account.plays(service)) {
      if (!operation) throw this.account.refuseUnknown(service, protocol.nameOf(request), region);
      const output = await this.account.call({
        service,
        operation: operation.name,
        region,
        caller,
        input: protocol.input(model, operation, request),
      });
      return protocol.answer(model, operation, output, requestId);
    }
    const name = operation?.name ?? protocol.nameOf(request);
    const input = operation ? protocol.input(model, operation, request) : {};
    const call = { service, operation: name, region, caller, input };
    await this.account.world.clock.settle();
    await this.account.authorize(call);
    const forwarded = await this.forward(request, region, service, name);
    if (!forwarded) throw this.account.refuseUnknown(service, name, region);
    if (service === 'iam' && forwarded.status < 300) this.account.roleConsistency.note(name, input);
    this.account.record(call, forwarded.status < 300 ? undefined : String(forwarded.status));
    return forwarded;
  }

  private async tokenCall(request: CloudRequest, requestId: string): Promise<CloudResponse> {
    const model = ApiModel.of('sts');
    const protocol = protocols[model.protocol];
    const operation = protocol.operationOf(model, request);
    const caller: Caller = { arn: 'anonymous', accountId: '', userId: '', rights: { kind: 'documents', policies: [] } };
    try {
      if (!operation) throw this.account.refuseUnknown('sts', protocol.nameOf(request), 'us-east-1');
      const input = protocol.input(model, operation, request);
      const call = { service: 'sts', operation: operation.name, region: 'us-east-1', caller, input } as const;
      return protocol.answer(model, operation, await this.account.call(call), requestId);
    } catch (error) {
      if (error instanceof LostAnswer) return lostAnswer;
      if (error instanceof AwsError) return protocol.refusal(model, error, requestId);
      throw error;
    }
  }

  private async bucketCall(request: CloudRequest, scope: Scope): Promise<CloudResponse> {
    const caller = this.account.principals.of(scope.accessKeyId);
    if (caller !== undefined) return this.account.buckets.answer(request, caller, scope.region);
    return { status: 403, body: '<Error><Code>InvalidAccessKeyId</Code></Error>' };
  }

  /** Passes on what the twin does not play. An answer 500 means that the server lacks the call. */
  private async forward(
    request: CloudRequest,
    region: string,
    service: string,
    operation = `${request.method} ${request.path}`,
  ): Promise<CloudResponse | undefined> {
    const { foundation } = this.account;
    if (!isFoundationServer(foundation)) return undefined;
    const answer = await foundation.forward(request);
    if (answer.status !== 500) return answer;
    const refusal = this.account.refuseUnknown(service, operation, region);
    return unsigned(randomUUID(), refusal);
  }

  private callerOf(scope: Scope): Caller {
    const caller = this.account.principals.of(scope.accessKeyId);
    if (!caller)
      throw new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        {},
        403,
      );
    return caller;
  }
}

function serviceOf(signingName: string): ServiceName | undefined {
  return modelledServices.find((service) => ApiModel.of(service).signingName === signingName);
}

/** `AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-central-1/workspaces/aws4_request, …`. */
function scopeOf(request: CloudRequest): Scope | undefined {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    request.headers['authorization'] ?? '',
  );
  const [, accessKeyId, region, signingName] = credential ?? [];
  return accessKeyId && region && signingName ? { accessKeyId, region, signingName } : undefined;
}

function unsigned(requestId: string, error: AwsError): CloudResponse {
  const body = JSON.stringify({ __type: error.code, message: error.message });
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
  };
  return { status: error.status ?? 400, headers, body };
}
