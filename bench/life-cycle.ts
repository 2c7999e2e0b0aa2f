/**
 * `npm run bench:life-cycle [-- --desktops 300] [-- --real] [-- --enrolment]`: what the life of a deployment costs with real terraform on
 * the twin: two desktops with stand-ins alone and, where a mirror has it, with the real aws provider; then many desktops
 * with stand-ins; then what a second plan costs more once desktops get policies and apps. Prints seconds and the largest
 * memory of a terraform process; judges nothing. Without options it does all four; an option does that one. Needs
 * `npm run build`.
 */
import { cpus } from 'node:os';
import { recommendedEnrolment } from '../deployment/recommended-enrolment.js';
import { findAwsProvider } from '../test/e2e/aws-mirror.js';
import { shakeHands } from '../test/e2e/handshake.js';
import { greenfield, Scenario } from '../test/e2e/harness.js';
import { whoWorks } from '../test/e2e/people.js';
import type { TwinOptions } from '../twin/twin.js';
import { useBuiltZip } from './built-zip.js';
import { roomFor, watchMemory } from './terraform-memory.js';

useBuiltZip();
const words = process.argv.slice(2);
const asked = words.includes('--desktops') ? Number(words[words.indexOf('--desktops') + 1]) : undefined;
const all = asked === undefined && !['--real', '--stand-ins', '--enrolment'].some((word) => words.includes(word));
const real = findAwsProvider();

console.log(`machine: ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
if (all || words.includes('--stand-ins')) await life('two desktops, stand-ins', 2, {});
if (all || words.includes('--real')) {
  if (real) await life(`two desktops, aws provider ${real.version}`, 2, { aws: real });
  else console.log('the real aws provider: not on this machine (TERRAFORM_PROVIDER_MIRROR names a mirror)');
}
if (all || asked !== undefined) await life(`${asked ?? 300} desktops, stand-ins`, asked ?? 300, {});
if (all || words.includes('--enrolment')) await enrolment();

/** Second plans with nothing for desktops beside such with 8 policies, 10 apps and 2 rings, in turns. */
async function enrolment(): Promise<void> {
  const scenario = await Scenario.start();
  const seconds: Record<'without' | 'with', number[]> = { without: [], with: [] };
  const apps = Array.from({ length: 10 }, (_, at): [string, object] => [
    `app${at}`,
    { app: { store: { id: `9WZDNCRFJ3P${at}`, displayName: `App ${at}`, publisher: 'Contoso' } }, for: 'required' },
  ]);
  const recommended = recommendedEnrolment();
  const content = {
    ...recommended,
    apps: Object.fromEntries<object>(apps),
    statusPage: { create: { blockUntil: ['app0'] } },
    updates: { ...recommended.updates, pilot: { sixteenths: 2 } },
  };
  try {
    const bare = greenfield(scenario.twin);
    for (let round = 0; round < 3; round += 1) {
      for (const what of ['without', 'with'] as const) {
        await scenario.write(what === 'with' ? { ...bare, intune: { enrolment: content } } : bare);
        await scenario.apply();
        const started = Date.now();
        const planned = await scenario.plan();
        if (planned.length > 0) throw new Error(`the second plan changes ${planned[0]?.address ?? ''} and more`);
        seconds[what].push((Date.now() - started) / 1000);
      }
    }
    const median = (of: readonly number[]): number => [...of].sort((one, other) => one - other)[1] ?? 0;
    const [without, full] = [median(seconds.without), median(seconds.with)];
    console.log(
      `8 policies, 10 apps, 2 rings: a second plan takes ${full.toFixed(1)} s, without them ${without.toFixed(1)} s: ${(full - without).toFixed(1)} s more, ${(full / without).toFixed(2)} times as long`,
    );
    await scenario.destroy();
  } finally {
    await scenario.stop();
  }
}

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
    console.log(`${what}: ${name.padEnd(24)} ${seconds(started).padStart(8)} ${inMegabytes(peak()).padStart(8)}`);
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

function seconds(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

function inMegabytes(megabytes: number): string {
  return megabytes === 0 ? '' : `${megabytes} MB`;
}
