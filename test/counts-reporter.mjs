import { writeFileSync } from 'node:fs';

/**
 * Prints what each suite did, every skipped test by its name, and one closing line over all of them. Nothing is
 * skipped silently: a skipped test says in its own name what was missing.
 */
export default class CountsReporter {
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
    const lines = [''];
    for (const [name, { passed, failed, skipped }] of suites) {
      lines.push(`suite ${name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
      for (const each of skipped) lines.push(`  skipped: ${each}`);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped.length;
    }
    lines.push(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
    process.stdout.write(`${lines.join('\n')}\n`);
    if (process.env.COUNTS_FILE) writeFileSync(process.env.COUNTS_FILE, JSON.stringify(total));
  }
}
