import type { PassState } from '../../domain/fleet/settings.js';
import { signedCall } from './signed-call.js';

/** What the state machine hands to `observe` (modules/fleet/definition.ts). */
export interface BegunPass {
  /** What the pass was started with, or what it left. */
  readonly state?: Partial<PassState> | undefined;
  readonly machine?: string | undefined;
  readonly execution?: string | undefined;
}

/** An execution that began with an earlier definition hands over the state alone: it keeps that one to its end. */
export function passOf(event: unknown): BegunPass {
  const pass = (event ?? {}) as BegunPass;
  return pass.execution === undefined ? { state: pass as Partial<PassState> } : pass;
}

/** What a machine asks for: one of an earlier version calls actions `deeds`, and a pass keeps the definition that it began with. */
export const asAsked = (state: PassState): PassState => ({ ...state, deeds: state.actions });

interface Listed {
  readonly executionArn: string;
  /** Seconds since 1970. */
  readonly startDate: number;
  readonly stopDate?: number;
}

/**
 * Whether an earlier pass is still running, which this one leaves the work to: two would act on the same plan at twice the
 * pace. And how far this pass, or else the one that ended last of those that did something, had the rows come: that lies
 * outside the table.
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html (newest first; a list may be
 * some moments old, so that each write of a row is conditional all the same)
 */
export async function otherPasses({
  machine,
  execution,
  state,
}: BegunPass): Promise<{ readonly isSecond: boolean; readonly written: Readonly<Record<string, number>> }> {
  if (machine === undefined || execution === undefined) return { isSecond: false, written: { ...state?.written } };
  const running = await executions(machine, 'RUNNING', 100);
  const own = running.find(({ executionArn }) => executionArn === execution);
  const isEarlier = ({ executionArn, startDate }: Listed): boolean =>
    own === undefined || startDate < own.startDate || (startDate === own.startDate && executionArn < own.executionArn);
  const isSecond = running.some((each) => each.executionArn !== execution && isEarlier(each));
  return { isSecond, written: { ...(await lastWritten(machine)), ...state?.written } };
}

/** Passes that left the work to another say nothing of it; one that took hours began before those. */
async function lastWritten(machine: string): Promise<PassState['written']> {
  const ended = (await executions(machine, 'SUCCEEDED', 100)).sort(
    (one, other) => (other.stopDate ?? 0) - (one.stopDate ?? 0),
  );
  for (const { executionArn } of ended) {
    const { output } = await signedCall('states', 'DescribeExecution', { executionArn });
    const { written } = JSON.parse(typeof output === 'string' ? output : '{}') as Partial<PassState>;
    if (written !== undefined) return written;
  }
  return undefined;
}

async function executions(stateMachineArn: string, statusFilter: string, maxResults: number): Promise<Listed[]> {
  const input = { stateMachineArn, statusFilter, maxResults };
  const { executions: found = [] } = await signedCall('states', 'ListExecutions', input);
  return found as Listed[];
}
