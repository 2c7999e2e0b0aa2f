import { gunzipSync, gzipSync } from 'node:zlib';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { ApprovalRequest, FleetControl, FleetRow } from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import type { Wave } from '../../domain/fleet/wave-types.js';
import { withActions, withOldName } from '../../domain/fleet/kept-rows.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { Clouds } from '../clouds/lookup.js';
import { jsonCall } from '../clouds/json-call.js';

type Item = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The engine's table as the commands see it; what lies where is written by `function/fleet/table.ts`. People write rows as
 * the engine does: on the condition that the version is the one that they saw.
 */
export class EngineTable {
  constructor(
    private readonly clouds: Clouds,
    private readonly at: { readonly region: string; readonly table: string; readonly site: string },
  ) {}

  async settings(): Promise<FleetSettings | undefined> {
    return this.get<FleetSettings>('#policies', this.at.site);
  }

  async rows(): Promise<FleetRow[]> {
    return this.query<FleetRow>('person#');
  }

  async requests(): Promise<ApprovalRequest[]> {
    return (await this.query<ApprovalRequest>('request#')).map(withActions);
  }

  async control(): Promise<FleetControl> {
    const control = (await this.get<FleetControl>(this.at.site, 'control')) ?? {};
    const paused = (await this.get<object>(this.at.site, 'pause')) !== undefined;
    const said = await this.get<{ ending: NonNullable<FleetControl['ending']>; at: number }>(this.at.site, 'ending');
    return { ...control, paused, ...present({ ending: said?.ending, endingAt: said?.at }) };
  }

  /** @returns false when the row has changed meanwhile */
  async write(row: FleetRow, expected: number): Promise<boolean> {
    const version = { N: String(row.version) };
    const Item = { ...this.key(this.at.site, `person#${row.userId}`), version, json: { S: JSON.stringify(row) } };
    return this.conditionally({ Item, ...conditionOf(expected) });
  }

  private async conditionally(input: object): Promise<boolean> {
    try {
      await this.call('PutItem', input);
      return true;
    } catch (error) {
      if (error instanceof CloudError && error.code === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  async putRequest(request: ApprovalRequest): Promise<void> {
    await this.put(`request#${request.id}`, withOldName(request));
  }

  async waves(): Promise<Wave[]> {
    return (await this.items('wave#')).map(waveIn);
  }

  async wave(id: string): Promise<Wave | undefined> {
    const found = await this.item(this.at.site, `wave#${id}`);
    return found && waveIn(found);
  }

  /** @returns false when the wave has changed meanwhile */
  async writeWave(wave: Wave, expected: number): Promise<boolean> {
    const packed = { B: gzipSync(JSON.stringify(wave)).toString('base64') };
    const Item = { ...this.key(this.at.site, `wave#${wave.id}`), version: { N: String(wave.version) }, packed };
    return this.conditionally({ Item, ...conditionOf(expected) });
  }

  async pause(by: string): Promise<void> {
    await this.put('pause', { by, at: this.clouds.network.timeThere });
  }

  /** Who paused the fleet, and when; undefined: it is not paused. */
  async pauseOf(): Promise<{ readonly by: string; readonly at: number } | undefined> {
    return this.get(this.at.site, 'pause');
  }

  async resume(): Promise<void> {
    await this.call('DeleteItem', { Key: this.key(this.at.site, 'pause') });
  }

  /** The fleet ends: every desktop is removed, or all are handed to a list. */
  async end(ending: NonNullable<FleetControl['ending']>, by: string): Promise<void> {
    // The engine compares it with times of its own.
    await this.put('ending', { ending, by, at: this.clouds.network.timeThere });
  }

  /** It does not end. */
  async goOn(): Promise<void> {
    await this.call('DeleteItem', { Key: this.key(this.at.site, 'ending') });
  }

  private async put(item: string, value: object): Promise<void> {
    await this.call('PutItem', { Item: { ...this.key(this.at.site, item), json: { S: JSON.stringify(value) } } });
  }

  private async get<T>(fleet: string, item: string): Promise<T | undefined> {
    const found = await this.item(fleet, item);
    return found && parsed<T>(found);
  }

  private async item(fleet: string, item: string): Promise<Item | undefined> {
    const { Item: found } = await this.call('GetItem', { Key: this.key(fleet, item), ConsistentRead: true });
    return found as Item | undefined;
  }

  private async query<T>(prefix: string): Promise<T[]> {
    return (await this.items(prefix)).map((each) => parsed<T>(each));
  }

  private async items(prefix: string): Promise<Item[]> {
    const found: Item[] = [];
    let from: unknown;
    do {
      const answer = await this.call('Query', {
        KeyConditionExpression: 'fleet = :fleet AND begins_with(#item, :prefix)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':fleet': { S: this.at.site }, ':prefix': { S: prefix } },
        ConsistentRead: true,
        ...present({ ExclusiveStartKey: from }),
      });
      found.push(...((answer['Items'] as Item[] | undefined) ?? []));
      from = answer['LastEvaluatedKey'];
    } while (from !== undefined);
    return found;
  }

  private key(fleet: string, item: string): Record<string, { S: string }> {
    return { fleet: { S: fleet }, item: { S: item } };
  }

  private async call(operation: string, input: object): Promise<Record<string, unknown>> {
    const { region, table } = this.at;
    const call = { service: 'dynamodb', operation, region, input: { TableName: table, ...input } } as const;
    return jsonCall(this.clouds, call);
  }
}

function conditionOf(expected: number): object {
  if (expected === 0) return { ConditionExpression: 'attribute_not_exists(fleet)' };
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expected': { N: String(expected) } },
  };
}

function waveIn(item: Item): Wave {
  const packed = Buffer.from(item['packed']?.['B'] ?? '', 'base64');
  return JSON.parse(gunzipSync(packed).toString('utf8')) as Wave;
}

function parsed<T>(item: Item): T {
  return JSON.parse(item['json']?.['S'] ?? '{}') as T;
}
