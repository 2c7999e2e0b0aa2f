import { Fn, propertyAccess, Token, type ITerraformDependable, type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import type { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation/index.js';
import { isObserved, records, type Attributes, type Kind, type Request } from '../../domain/control-plane/contract.js';
import { addressOf, invoke, type FunctionToInvoke } from './invocation.js';
import { ReplacementTrigger } from './replacement.js';
import { waitChain } from './wait-chain.js';

export interface ManagedResourceOptions {
  /**
   * Minutes that one apply waits for it, in links of less than five.
   * @default - as the record of its kind says
   */
  readonly minutes?: number;
  /**
   * Makes Terraform refuse to delete or replace it.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /**
   * Of an observed kind: ids of what it comes from. When one changes, its own id is looked up anew, for it is another
   * thing by then.
   * @default - its id is looked up once
   */
  readonly comesFrom?: readonly string[];
  /** What must exist before it is made, and outlive it. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Something that Terraform has no resource for, as four kinds of `aws_lambda_invocation` (decision 0004):
 *
 * - `claim` (CRUD) exists before anything is made; only its delete does something, it removes what exists.
 * - `ensure` makes or adopts, and updates. Any changed property runs it again and calls nothing on the old one.
 * - `wait-1` … `wait-n` return at once when ready; only the last one fails, with `PENDING: …`.
 * - `ids` gives the attributes. It holds the identity alone, so its result never turns unknown for a changed property.
 *
 * Kinds that go slowly also get `gone-1` … `gone-n`: they do nothing until a destroy, when they wait until the thing is
 * really gone, so that network, secret and key outlive it. Kinds that something else makes have waits and ids alone.
 *
 * Repair is `terraform apply -replace=` of the claim; for observed kinds of `origin`, where they have one, else of `wait-1`.
 */
export class ManagedResource<K extends Kind> extends Construct implements ITerraformDependable {
  /** Tokens; known to Terraform from the first apply on, unknown only when the identity changes. */
  readonly attributes: Attributes<K>;
  /** Address of `ids`: what depends on this depends on a thing that is ready. */
  readonly fqn: string;

  constructor(
    scope: Construct,
    id: string,
    to: FunctionToInvoke,
    request: Request<K>,
    options: ManagedResourceOptions = {},
  ) {
    super(scope, id);
    const { kind, identity, properties } = request;
    const step = { kind, identity } as { kind: never; identity: never };
    const before = [to.ready, ...(options.dependsOn ?? [])];
    const chain = waitChain(options.minutes ?? records[kind].readyTimeout);

    const origin = options.comesFrom && new ReplacementTrigger(this, 'origin', options.comesFrom);
    let made: LambdaInvocation | undefined;
    let claim: LambdaInvocation | undefined;
    if (!isObserved(kind)) {
      claim = this.claim(to, step, before, options.preventDestroy ?? false);
      made = invoke(this, 'ensure', to, {
        input: { ...step, step: 'ensure', properties: properties as never, repair: addressOf(claim) },
        dependsOn: [claim],
        replaceTriggeredBy: claim,
      });
    }

    const waits: LambdaInvocation[] = [];
    for (const wait of chain) {
      const repair = claim ?? origin ?? waits[0];
      waits.push(
        invoke(this, `wait-${wait.number}`, to, {
          input: {
            ...step,
            step: 'wait',
            properties: properties as never,
            wait,
            repair: repair ? addressOf(repair) : '',
          },
          dependsOn: waits.length > 0 ? waits.slice(-1) : made ? [made] : before,
          ...triggeredBy(made ?? waits[0] ?? origin),
        }),
      );
    }

    const ids = invoke(this, 'ids', to, {
      input: { ...step, step: 'ids' },
      dependsOn: waits.slice(-1),
      // Not by a wait where there is an origin: a wait that is made anew for another reason changes no id.
      replaceTriggeredBy: claim ?? origin ?? waits[0]!,
    });
    this.fqn = ids.fqn;
    this.attributes = attributesFrom(kind, ids);
  }

  private claim(
    to: FunctionToInvoke,
    step: { kind: never; identity: never },
    before: readonly ITerraformDependable[],
    preventDestroy: boolean,
  ): LambdaInvocation {
    const record = records[step.kind as Kind];
    const minutes = 'deletionTimeout' in record ? record.deletionTimeout : 0;
    let last = before;
    // Destroyed after the claim, in the order n … 1: the one that may fail is the first to be made.
    for (const wait of minutes ? waitChain(minutes).reverse() : []) {
      const gone = invoke(this, `gone-${wait.number}`, to, {
        input: { ...step, step: 'gone', wait },
        dependsOn: last,
        deleteWith: { identity: step.identity },
      });
      last = [gone];
    }
    const claim = invoke(this, 'claim', to, {
      input: { ...step, step: 'claim' },
      dependsOn: last,
      deleteWith: { identity: step.identity },
    });
    if (preventDestroy) claim.addOverride('lifecycle.prevent_destroy', true);
    return claim;
  }
}

function triggeredBy(resource: TerraformResource | undefined) {
  return resource ? { replaceTriggeredBy: resource } : {};
}

function attributesFrom<K extends Kind>(kind: K, ids: LambdaInvocation): Attributes<K> {
  const answer: unknown = Fn.jsondecode(ids.result);
  return Object.fromEntries(
    Object.entries<'string' | 'map'>(records[kind].attributes).map(([name, type]) => {
      const value: unknown = propertyAccess(answer, [name]);
      return [name, type === 'map' ? Token.asStringMap(value) : Token.asString(value)];
    }),
  ) as Attributes<K>;
}
