import { rule } from '../../rules.js';
import type { Call, Cloud, Operations } from '../service.js';
import type { Desktop, RegionState } from './state.js';

const userConnected = rule(
  'user-connected-metric',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/cloudwatch-metrics.html',
  'UserConnected of AWS/WorkSpaces is 1 while somebody is connected to a desktop; there is no point where nothing was sent.',
);

interface Query {
  readonly Id?: string;
  readonly MetricStat?: {
    readonly Metric?: {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[];
    };
    readonly Period?: number;
  };
}

interface MetricDataInput {
  readonly StartTime: Date | number | string;
  readonly EndTime: Date | number | string;
  readonly MetricDataQueries: readonly Query[];
}

/** CloudWatch, as far as WorkSpaces sends to it: who was connected, by desktop. */
export function metricOperations(cloud: Cloud, at: (region: string) => RegionState): Operations {
  return {
    GetMetricData: (input: MetricDataInput, call: Call) => {
      const [from, to] = [timeOf(input.StartTime), timeOf(input.EndTime)];
      const MetricDataResults = input.MetricDataQueries.map(({ Id, MetricStat }) => {
        const { Metric, Period = 300 } = MetricStat ?? {};
        const id = Metric?.Dimensions?.find(({ Name }) => Name === 'WorkspaceId')?.Value ?? '';
        const desktop = at(call.region).desktops.get(id);
        const isKnown = Metric?.Namespace === 'AWS/WorkSpaces' && Metric.MetricName === 'UserConnected';
        if (isKnown) cloud.leanOn(userConnected);
        const starts = isKnown && desktop ? periodsOf(desktop, { from, to, length: Period * 1000 }) : [];
        return {
          Id,
          Label: Metric?.MetricName,
          StatusCode: 'Complete',
          // The newest first, as the API does unless it is asked otherwise.
          Timestamps: starts.map((each) => new Date(each)),
          Values: starts.map(() => 1),
        };
      });
      return { MetricDataResults };
    },
  };
}

function periodsOf({ sessions = [] }: Desktop, at: { from: number; to: number; length: number }): number[] {
  const starts = new Set<number>();
  for (const session of sessions) {
    const [from, to] = [Math.max(at.from, session.from.getTime()), Math.min(at.to, session.to.getTime())];
    for (let each = Math.floor(from / at.length) * at.length; each < to; each += at.length) starts.add(each);
  }
  return [...starts].sort((one, other) => other - one);
}

function timeOf(value: Date | number | string): number {
  return typeof value === 'number' ? value * 1000 : new Date(value).getTime();
}
