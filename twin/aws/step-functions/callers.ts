import { AwsError, LostAnswer, twinMistake } from '../errors.js';
import { LostInvocation, type Functions } from '../lambda/functions.js';
import type { ServiceName } from '../api-model.js';
import { rule as twinRule } from '../../rules.js';
import type { Caller, Principals } from '../principals.js';
import type { Cloud } from '../service.js';
import { isTrusted } from '../service-trust.js';
import type { Wake } from '../store/events.js';
import type { InvokeAs } from './executions.js';

const targetRoleTrusts = twinRule(
  'target-role-trust',
  'https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html',
  "The trust policy of a target's role has to let events.amazonaws.com in, which says account and rule (aws:SourceAccount, aws:SourceArn).",
);

/** What services need of the account to call it as a role. */
interface Callable extends Cloud {
  readonly principals: Principals;
  call(request: {
    service: ServiceName;
    operation: string;
    region: string;
    caller: Caller;
    input: Record<string, unknown>;
  }): Promise<Record<string, unknown>>;
}

/** What a schedule's target is: a function by its own policy, a state machine by the role of the target. */
export function wake(account: Callable, functions: Functions): Wake {
  return async (rule, { arn, event, role }) => {
    const service = 'events.amazonaws.com';
    try {
      if (!arn.includes(':states:')) {
        await functions.invokeAsService(rule.region, arn, service, rule.arn, event);
        return;
      }
      if (!(await isTrusted(account, service, role ?? '', rule.arn))) {
        account.leanOn(targetRoleTrusts);
        return;
      }
      const caller = sessionOf(account.principals, role ?? '', rule.name);
      const input = { stateMachineArn: arn, input: event };
      await account.call({ service: 'stepfunctions', operation: 'StartExecution', region: rule.region, caller, input });
    } catch (error) {
      // Nobody waits for the answer: a target that is gone, or a refusal, shows as a pass that did not begin.
      if (!(error instanceof AwsError)) throw error;
    }
  };
}

/** Tasks of a state machine: its role calls Lambda. */
export function invokeAs(account: Callable): InvokeAs {
  return async (role, region, FunctionName, payload) => {
    const input = { FunctionName, Payload: Buffer.from(payload) };
    const caller = sessionOf(account.principals, role, 'states');
    try {
      const answer = await account.call({ service: 'lambda', operation: 'Invoke', region, caller, input });
      const text = Buffer.from(answer['Payload'] as Uint8Array).toString('utf8');
      return { payload: text, failed: answer['FunctionError'] !== undefined };
    } catch (error) {
      if (error instanceof LostAnswer || error instanceof LostInvocation)
        return { payload: JSON.stringify({ errorType: 'States.TaskFailed', errorMessage: 'cut off' }), failed: true };
      if (!(error instanceof AwsError)) throw error;
      const said = { errorType: `Lambda.${error.code}`, errorMessage: error.message };
      return { payload: JSON.stringify(said), failed: true };
    }
  };
}

function sessionOf(principals: Principals, role: string, name: string): Caller {
  const { accessKeyId } = principals.issueSession(role, name);
  const caller = principals.of(accessKeyId);
  if (!caller) twinMistake(`the role ${role} gives no session`);
  return caller;
}
