import { gunzipSync, gzipSync } from 'node:zlib';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { ApprovalRequest, FleetControl, FleetRow } from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import { codeOf } from '../errors.js';
import type { Wave } from '../../domain/fleet/wave-types.js';
import { withActions, withOldName } from '../../domain/fleet/kept-rows.js';
import type { FleetMemory, FleetRecords, FleetWaves, StoredPlan } from './ports.js';
import { signedCall } from './signed-call.js';
import { writtenIn } from './written.js';

/** One item: where it lies, its version, and all else as JSON. */
interface Item {
  readonly fleet: { S: string };
  readonly item: { S: string };
  readonly version?: { N: string };
  readonly json?: { S: string };
  readonly packed?: { B: string };
}

/** Where policies lie: under no site's key, which begins with a letter. */
const policies = '#policies';

/**
 * The engine's table: partition key `fleet` (the site's key), sort key `item`: `person#ID`, `control`, `pause`, `ending`, `request#ID`, `wave#ID`, `plan`, `written`;
 * policies under a partition of their own. Reads are consistent.
 */
export class FleetTable {
  constructor(private readonly name: string) {}

  async settings(): Promise<FleetSettings[]> {
    return (await this.query(policies, '')).map((each) => parsed<FleetSettings>(each));
  }

  async putSettings(settings: FleetSettings): Promise<void> {
    await this.put(policies, settings.site, { json: { S: JSON.stringify(settings) } });
  }

  async pause(site: string, by: string): Promise<void> {
    await this.put(site, 'pause', { json: { S: JSON.stringify({ by, at: Date.now() }) } });
  }

  async resume(site: string): Promise<void> {
    await this.delete(site, 'pause');
  }

  async removeSettings(site: string): Promise<void> {
    await this.delete(policies, site);
    // A fleet that is made again under this key begins anew: what a person had said was of this one.
    for (const item of ['pause', 'ending']) await this.delete(site, item);
  }

  /** Takes away waves and requests that were over before that: each pass reads all that there are. */
  async forgetOld(site: string, before: number): Promise<void> {
    for (const each of await this.query(site, 'wave#')) {
      const { id, ended, until } = unpacked<Wave>(each);
      if (ended !== undefined && until < before) await this.delete(site, `wave#${id}`);
    }
    for (const each of await this.query(site, 'request#')) {
      const { id, until } = parsed<ApprovalRequest>(each);
      if (until < before) await this.delete(site, `request#${id}`);
    }
  }

  /**
   * AWS's id of the table, and when it was made of a backup, where it was (`TableDescription.RestoreSummary`, whose own time is
   * that of the backup).
   */
  async origin(): Promise<{ readonly id?: string; readonly restoredAt?: number }> {
    const { Table = {} } = await signedCall('dynamodb', 'DescribeTable', { TableName: this.name });
    const { TableId, CreationDateTime, RestoreSummary } = Table as {
      TableId?: string;
      CreationDateTime?: number;
      RestoreSummary?: object;
    };
    const restoredAt = RestoreSummary && CreationDateTime !== undefined ? CreationDateTime * 1000 : undefined;
    return present({ id: TableId, restoredAt });
  }

  of(site: string): FleetMemory & FleetRecords {
    let mark: Promise<number> | undefined;
    const rows = async (): Promise<FleetRow[]> =>
      (await this.query(site, 'person#')).map((each) => parsed<FleetRow>(each));
    const putMark = (written: number): Promise<void> =>
      this.put(site, 'written', { json: { S: JSON.stringify({ written }) } });
    return {
      rows,
      announce: async (writes) => {
        // Counted from what there is when the first one is announced.
        const before = mark ?? rows().then(writtenIn);
        mark = before.then((written) => written + writes);
        await putMark(await mark);
      },
      mark: async () => {
        const found = await this.get(site, 'written');
        return found && parsed<{ written: number }>(found).written;
      },
      putMark: async (written) => {
        mark = undefined;
        await putMark(written);
      },
      row: async (userId) => {
        const found = await this.get(site, `person#${userId}`);
        return found && parsed<FleetRow>(found);
      },
      write: (row, expected) => this.write(site, row, expected),
      control: async () => {
        const found = await this.get(site, 'control');
        // A pause is an item of its own: a person writes it while a pass writes the other.
        const paused = (await this.get(site, 'pause')) !== undefined;
        const ending = await this.get(site, 'ending');
        // Read last: with the policy the pause goes that the claim had set (removeSettings).
        const isOver = (await this.get(policies, site)) === undefined;
        return {
          ...(found ? parsed<FleetControl>(found) : {}),
          ...(paused || isOver ? { paused: true } : {}),
          ...(ending ? endingIn(ending) : {}),
        };
      },
      putControl: ({ paused: _, ending: __, endingAt: ___, ...control }) =>
        this.put(site, 'control', { json: { S: JSON.stringify(control) } }),
      requests: async () =>
        (await this.query(site, 'request#')).map((each) => withActions(parsed<ApprovalRequest>(each))),
      putRequest: (request) =>
        this.put(site, `request#${request.id}`, { json: { S: JSON.stringify(withOldName(request)) } }),
      plan: async () => {
        const found = await this.get(site, 'plan');
        return found?.packed && withActions(unpacked<StoredPlan>(found));
      },
      // 3,000 actions are 300 KB as text, and an item takes 400.
      putPlan: (plan) => this.put(site, 'plan', { packed: { B: gzipSync(JSON.stringify(plan)).toString('base64') } }),
    };
  }

