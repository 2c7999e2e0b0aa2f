import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

interface Target {
  Id?: string;
  Arn?: string;
  Input?: string;
  RoleArn?: string;
  RetryPolicy?: object;
}

export interface StoredRule {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  schedule: string | undefined;
  pattern: string | undefined;
  description: string | undefined;
  roleArn: string | undefined;
  state: string;
  readonly targets: Map<string, Target>;
  readonly tags: Map<string, string>;
}

interface RuleInput {
  Name?: string;
  Rule?: string;
  ScheduleExpression?: string;
  EventPattern?: string;
  Description?: string;
  RoleArn?: string;
  State?: string;
  Targets?: Target[];
  Ids?: string[];
  Tags?: { Key?: string; Value?: string }[];
  TagKeys?: string[];
  ResourceARN?: string;
}

/** Tells whom a schedule woke: the functions and state machines of the account. */
export type Wake = (
  rule: StoredRule,
  target: { readonly arn: string; readonly event: string; readonly role: string | undefined },
) => Promise<void>;

/** EventBridge of the stand-in's own store: rules on the default bus; schedules go off in the twin's time. */
export class Events {
  readonly operations: Operations;
  wake: Wake = async () => undefined;
  private readonly rules = new Map<string, StoredRule>();

  constructor(private readonly cloud: Cloud) {
    this.operations = { ...this.ruleOperations(), ...this.targetOperations(), ...this.tagOperations() };
  }

  all(region: string): StoredRule[] {
    return [...this.rules.values()].filter((rule) => rule.region === region);
  }

  private need(call: Call, name: string | undefined): StoredRule {
    const found = this.rules.get(`${call.region} ${name ?? ''}`);
    if (!found)
      throw new AwsError('ResourceNotFoundException', `Rule ${name ?? ''} does not exist on EventBus default.`);
    return found;
  }

  private ruleOperations(): Operations {
    return {
      PutRule: (input: RuleInput, call: Call) => {
        const name = input.Name ?? '';
        if (input.ScheduleExpression === undefined && input.EventPattern === undefined) {
          throw new AwsError(
            'ValidationException',
            'Parameter(s) EventPattern or ScheduleExpression must be specified.',
          );
        }
        if (input.ScheduleExpression !== undefined) minutesOf(input.ScheduleExpression);
        const key = `${call.region} ${name}`;
        const existing = this.rules.get(key);
        const rule: StoredRule = existing ?? {
          name,
          arn: `arn:aws:events:${call.region}:${this.cloud.accountId}:rule/${name}`,
          region: call.region,
          schedule: undefined,
          pattern: undefined,
          description: undefined,
          roleArn: undefined,
          state: 'ENABLED',
          targets: new Map(),
          tags: tagMap(input.Tags),
        };
        Object.assign(rule, {
          schedule: input.ScheduleExpression,
          pattern: input.EventPattern,
          description: input.Description,
          roleArn: input.RoleArn,
          state: input.State ?? 'ENABLED',
        });
        this.rules.set(key, rule);
        if (!existing) this.schedule(rule);
        return { RuleArn: rule.arn };
      },
      DescribeRule: (input: RuleInput, call: Call) => described(this.need(call, input.Name), this.cloud.accountId),
      ListRules: (_: object, call: Call) => ({
        Rules: this.all(call.region).map((rule) => described(rule, undefined)),
      }),
      DeleteRule: (input: RuleInput, call: Call) => {
        const rule = this.rules.get(`${call.region} ${input.Name ?? ''}`);
        if (rule && rule.targets.size > 0)
          throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
        this.rules.delete(`${call.region} ${input.Name ?? ''}`);
        return {};
      },
      EnableRule: (input: RuleInput, call: Call) => {
        this.need(call, input.Name).state = 'ENABLED';
        return {};
      },
      DisableRule: (input: RuleInput, call: Call) => {
        this.need(call, input.Name).state = 'DISABLED';
        return {};
      },
    };
  }

  private targetOperations(): Operations {
    return {
      PutTargets: async (input: RuleInput, call: Call) => {
        const rule = this.need(call, input.Rule);
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
        for (const { RoleArn } of input.Targets ?? []) {
          if (RoleArn === undefined) continue;
          await call.alsoNeeds('iam:PassRole', RoleArn, { 'iam:PassedToService': 'events.amazonaws.com' });
        }
        for (const target of input.Targets ?? []) rule.targets.set(target.Id ?? '', target);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
      ListTargetsByRule: (input: RuleInput, call: Call) => ({
        Targets: [...this.need(call, input.Rule).targets.values()],
      }),
      RemoveTargets: (input: RuleInput, call: Call) => {
        const rule = this.need(call, input.Rule);
        for (const id of input.Ids ?? []) rule.targets.delete(id);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    };
  }

  private tagOperations(): Operations {
    const byArn = (call: Call, arn: string | undefined): StoredRule => this.need(call, arn?.split(':rule/')[1]);
    return {
      ListTagsForResource: (input: RuleInput, call: Call) => ({
        Tags: tagList(byArn(call, input.ResourceARN).tags),
      }),
      TagResource: (input: RuleInput, call: Call) => {
        addTags(byArn(call, input.ResourceARN).tags, input.Tags);
        return {};
      },
      UntagResource: (input: RuleInput, call: Call) => {
        for (const key of input.TagKeys ?? []) byArn(call, input.ResourceARN).tags.delete(key);
        return {};
      },
    };
  }

  /** Goes off again and again while the rule is there. */
  private schedule(rule: StoredRule): void {
    if (rule.schedule === undefined) return;
    this.cloud.world.clock.after(minutesOf(rule.schedule), `schedule ${rule.name}`, async () => {
      if (this.rules.get(`${rule.region} ${rule.name}`) !== rule) return;
      if (rule.state === 'ENABLED') {
        for (const { Arn: arn = '', Input: event = '{}', RoleArn: role } of rule.targets.values())
          await this.wake(rule, { arn, event, role });
      }
      this.schedule(rule);
    });
  }
}

/** Minutes between two times that a schedule goes off. Of cron expressions, those that mean once a day or an hour. */
function minutesOf(expression: string): number {
  const [, amount, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const units: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };
  if (amount !== undefined) return Number(amount) * (units[unit] ?? 1);
  if (/^cron\(\d+ \d+ [*?] \* [*?] \*\)$/.test(expression)) return 24 * 60;
  if (/^cron\(\d+ \* [*?] \* [*?] \*\)$/.test(expression)) return 60;
  throw new AwsError(
    'ValidationException',
    `Parameter ScheduleExpression is not valid (or not played by the twin): ${expression}`,
  );
}

function described(rule: StoredRule, createdBy: string | undefined): object {
  return present({
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    ScheduleExpression: rule.schedule,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: 'default',
    CreatedBy: createdBy,
  });
}
