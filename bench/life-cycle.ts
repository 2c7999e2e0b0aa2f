/**
 * `npm run bench:life-cycle [-- --desktops 300] [-- --real]`: what the life of a deployment costs with real terraform on
 * the twin: two desktops with stand-ins alone and, where a mirror has it, with the real aws provider; then many desktops
 * with stand-ins. Prints seconds and the largest memory of a terraform process; judges nothing. Without options it does
 * all three; an option does that one.
 */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { findAwsProvider } from '../test/e2e/aws-mirror.js';
import { shakeHands } from '../test/e2e/handshake.js';
import { greenfield, Scenario, type DeploymentFile } from '../test/e2e/harness.js';
import { whoWorks } from '../test/e2e/people.js';
import type { TwinOptions } from '../twin/twin.js';

const words = process.argv.slice(2);
const asked = words.includes('--desktops') ? Number(words[words.indexOf('--desktops') + 1]) : undefined;
const all = asked === undefined && !words.includes('--real') && !words.includes('--stand-ins');
const real = findAwsProvider();

console.log(`machine: ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
if (all || words.includes('--stand-ins')) await life('two desktops, stand-ins', 2, {});
if (all || words.includes('--real')) {
  if (real) await life(`two desktops, aws provider ${real.version}`, 2, { aws: real });
  else console.log('the real aws provider: not on this machine (TERRAFORM_PROVIDER_MIRROR names a mirror)');
}
if (all || asked !== undefined) await life(`${asked ?? 300} desktops, stand-ins`, asked ?? 300, {});

/** From nothing to desktops, a plan that changes nothing, somebody more and less, and back to nothing. */
async function life(what: string, desktops: number, options: TwinOptions): Promise<void> {
  const users = Array.from({ length: desktops }, (_, at) => `user${at}@contoso.com`);
  const joiner = 'joiner@contoso.com';
  const scenario = await Scenario.start({
    ...options,
    seed: { users: [...users, joiner], desktopQuota: desktops + 1 },
  });
  const peak = watchMemory(scenario);
  const began = Date.now();
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const started = Date.now();
    const result = await run();
    console.log(`${what}: ${name.padEnd(24)} ${seconds(started).padStart(8)} ${peak().padStart(8)}`);
    return result;
  };
  const listed = (names: readonly string[]) => names.map((upn) => ({ upn }));
  try {
    const connected = await step('foundation', async () => {
      const foundation = roomFor(greenfield(scenario.twin, listed(users)), users.length);
      await scenario.write(foundation);
      await scenario.apply();
      return shakeHands(scenario.twin, foundation, await scenario.outputs());
    });
    await step('plan of connected', async () => {
      await scenario.write(connected);
      await scenario.plan();
    });
    await step('apply of connected', () => scenario.must('apply', '-no-color', 'plan'));
    const planned = await step('second plan', () => scenario.plan());
    if (planned.length > 0) throw new Error(`the second plan changes ${planned[0]?.address ?? ''} and more`);
    await step('everybody signs in', async () => {
      await scenario.twin.advance(60);
      const broken = whoWorks(scenario.twin, ...users).filter((each) => each !== 'works');
      if (broken.length > 0) throw new Error(`${broken.length} cannot work: ${broken[0] ?? ''}`);
    });
    for (const [name, then] of [
      ['one user more', [...users, joiner]],
      ['one user less', users],
    ] as const) {
      await step(name, async () => {
        const { sites } = roomFor(greenfield(scenario.twin, listed(then)), then.length) as { sites: unknown };
        await scenario.write({ ...connected, sites });
        await scenario.apply();
      });
    }
    await step('destroy', () => scenario.destroy());
    console.log(`${what}: ${'in all'.padEnd(24)} ${seconds(began).padStart(8)}`);
    console.log(`${what}: the twin itself took ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  } finally {
    await scenario.stop();
  }
}

/** The largest memory of a terraform process since the last question; empty where the system does not tell. */
function watchMemory(scenario: Scenario): () => string {
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
    const megabytes = kilobytes === 0 ? '' : `${Math.round(kilobytes / 1024)} MB`;
    kilobytes = 0;
    return megabytes;
  };
}

function seconds(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

/** The network has to hold everybody: a deployment is refused otherwise. */
function roomFor(deployment: DeploymentFile, desktops: number): DeploymentFile {
  const { sites } = deployment as { sites: { network: { create: { capacity?: number } } }[] };
  for (const { network } of sites) network.create.capacity = Math.max(desktops, 50);
  return deployment;
}
