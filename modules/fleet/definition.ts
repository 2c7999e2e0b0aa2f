/** Names of the functions that the state machine invokes. */
export interface FleetFunctions {
  readonly observe: string;
  readonly act: string;
  readonly remove: string;
}

/**
 * What may be tried again: the function did not begin. One that began and died is followed by a new decision, in the pass
 * that the schedule starts next.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, Lambda service exceptions
 */
const retry = [
  {
    ErrorEquals: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    IntervalSeconds: 10,
    MaxAttempts: 5,
    BackoffRate: 2,
  },
];

/** Longest time of one pass, in seconds: it is then followed by the next one, with a decision of its own. */
const mostSeconds = 4 * 60 * 60;

/**
 * One pass: observe, act, remove, and once more from the beginning while something is left. No Map and no redrive: at one
 * call a second a Map buys nothing, and a redrive would replay a plan that is old. It carries no policy, so that passes
 * under way need not be the newest ones (docs/decisions/0009-fleet-engine.md).
 */
export function fleetDefinition(functions: FleetFunctions): object {
  const task = (functionName: string, Next: string, payload: object = { 'Payload.$': '$' }): object => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionName, ...payload },
    OutputPath: '$.Payload',
    Retry: retry,
    Next,
  });
  return {
    Comment:
      'One pass of a fleet: look and decide, do it, remove what two witnesses let go, again while something is left.',
    StartAt: 'Observe',
    // None takes so long; one that hangs would keep every later one from its work.
    TimeoutSeconds: mostSeconds,
    States: {
      // Which pass this is: one that finds an earlier one running leaves the work to it.
      Observe: task(functions.observe, 'IsThereAnythingToDo', {
        Payload: { 'state.$': '$', 'execution.$': '$$.Execution.Id', 'machine.$': '$$.StateMachine.Id' },
      }),
      IsThereAnythingToDo: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.actions', NumericGreaterThan: 0, Next: 'Act' },
          { Variable: '$.removals', NumericGreaterThan: 0, Next: 'Remove' },
        ],
        Default: 'IsSomethingLeft',
      },
      Act: task(functions.act, 'IsSomethingToBeRemoved'),
      IsSomethingToBeRemoved: {
        Type: 'Choice',
        Choices: [{ Variable: '$.removals', NumericGreaterThan: 0, Next: 'Remove' }],
        Default: 'IsSomethingLeft',
      },
      Remove: task(functions.remove, 'IsSomethingLeft'),
      IsSomethingLeft: {
        Type: 'Choice',
        Choices: [{ Variable: '$.more', BooleanEquals: true, Next: 'Pause' }],
        Default: 'Done',
      },
      Pause: { Type: 'Wait', Seconds: 15, Next: 'Observe' },
      Done: { Type: 'Succeed' },
    },
  };
}
