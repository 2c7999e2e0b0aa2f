import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { isHere } from '../wizard/terminal/programs.js';
import { planBootstrap } from './bootstrap-plan.js';
import { planExamples, type ScannedExample } from './example-plans.js';

// What a reviewer's scanner says of real plans: nothing, but for what `.checkov.yaml` explains.

const root = join(import.meta.dirname, '../..');
const config = join(root, '.checkov.yaml');
/** Where `.ci/run` installs it, else wherever it is. To ask for its version would start it, which takes seconds. */
const installed = join(root, '.cache/scanners/bin/checkov');
const checkov = existsSync(installed) ? installed : isHere('checkov') ? 'checkov' : undefined;

interface Finding {
  readonly check_id: string;
  readonly resource: string;
  readonly file_abs_path: string;
}

interface Report {
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
  readonly results: { readonly passed_checks: readonly Finding[]; readonly failed_checks: readonly Finding[] };
}

if (checkov === undefined) {
  test.skip('checkov over a plan of every example: needs checkov (pip install checkov==3.3.30)', () => undefined);
} else {
  describe('checkov over a real plan of every example, and of what bootstrap makes', () => {
    let scratch: string;
    let plans: ScannedExample[];
    /** What bootstrap makes, with subjects by names alone. */
    let byNames: string[];
    /** Every rule over every plan: a scan by the configuration is the same without the rules that it skips. */
    let all: Report;

    const scan = (settings: string, files: readonly string[]): Report => {
      const { stdout, stderr } = spawnSync(
        checkov,
        [
          ...['--config-file', settings, '--framework', 'terraform_plan', '--output', 'json', '--soft-fail'],
          ...files.flatMap((file) => ['--file', file]),
        ],
        // Elsewhere: a configuration in the folder it runs in would count as well.
        { cwd: scratch, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, LOG_LEVEL: 'ERROR' } },
      );
      const report = JSON.parse(stdout || `"${stderr}"`) as Report;
      expect(report.summary.parsing_errors).toBe(0);
      return report;
    };
    const settingsOf = (text: string) =>
      parseDocument(text).toJS() as { readonly [key: string]: unknown; readonly 'skip-check': readonly string[] };
    const inWords = (found: readonly Finding[]): string[] =>
      found.map(({ check_id, resource }) => `${check_id} ${resource}`);
    /** By the end of their paths: checkov resolves links on the way to the temporary folder. */
    const of = (found: readonly Finding[], files: readonly string[]): Finding[] =>
      found.filter(({ file_abs_path }) => files.some((file) => file_abs_path.endsWith(file.slice(scratch.length))));
    const bootstrapPlans = () => plans.filter(({ name }) => name.startsWith('bootstrap-'));

    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'entra-workspaces-checkov-'));
      plans = [...(await planExamples(scratch)), ...(await planBootstrap(scratch))];
      byNames = [];
      for (const { name, planFile } of bootstrapPlans()) {
        const text = await readFile(planFile, 'utf8');
        const copy = join(scratch, `${name}-by-names.json`);
        expect(text).toContain('repo:contoso@5544123/desktops@821093847:environment:production');
        await writeFile(copy, text.replaceAll('repo:contoso@5544123/desktops@821093847', 'repo:contoso/desktops'));
        byNames.push(copy);
      }
      const bare = join(scratch, 'bare.yaml');
      await writeFile(bare, 'compact: true\n');
      all = scan(bare, [...plans.map(({ planFile }) => planFile), ...byNames]);
      expect(all.summary.resource_count).toBeGreaterThan(100 * (plans.length - 2) + 20);
    });
    afterAll(async () => rm(scratch, { recursive: true, force: true }));

    /** Of the plans as they are. */
    const failed = (): Finding[] =>
      of(
        all.results.failed_checks,
        plans.map(({ planFile }) => planFile),
      );

    test('no finding is left without a reason', async () => {
      const { 'skip-check': skipped, ...others } = settingsOf(await readFile(config, 'utf8'));
      // Nothing but these rules is left out by it, each by its own name.
      expect(others).toEqual({ quiet: true, compact: true });
      expect(skipped.filter((check) => !/^CKV2?_[A-Z]+_\d+$/.test(check))).toEqual([]);
      expect(inWords(failed().filter(({ check_id }) => !skipped.includes(check_id)))).toEqual([]);
    });

    test('checkov reads the configuration: it leaves out what it finds without', () => {
      const files = bootstrapPlans().map(({ planFile }) => planFile);
      expect(files.map((file) => of(failed(), [file]).length > 0)).toEqual([true, true]);
      const { summary, results } = scan(config, files);
      expect(summary.resource_count).toBeGreaterThan(10);
      expect(inWords(results.failed_checks)).toEqual([]);
    });

    test('the trust that bootstrap gives is safe by the rules for subjects of GitHub, where they know the form', () => {
      const ofRules = (found: readonly Finding[]): number =>
        of(found, byNames).filter(({ check_id }) => ['CKV_AWS_393', 'CKV_AZURE_249'].includes(check_id)).length;
      const { passed_checks, failed_checks } = all.results;
      expect([byNames.length, ofRules(passed_checks), ofRules(failed_checks)]).toEqual([2, 4, 0]);
    });

    test('each exception has a reason above it, and a plan that needs it', async () => {
      const text = await readFile(config, 'utf8');
      const found = new Set(failed().map(({ check_id }) => check_id));
      expect(settingsOf(text)['skip-check'].filter((check) => !found.has(check))).toEqual([]);
      const unexplained = text.split('\n').filter((line, at, lines) => {
        const before = lines[at - 1] ?? '';
        return line.trim().startsWith('- CKV') && !/^\s*(#|- CKV)/.test(before);
      });
      expect(unexplained).toEqual([]);
    });
  });
}
