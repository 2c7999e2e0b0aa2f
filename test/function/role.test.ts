import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { kinds } from '../../domain/control-plane/contract.js';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { Clients } from '../../function/clients.js';
import { accountId, messageOf, policyWith, region, startFunction, type StartedFunction } from './steps.js';

const roleStep = { step: 'role', kinds, policy: 'hash' };

describe('a role that was just made', () => {
  let started: StartedFunction;
  beforeEach(async () => {
    started = await startFunction({ timings: { roleEffective: 0.5 } });
  });
  afterEach(() => started.stop());

  /** Clients of a session of a real role of the account, whose policy counts only after a while. */
  async function asNewRole(policy: string): Promise<Clients> {
    const iam = new IAMClient(started.configuration());
    await iam.send(
      new CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName: 'new', PolicyName: 'control-plane', PolicyDocument: policy }));
    const credentials = started.account.principals.issueSession(`arn:aws:iam::${accountId}:role/new`, 'function');
    return new Clients({ region, endpoint: started.listener.url, credentials });
  }

  test('is waited for by the first invocation, so that what follows is allowed', async () => {
    const clients = await asNewRole(policyWith());
    expect(await started.invoke(roleStep, clients)).toEqual({ effective: true });
    expect(started.account.calls.filter(({ error }) => error === 'AccessDeniedException').length).toBeGreaterThan(0);
  });

  test('is waited for by any other step as well: the servers of AWS do not learn of it together', async () => {
    const clients = await asNewRole(policyWith());
    const wait = { number: 1, of: 1, seconds: 0, last: false };
    const event = { kind: 'bundle', identity: { name: 'a' }, step: 'condition', wait };
    expect(await started.invoke(event, clients)).toEqual({ ready: false });
  });

  test('whose policy lacks something is not waited for without end', async () => {
    const clients = await asNewRole('{"Version":"2012-10-17","Statement":[]}');
    expect(await messageOf(started.invoke(roleStep, clients))).toMatch(
      /^FAILED: wait for the function's role to become effective: AWS answered AccessDenied/,
    );
  });

  test('changes nothing', async () => {
    await started.invoke(roleStep);
    expect(started.account.calls.filter(({ operation }) => !/^(Describe|List)/.test(operation))).toEqual([]);
  });
});
