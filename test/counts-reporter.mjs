import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/**
 * Prints the ten slowest files, what each suite did, every skipped test by its name, what ran on real providers and what was stood in for, and
 * one closing line over all of them. Nothing is skipped silently: a skipped test says in its own name what was missing. But
 * with `-t` the tests of other names are skipped because somebody asked for it: those are counted alone.
 */
export default class CountsReporter {
  /** @param {{ testNamePattern?: string }} config of the run */
  constructor({ testNamePattern } = {}) {
    this.namesSkipped = !testNamePattern;
  }

  onRunStart() {
    // The scenarios append to it, whichever process they run in.
    this.folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-ran-on-'));
    process.env.RAN_ON_FILE = join(this.folder, 'ran-on.jsonl');
  }

  onRunComplete(_contexts, results) {
    const suites = new Map();
    for (const file of results.testResults) {
      const name = file.displayName?.name ?? 'unit';
      const counts = suites.get(name) ?? { passed: 0, failed: 0, skipped: [] };
      suites.set(name, counts);
      if (file.testExecError) counts.failed += 1;
      for (const test of file.testResults) {
        if (test.status === 'passed') counts.passed += 1;
        else if (test.status === 'failed') counts.failed += 1;
        else counts.skipped.push(test.fullName);
      }
    }
    const total = { passed: 0, failed: 0, skipped: 0 };
    const lines = ['', ...this.slowest(results.testResults), ...this.ranOn()];
    for (const [name, { passed, failed, skipped }] of suites) {
      lines.push(`suite ${name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
      if (this.namesSkipped) for (const each of skipped) lines.push(`  skipped: ${each}`);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped.length;
    }
    rmSync(this.folder, { recursive: true, force: true });
    const closing = `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`;
    process.stdout.write(`${[...lines, closing].join('\n')}\n`);
    if (process.env.COUNTS_FILE) writeFileSync(process.env.COUNTS_FILE, JSON.stringify({ ...total, lines }));
  }

  /** The ten files that took longest, with their seconds. */
  slowest(files) {
    const timed = files.map(({ testFilePath, perfStats }) => ({
      file: relative(process.cwd(), testFilePath),
      seconds: (perfStats.end - perfStats.start) / 1000,
    }));
    timed.sort((one, other) => other.seconds - one.seconds);
    const ten = timed.slice(0, 10).map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s ${file}`);
    return ten.length === 0 ? [] : ['slowest files:', ...ten];
  }

  /** What the scenarios of this run noted, put together. */
  ranOn() {
    const file = process.env.RAN_ON_FILE;
    if (!file || !existsSync(file)) return [];
    const runs = readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);
    const all = (name) => new Set(runs.flatMap((run) => run[name]));
    const [onReal, stoodIn] = [all('onReal'), all('stoodIn')];
    const both = [...stoodIn].filter((type) => onReal.has(type)).length;
    const standIns = [...new Set(runs.flatMap((run) => run.standIns))].sort();
    const real = [...new Set(runs.flatMap((run) => (run.real ? [run.real] : [])))];
    return [
      ...runs
        .map((run) => `${run.scenario}: ${run.onReal.length} on real providers, ${run.stoodIn.length} on stand-ins`)
        .sort()
        .map((line) => `  scenario ${line}`),
      `resource types on real providers: ${onReal.size} (${real.join(', ') || 'no real provider on this machine'})`,
      `resource types on stand-ins alone: ${stoodIn.size - both}; on both: ${both}`,
      `stood in for: ${standIns.join(', ')}`,
    ];
  }
}
