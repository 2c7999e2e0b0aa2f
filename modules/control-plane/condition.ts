import type { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import type { Kind, Request } from '../../domain/control-plane/contract.js';
import { invoke, type FunctionToInvoke } from './invocation.js';
import { waitChain } from './wait-chain.js';

export interface ConditionOptions {
  /**
   * Minutes that one apply waits for it; 0 looks once.
   * @default 60
   */
  readonly minutes?: number;
  /**
   * The last link returns as well when it is not so yet: for a wait that many share, so that one absent user does not
   * hold back the others. Without it the last link fails with `PENDING: …`.
   * @default false
   */
  readonly mayEndPending?: boolean;
  /** What must have happened before the first look. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Waits alone: something is there before what depends on this goes on. It feeds no attribute, so nothing downstream ever
 * turns unknown. A changed identity looks anew.
 */
export class Condition<K extends Kind> extends Construct implements ITerraformDependable {
  readonly fqn: string;

  constructor(
    scope: Construct,
    id: string,
    to: FunctionToInvoke,
    request: Pick<Request<K>, 'kind' | 'identity'>,
    options: ConditionOptions = {},
  ) {
    super(scope, id);
    const step = { kind: request.kind, identity: request.identity } as { kind: never; identity: never };
    const links = waitChain(options.minutes ?? 60, options.mayEndPending).reduce<LambdaInvocation[]>((made, wait) => {
      const first = made[0];
      const link = invoke(this, `wait-${wait.number}`, to, {
        input: { ...step, step: 'condition', wait },
        dependsOn: made.length > 0 ? made.slice(-1) : [to.ready, ...(options.dependsOn ?? [])],
        ...present({ replaceTriggeredBy: first }),
      });
      return [...made, link];
    }, []);
    this.fqn = links.at(-1)!.fqn;
  }
}