  waves(site: string): FleetWaves {
    return {
      open: async () =>
        (await this.query(site, 'wave#'))
          .map((each) => unpacked<Wave>(each))
          .filter(({ ended }) => ended === undefined)
          .sort((one, other) => one.at - other.at),
      write: (wave, expected) =>
        // 3,000 desktops are 300 KB as text, and an item takes 400.
        this.conditionally(
          {
            fleet: { S: site },
            item: { S: `wave#${wave.id}` },
            version: { N: String(wave.version) },
            packed: { B: gzipSync(JSON.stringify(wave)).toString('base64') },
          },
          expected,
        ),
    };
  }

  private async write(site: string, row: FleetRow, expected: number): Promise<boolean> {
    const item: Item = {
      fleet: { S: site },
      item: { S: `person#${row.userId}` },
      version: { N: String(row.version) },
      json: { S: JSON.stringify(row) },
    };
    return this.conditionally(item, expected);
  }

  private async conditionally(item: Item, expected: number): Promise<boolean> {
    try {
      await signedCall('dynamodb', 'PutItem', {
        TableName: this.name,
        Item: item,
        ...(expected === 0
          ? { ConditionExpression: 'attribute_not_exists(fleet)' }
          : {
              ConditionExpression: '#version = :expected',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':expected': { N: String(expected) } },
            }),
      });
      return true;
    } catch (error) {
      if (codeOf(error) === 'ConditionalCheckFailed') return false;
      throw error;
    }
  }

  private async put(fleet: string, item: string, rest: Partial<Item>): Promise<void> {
    await signedCall('dynamodb', 'PutItem', {
      TableName: this.name,
      Item: { fleet: { S: fleet }, item: { S: item }, ...rest },
    });
  }

  private async delete(fleet: string, item: string): Promise<void> {
    const Key = { fleet: { S: fleet }, item: { S: item } };
    await signedCall('dynamodb', 'DeleteItem', { TableName: this.name, Key });
  }

  private async get(fleet: string, item: string): Promise<Item | undefined> {
    const Key = { fleet: { S: fleet }, item: { S: item } };
    const { Item: found } = await signedCall('dynamodb', 'GetItem', {
      TableName: this.name,
      Key,
      ConsistentRead: true,
    });
    return found as Item | undefined;
  }

  private async query(fleet: string, prefix: string): Promise<Item[]> {
    const items: Item[] = [];
    let from: unknown;
    do {
      const answer = await signedCall('dynamodb', 'Query', {
        TableName: this.name,
        KeyConditionExpression: prefix === '' ? 'fleet = :fleet' : 'fleet = :fleet AND begins_with(#item, :prefix)',
        ...(prefix === '' ? {} : { ExpressionAttributeNames: { '#item': 'item' } }),
        ExpressionAttributeValues: { ':fleet': { S: fleet }, ...(prefix === '' ? {} : { ':prefix': { S: prefix } }) },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      });
      items.push(...((answer['Items'] as Item[] | undefined) ?? []));
      from = answer['LastEvaluatedKey'];
    } while (from !== undefined);
    return items;
  }
}

function unpacked<T>({ packed }: Item): T {
  return JSON.parse(gunzipSync(Buffer.from(packed?.B ?? '', 'base64')).toString('utf8')) as T;
}

function endingIn(item: Item): Pick<FleetControl, 'ending' | 'endingAt'> {
  const { ending, at } = parsed<{ ending: NonNullable<FleetControl['ending']>; at: number }>(item);
  return { ending, endingAt: at };
}

function parsed<T>(item: Item): T {
  return JSON.parse(item.json?.S ?? '{}') as T;
}
