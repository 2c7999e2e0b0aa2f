import { randomUUID } from 'node:crypto';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

const conditionsDecide = rule(
  'dynamodb-conditional-writes',
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate',
  'A write whose condition does not hold changes nothing and is refused with ConditionalCheckFailedException.',
);
const protectedTables = rule(
  'dynamodb-deletion-protection',
  'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html',
  'A table with deletion protection is not deleted.',
);
const restoredTables = rule(
  'dynamodb-restored-table',
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html',
  'A restore makes a new table, with another id, of what the old one held at that time; DescribeTable tells that time (RestoreSummary.RestoreDateTime), and when the new one was made (CreationDateTime).',
);

/** `{ S: … }`, `{ N: … }`, `{ B: … }`. */
type Value = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, Value>>;

interface KeyPart {
  AttributeName?: string;
  KeyType?: string;
}

interface StoredTable {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  id: string;
  /** The time that it was made of, where it is a restored one. */
  restored?: Date;
  readonly keys: readonly KeyPart[];
  readonly attributes: readonly object[];
  created: Date;
  billing: string;
  protectedFromDeletion: boolean;
  sse: object | undefined;
  recovery: boolean;
  items: Map<string, Item>;
  readonly tags: Map<string, string>;
  /** What was written, so that a restore knows the past. */
  readonly past: { readonly at: number; readonly items: ReadonlyMap<string, Item> }[];
}

interface TableInput {
  TableName?: string;
  ResourceArn?: string;
  KeySchema?: KeyPart[];
  AttributeDefinitions?: object[];
  BillingMode?: string;
  DeletionProtectionEnabled?: boolean;
  SSESpecification?: object;
  PointInTimeRecoverySpecification?: { PointInTimeRecoveryEnabled?: boolean };
  Tags?: { Key?: string; Value?: string }[];
  TagKeys?: string[];
}

interface ItemInput {
  TableName?: string;
  Key?: Item;
  Item?: Item;
  ConditionExpression?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Value>;
  ExclusiveStartKey?: Item;
}

/** Items that one page of a query holds: DynamoDB ends it at a megabyte, the twin earlier, so that pages are met. */
const pageSize = 100;

/** DynamoDB of the stand-in's own store: tables, items, conditional writes, and what a table held before. */
export class Tables {
  readonly operations: Operations;
  private readonly tables = new Map<string, StoredTable>();

  constructor(private readonly cloud: Cloud) {
    this.operations = { ...this.tableOperations(), ...this.itemOperations(), ...this.tagOperations() };
  }

  find(region: string, name: string): StoredTable | undefined {
    return this.tables.get(`${region} ${name.split('table/').at(-1) ?? name}`);
  }

  all(): StoredTable[] {
    return [...this.tables.values()];
  }

  /** What a person does: brings a table back as it was so many minutes ago, in the place of the one that is there. */
  restore(region: string, name: string, minutes: number): void {
    const table = this.find(region, name);
    if (!table) throw new Error(`twin: there is no table ${name} to restore`);
    this.cloud.leanOn(restoredTables);
    const then = this.cloud.world.clock.now().getTime() - minutes * 60_000;
    table.items = new Map(table.past.filter(({ at }) => at <= then).at(-1)?.items ?? []);
    table.id = randomUUID();
    table.created = this.cloud.world.clock.now();
    table.restored = new Date(then);
  }

