import { spawn } from 'node:child_process';

/** What one run of a program cost. */
export interface Cost {
  readonly seconds: number;
  /** Largest resident set of the process itself, in MB. */
  readonly megabytes: number;
}

/** Prints the process's own peak memory on file descriptor 3 when it ends. */
const probe = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'; process.on('exit', () => { try { writeSync(3, String(process.resourceUsage().maxRSS)); } catch {} });`,
)}`;

/**
 * What this machine adds to every start of Node, whatever it runs: options, and certificates of its own, which Node 20
 * reads before anything else (50 ms).
 */
export const withoutMachine = { NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '' } as const;

/** Runs a Node program once and measures the whole process, start-up included. Throws with its output if it fails. */
export async function measure(args: readonly string[], environment: Record<string, string> = {}): Promise<Cost> {
  const began = process.hrtime.bigint();
  const child = spawn(process.execPath, [`--import=${probe}`, ...args], {
    env: { ...process.env, ...withoutMachine, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  let kilobytes = '';
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => output.push(String(chunk)));
  child.stdio[3]?.on('data', (chunk) => (kilobytes += String(chunk)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}:\n${output.join('')}`);
  return { seconds, megabytes: Number(kilobytes) / 1024 };
}

/** The median of several runs: the machine is noisy, a single run says little. */
export async function median(
  runs: number,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Cost> {
  const costs: Cost[] = [];
  for (let run = 0; run < runs; run++) costs.push(await measure(args, environment));
  const middle = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return { seconds: middle(costs.map((cost) => cost.seconds)), megabytes: middle(costs.map((cost) => cost.megabytes)) };
}
