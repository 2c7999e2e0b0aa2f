import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { DeploymentFile, Scenario } from '../test/e2e/harness.js';

/** What the terraform processes of a scenario took since the last question; zeros where the system does not tell. */
export interface TerraformUse {
  /** Largest memory, in MB. */
  readonly megabytes: number;
  /** Processor time in seconds: of terraform alone, stand-ins run in the process of the bench. */
  readonly seconds: number;
}

/** Clock ticks of /proc a second: 100 on every Linux that Node runs on (sysconf _SC_CLK_TCK). */
const ticks = 100;

export function watchTerraform(scenario: Scenario): () => TerraformUse {
  let kilobytes = 0;
  let seconds = 0;
  scenario.onStarted = (child: ChildProcess) => {
    let used = 0;
    const look = setInterval(() => {
      try {
        const [, told] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        kilobytes = Math.max(kilobytes, Number(told ?? 0));
        // Fields 14 and 15, behind the name in brackets: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        const [, rest = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
        const fields = rest.split(' ');
        used = Math.max(used, (Number(fields[11]) + Number(fields[12])) / ticks || 0);
      } catch {
        // It has ended, or there is no /proc.
      }
    }, 20);
    child.once('close', () => {
      clearInterval(look);
      seconds += used;
    });
  };
  return () => {
    const use = { megabytes: Math.round(kilobytes / 1024), seconds };
    kilobytes = 0;
    seconds = 0;
    return use;
  };
}

/** Its memory alone, in MB. */
export function watchMemory(scenario: Scenario): () => number {
  const use = watchTerraform(scenario);
  return () => use().megabytes;
}

/** The network has to hold everybody: a deployment is refused otherwise. */
export function roomFor(deployment: DeploymentFile, desktops: number): DeploymentFile {
  const { sites } = deployment as { sites: { network: { create: { capacity?: number } } }[] };
  for (const { network } of sites) network.create.capacity = Math.max(desktops, 50);
  return deployment;
}
