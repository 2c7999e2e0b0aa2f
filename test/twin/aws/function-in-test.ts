import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient, type CreateFunctionRequest } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { accountId, type StartedAccount } from './account-in-test.js';

/** Lets a service take a role on, under these conditions. */
export const trustOf = (Service: string, Condition: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', Condition }],
});

export function zipOf(source: string): Uint8Array {
  return zipSync({ 'index.mjs': Buffer.from(source) });
}

/** A role that may do what the statements say, of functions where no trust policy is given. */
export async function makeRole(
  started: StartedAccount,
  name: string,
  statements: readonly object[] = [],
  boundary?: string,
  trust: object = trustOf('lambda.amazonaws.com'),
) {
  const iam = new IAMClient(started.configuration());
  await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify(trust),
      ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
    }),
  );
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
  }
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** A function of this source text (an ES module with `handler`), ready to be invoked. */
export async function makeFunction(started: StartedAccount, source: string, of: Partial<CreateFunctionRequest> = {}) {
  const lambda = new LambdaClient(started.configuration());
  const role = of.Role ?? (await makeRole(started, `role-of-${of.FunctionName ?? 'contoso'}`));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'contoso',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf(source) },
      Timeout: 30,
      ...of,
      Role: role,
    }),
  );
  await started.world.clock.advance(1);
  return lambda;
}

export async function invoke(lambda: LambdaClient, event: unknown, name = 'contoso') {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8')) as unknown;
  return { payload, error: answer.FunctionError, status: answer.StatusCode };
}

/** A call of the JSON protocol made by hand inside a function: small enough to need no SDK in the zip. */
export const callerSource = `
import http from 'node:http';
const signed = (service) => 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261122/' + process.env.AWS_REGION + '/' + service + '/aws4_request, SignedHeaders=host, Signature=00';
export const call = (service, target, input) => new Promise((resolve, reject) => {
  const url = new URL(process.env.AWS_ENDPOINT_URL);
  const request = http.request({ host: url.hostname, port: url.port, method: 'POST', path: '/', headers: { authorization: signed(service), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' } }, (response) => {
    let text = '';
    response.on('data', (data) => { text += data; });
    response.on('end', () => { const body = JSON.parse(text); return response.statusCode === 200 ? resolve(body) : reject(Object.assign(new Error(body.message), { name: body.__type })); });
  });
  request.on('error', reject);
  request.end(JSON.stringify(input));
});
export const handler = async (event) => call(event.service, event.target, event.input ?? {});
`;
