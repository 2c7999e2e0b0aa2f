import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { planBootstrap } from './bootstrap-plan.js';
import { planExamples, type ScannedExample } from './example-plans.js';

// What a reviewer's scanner says of real plans: nothing, but for what `.checkov.yaml` explains.

const root = join(import.meta.dirname, '../..');
const config = join(root, '.checkov.yaml');
/** Where `.ci/run` installs it, else wherever it is. */
const installed = join(root, '.cache/scanners/bin/checkov');
const checkov = [installed, 'checkov'].find((each) => spawnSync(each, ['--version']).status === 0);

interface Finding {
  readonly check_id: string;
  readonly resource: string;
}

if (checkov === undefined) {
  test.skip('checkov over a plan of every example: needs checkov (pip install checkov==3.3.30)', () => undefined);
} else {
  describe('checkov over a real plan of every example, and of what bootstrap makes', () => {
    let scratch: string;
    let plans: ScannedExample[];

    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'entra-workspaces-checkov-'));
      plans = [...(await planExamples(scratch)), ...(await planBootstrap(scratch))];
    });
    afterAll(async () => rm(scratch, { recursive: true, force: true }));

    const findings = (settings: string): Finding[] => {
      const files = plans.flatMap(({ planFile }) => ['--file', planFile]);
      const { stdout, stderr } = spawnSync(
        checkov,
        ['--config-file', settings, '--framework', 'terraform_plan', '--output', 'json', '--soft-fail', ...files],
        // Elsewhere: a configuration in the folder it runs in would count as well.
        { cwd: scratch, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, LOG_LEVEL: 'ERROR' } },
      );
      const report = JSON.parse(stdout || `"${stderr}"`) as {
        readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
        readonly results: { readonly failed_checks: readonly Finding[] };
      };
      expect(report.summary.parsing_errors).toBe(0);
      expect(report.summary.resource_count).toBeGreaterThan(100 * (plans.length - 2) + 10);
      return [...report.results.failed_checks];
    };

    test('no finding is left without a reason', () => {
      expect(findings(config).map(({ check_id, resource }) => `${check_id} ${resource}`)).toEqual([]);
    });

    test('the trust that bootstrap gives is safe by the rules for subjects of GitHub, where they know the form', async () => {
      const byNames: string[] = [];
      for (const { name, planFile } of plans.filter(({ name }) => name.startsWith('bootstrap-'))) {
        const text = await readFile(planFile, 'utf8');
        const copy = join(scratch, `${name}-by-names.json`);
        expect(text).toContain('repo:contoso@5544123/desktops@821093847:environment:production');
        await writeFile(copy, text.replaceAll('repo:contoso@5544123/desktops@821093847', 'repo:contoso/desktops'));
        byNames.push('--file', copy);
      }
      const rules = ['--check', 'CKV_AWS_393,CKV_AZURE_249', '--framework', 'terraform_plan', '--output', 'json'];
      const { status, stdout } = spawnSync(checkov, [...rules, ...byNames], { cwd: scratch, encoding: 'utf8' });
      const { summary } = JSON.parse(stdout) as {
        readonly summary: { readonly passed: number; readonly failed: number };
      };
      expect([status, summary.passed, summary.failed]).toEqual([0, 4, 0]);
    });

    test('each exception has a reason above it, and a plan that needs it', async () => {
      const text = await readFile(config, 'utf8');
      const skipped = parseDocument(text).toJS() as { readonly 'skip-check': readonly string[] };
      const bare = join(scratch, 'bare.yaml');
      await writeFile(bare, 'quiet: true\ncompact: true\n');
      const found = new Set(findings(bare).map(({ check_id }) => check_id));
      expect(skipped['skip-check'].filter((check) => !found.has(check))).toEqual([]);
      const unexplained = text.split('\n').filter((line, at, lines) => {
        const before = lines[at - 1] ?? '';
        return line.trim().startsWith('- CKV') && !/^\s*(#|- CKV)/.test(before);
      });
      expect(unexplained).toEqual([]);
    });
  });
}
