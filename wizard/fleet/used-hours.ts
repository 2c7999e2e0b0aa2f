import { day } from '../../domain/day.js';
import type { Clouds } from '../clouds/lookup.js';
import { jsonCall } from '../clouds/json-call.js';

/** Desktops a call: 720 points each, of which a call takes 100,800. */
const atOnce = 100;
const days = 30;

interface MetricData {
  readonly MetricDataResults?: readonly { readonly Id?: string; readonly Values?: readonly number[] }[];
  readonly NextToken?: string;
}

/**
 * Hours of the last 30 days in which somebody was connected, by desktop. The metric is that by which sessions are counted
 * elsewhere, too (docs/facts/prices.md 4); an hour begun counts whole, as AutoStop bills it.
 */
export async function usedHours(
  clouds: Clouds,
  region: string,
  at: { readonly desktopIds: readonly string[]; readonly now: number },
): Promise<ReadonlyMap<string, number>> {
  const hours = new Map<string, number>();
  for (let start = 0; start < at.desktopIds.length; start += atOnce) {
    const ids = at.desktopIds.slice(start, start + atOnce);
    const input = {
      StartTime: Math.floor((at.now - days * day) / 1000),
      EndTime: Math.floor(at.now / 1000),
      MetricDataQueries: ids.map((id, index) => ({ Id: `m${index}`, MetricStat: connected(id) })),
    };
    let next: string | undefined;
    do {
      const call = { service: 'monitoring', operation: 'GetMetricData', region } as const;
      const page = (await jsonCall(clouds, {
        ...call,
        input: next === undefined ? input : { ...input, NextToken: next },
      })) as MetricData;
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
        const id = ids[Number(Id.slice(1))];
        if (id === undefined) continue;
        hours.set(id, (hours.get(id) ?? 0) + Values.filter((value) => value > 0).length);
      }
      next = page.NextToken;
    } while (next !== undefined);
  }
  return hours;
}

const connected = (desktopId: string) => ({
  Metric: {
    Namespace: 'AWS/WorkSpaces',
    MetricName: 'UserConnected',
    Dimensions: [{ Name: 'WorkspaceId', Value: desktopId }],
  },
  Period: 3600,
  Stat: 'Maximum',
});
