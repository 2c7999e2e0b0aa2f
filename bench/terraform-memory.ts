import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { DeploymentFile, Scenario } from '../test/e2e/harness.js';

/** The largest memory of a terraform process since the last question, in MB; 0 where the system does not tell. */
export function watchMemory(scenario: Scenario): () => number {
  let kilobytes = 0;
  scenario.onStarted = (child: ChildProcess) => {
    const look = setInterval(() => {
      try {
        const [, told] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        kilobytes = Math.max(kilobytes, Number(told ?? 0));
      } catch {
        // It has ended, or there is no /proc.
      }
    }, 100);
    child.once('close', () => clearInterval(look));
  };
  return () => {
    const megabytes = Math.round(kilobytes / 1024);
    kilobytes = 0;
    return megabytes;
  };
}

/** The network has to hold everybody: a deployment is refused otherwise. */
export function roomFor(deployment: DeploymentFile, desktops: number): DeploymentFile {
  const { sites } = deployment as { sites: { network: { create: { capacity?: number } } }[] };
  for (const { network } of sites) network.create.capacity = Math.max(desktops, 50);
  return deployment;
}