  private need(call: Call, name: string | undefined): StoredTable {
    const found = this.find(call.region, name ?? '');
    if (!found)
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name ?? ''} not found`);
    return found;
  }

  private tableOperations(): Operations {
    return {
      CreateTable: (input: TableInput, call: Call) => {
        const name = input.TableName ?? '';
        if (this.find(call.region, name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
        const table: StoredTable = {
          name,
          arn: `arn:aws:dynamodb:${call.region}:${this.cloud.accountId}:table/${name}`,
          region: call.region,
          id: randomUUID(),
          keys: input.KeySchema ?? [],
          attributes: input.AttributeDefinitions ?? [],
          created: this.cloud.world.clock.now(),
          billing: input.BillingMode ?? 'PROVISIONED',
          protectedFromDeletion: input.DeletionProtectionEnabled ?? false,
          sse: input.SSESpecification,
          recovery: false,
          items: new Map(),
          tags: tagMap(input.Tags),
          past: [],
        };
        this.tables.set(`${call.region} ${name}`, table);
        return { TableDescription: described(table) };
      },
      DescribeTable: (input: TableInput, call: Call) => ({ Table: described(this.need(call, input.TableName)) }),
      UpdateTable: (input: TableInput, call: Call) => {
        const table = this.need(call, input.TableName);
        if (input.DeletionProtectionEnabled !== undefined)
          table.protectedFromDeletion = input.DeletionProtectionEnabled;
        if (input.BillingMode !== undefined) table.billing = input.BillingMode;
        return { TableDescription: described(table) };
      },
      DeleteTable: (input: TableInput, call: Call) => {
        const table = this.need(call, input.TableName);
        if (table.protectedFromDeletion) {
          this.cloud.leanOn(protectedTables);
          throw new AwsError(
            'ValidationException',
            'Resource cannot be deleted as it is currently protected against deletion.',
          );
        }
        this.tables.delete(`${call.region} ${table.name}`);
        return { TableDescription: described(table) };
      },
      DescribeContinuousBackups: (input: TableInput, call: Call) => backups(this.need(call, input.TableName)),
      UpdateContinuousBackups: (input: TableInput, call: Call) => {
        const table = this.need(call, input.TableName);
        table.recovery = input.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false;
        return backups(table);
      },
      DescribeTimeToLive: (input: TableInput, call: Call) => {
        this.need(call, input.TableName);
        return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
      },
    };
  }

  private itemOperations(): Operations {
    const key = (table: StoredTable, item: Item | undefined): string =>
      JSON.stringify(table.keys.map(({ AttributeName = '' }) => item?.[AttributeName] ?? null));
    const wrote = (table: StoredTable): void => {
      table.past.push({ at: this.cloud.world.clock.now().getTime(), items: new Map(table.items) });
      if (table.past.length > 500) table.past.shift();
    };
    return {
      GetItem: (input: ItemInput, call: Call) => {
        const table = this.need(call, input.TableName);
        return present({ Item: table.items.get(key(table, input.Key)) });
      },
      PutItem: (input: ItemInput, call: Call) => {
        const table = this.need(call, input.TableName);
        const at = key(table, input.Item);
        this.mustHold(table.items.get(at), input);
        table.items.set(at, input.Item ?? {});
        wrote(table);
        return {};
      },
      DeleteItem: (input: ItemInput, call: Call) => {
        const table = this.need(call, input.TableName);
        const at = key(table, input.Key);
        this.mustHold(table.items.get(at), input);
        table.items.delete(at);
        wrote(table);
        return {};
      },
      Query: (input: ItemInput, call: Call) => {
        const table = this.need(call, input.TableName);
        const sort = table.keys.find(({ KeyType }) => KeyType === 'RANGE')?.AttributeName ?? '';
        const matching = [...table.items.values()]
          .filter((item) => holds(input.KeyConditionExpression ?? '', item, input))
          .sort((one, other) => (text(one[sort]) < text(other[sort]) ? -1 : 1));
        const token = (input.ExclusiveStartKey?.['twin']?.['S'] as string | undefined) ?? undefined;
        const { items, next } = page(matching, token, pageSize);
        return present({
          Items: items,
          Count: items.length,
          LastEvaluatedKey: next === undefined ? undefined : { twin: { S: next } },
        });
      },
    };
  }

  private mustHold(item: Item | undefined, input: ItemInput): void {
    if (input.ConditionExpression === undefined || holds(input.ConditionExpression, item, input)) return;
    this.cloud.leanOn(conditionsDecide);
    throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
  }

  private tagOperations(): Operations {
    return {
      ListTagsOfResource: (input: TableInput, call: Call) => ({
        Tags: tagList(this.need(call, input.ResourceArn).tags),
      }),
      TagResource: (input: TableInput, call: Call) => {
        addTags(this.need(call, input.ResourceArn).tags, input.Tags);
        return {};
      },
      UntagResource: (input: TableInput, call: Call) => {
        for (const each of input.TagKeys ?? []) this.need(call, input.ResourceArn).tags.delete(each);
        return {};
      },
    };
  }
}

/**
 * Whether an expression holds of an item. Played: `a = :v`, `attribute_not_exists(a)`, `attribute_exists(a)`,
 * `begins_with(a, :v)`, joined by AND
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html).
 */
function holds(expression: string, item: Item | undefined, input: ItemInput): boolean {
  const name = (text = ''): string =>
    text.startsWith('#') ? (input.ExpressionAttributeNames?.[text] ?? invalid(expression)) : text;
  const value = (text = ''): Value => input.ExpressionAttributeValues?.[text] ?? invalid(expression);
  return expression.split(/\s+AND\s+/i).every((part) => {
    const equal = /^(#?\w+)\s*=\s*(:\w+)$/.exec(part.trim());
    if (equal) return JSON.stringify(item?.[name(equal[1])]) === JSON.stringify(value(equal[2]));
    const exists = /^attribute_(not_)?exists\s*\(\s*(#?\w+)\s*\)$/.exec(part.trim());
    if (exists) return (item?.[name(exists[2])] !== undefined) === (exists[1] === undefined);
    const begins = /^begins_with\s*\(\s*(#?\w+)\s*,\s*(:\w+)\s*\)$/.exec(part.trim());
    if (begins) return text(item?.[name(begins[1])]).startsWith(text(value(begins[2])));
    return invalid(expression);
  });
}

/** Of a value that is a text. */
function text(value: Value | undefined): string {
  const found = value?.['S'];
  return typeof found === 'string' ? found : '';
}

function invalid(expression: string): never {
  throw new AwsError('ValidationException', `Invalid expression (or not played by the twin): ${expression}`);
}

function backups(table: StoredTable): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: table.recovery ? 'ENABLED' : 'DISABLED',
        ...(table.recovery ? { RecoveryPeriodInDays: 35 } : {}),
      },
    },
  };
}

function described(table: StoredTable): object {
  return present({
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: 'ACTIVE',
    KeySchema: table.keys,
    AttributeDefinitions: table.attributes,
    CreationDateTime: table.created,
    BillingModeSummary: { BillingMode: table.billing },
    DeletionProtectionEnabled: table.protectedFromDeletion,
    ItemCount: table.items.size,
    RestoreSummary:
      table.restored === undefined
        ? undefined
        : { SourceTableArn: table.arn, RestoreDateTime: table.restored, RestoreInProgress: false },
    SSEDescription: table.sse === undefined ? undefined : { Status: 'ENABLED', SSEType: 'KMS' },
  });
}
