import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  assertDefaultWorkspace,
  decideEnvironment,
  environmentRows,
  rowOf,
  terraformEnvironment,
} from '../../../wizard/terraform/environment.js';

/** A value of each row that another project may have left in a shell, and one that is passed on where some are. */
const values: Readonly<Record<string, { foreign: string; good?: string }>> = {
  TF_IN_AUTOMATION: { foreign: '0' },
  TF_INPUT: { foreign: '1' },
  TF_WORKSPACE: { foreign: 'other-project', good: 'default' },
  TF_DATA_DIR: { foreign: '/home/ada/other/.terraform' },
  TF_CLI_ARGS: { foreign: '-no-color -var=x=y', good: '-no-color' },
  TF_CLI_ARGS_init: { foreign: '-backend-config=key=other', good: '-upgrade -lockfile=readonly' },
  TF_CLI_ARGS_plan: { foreign: '-destroy', good: '-parallelism=30 -lock-timeout=5m' },
  TF_CLI_ARGS_apply: { foreign: '-state=other.tfstate', good: '-parallelism=30' },
  'TF_CLI_ARGS_*': { foreign: '-x' },
  TF_VAR_look_for_drift: { foreign: 'false' },
  TF_VAR_read_scim_token: { foreign: 'false' },
  'TF_VAR_*': { foreign: 'red', good: 'red' },
  TF_LOG_PATH: { foreign: '/tmp/terraform.log', good: '/tmp/terraform.log' },
  'TF_LOG*': { foreign: 'TRACE' },
  TF_PLUGIN_CACHE_DIR: { foreign: '/var/cache/terraform', good: '/var/cache/terraform' },
  TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: { foreign: 'true' },
  TF_CLI_CONFIG_FILE: { foreign: '/etc/terraform.rc', good: '/etc/terraform.rc' },
  'TF_TOKEN_*': { foreign: 'example', good: 'example' },
  TF_REATTACH_PROVIDERS: {
    foreign: '{"hashicorp/aws":{"Addr":{"Network":"tcp","String":"192.0.2.7:4000"}}}',
    good: '{"hashicorp/aws":{"Addr":{"Network":"tcp","String":"127.0.0.1:4000"}}}',
  },
  TF_ENCRYPTION: { foreign: '{}', good: '{}' },
  TF_STATE_PERSIST_INTERVAL: { foreign: '30', good: '30' },
  'TF_REGISTRY_*': { foreign: '30', good: '30' },
  TF_PROVIDER_DOWNLOAD_RETRY: { foreign: '3', good: '3' },
  TF_APPEND_USER_AGENT: { foreign: 'contoso', good: 'contoso' },
  'TF_AWS_IGNORE_TAGS_*': { foreign: 'owner', good: 'owner' },
  'TF_AWS_DEFAULT_TAGS_*': { foreign: 'other' },
  'TF_CLOUD_*': { foreign: 'contoso' },
  'TF_*': { foreign: 'x' },
};

const nameIn = (row: string): string => row.replace('*', '_X').replace('__', '_');

describe('the environment of terraform', () => {
  test('every row is tried', () => {
    expect(Object.keys(values).sort()).toEqual(environmentRows.map(({ name }) => name).sort());
  });

  test.each(environmentRows.map((row) => [row.name, row.decision, row] as const))(
    '%s is %s',
    (row, decision, { why }) => {
      const name = nameIn(row);
      expect(rowOf(name)?.name).toBe(row);
      expect(why.length).toBeGreaterThan(20);
      const { foreign, good } = values[row]!;
      const { env, refusals } = decideEnvironment({ [name]: foreign });
      expect(refusals.length > 0).toBe(decision === 'refused');
      // A level of the log is passed on together with a file alone.
      const isPassed = decision === 'passed on' && row !== 'TF_LOG*';
      expect(env[name]).toBe(
        decision === 'set' ? { TF_IN_AUTOMATION: '1', TF_INPUT: '0' }[row] : isPassed ? foreign : undefined,
      );
      if (decision === 'refused') {
        expect(() => terraformEnvironment({ [name]: foreign })).toThrow('The environment would make terraform do');
        expect(refusals.join('\n')).toContain(`${name}: ${why}.\n  got: `);
      }
      if (good !== undefined) expect(terraformEnvironment({ [name]: good })[name]).toBe(good);
      expect(decideEnvironment({ [name]: '' })).toMatchObject({ refusals: [] });
    },
  );

  test('what is none of terraform stays as it is', () => {
    expect(terraformEnvironment({ PATH: '/bin', AWS_PROFILE: 'contoso', CHECKPOINT_DISABLE: '' })).toEqual({
      PATH: '/bin',
      AWS_PROFILE: 'contoso',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '',
    });
  });

  test('a log goes to a file, whose secrets are said, or nowhere', () => {
    const nowhere = decideEnvironment({ TF_LOG: 'TRACE', TF_LOG_PROVIDER: 'DEBUG' });
    expect(nowhere.env).not.toHaveProperty('TF_LOG');
    expect(nowhere.remarks.join()).toContain('TF_LOG, TF_LOG_PROVIDER is left out');
    const toFile = decideEnvironment({ TF_LOG: 'TRACE', TF_LOG_PATH: 'terraform.log' });
    expect(toFile.env).toMatchObject({ TF_LOG: 'TRACE', TF_LOG_PATH: 'terraform.log' });
    expect(toFile.remarks.join()).toContain('It holds secrets');
    expect(decideEnvironment({ TF_LOG: 'off' }).remarks).toEqual([]);
  });

  test('a refusal shows no secret that stands in an argument', () => {
    const { refusals } = decideEnvironment({ TF_CLI_ARGS_init: '-backend-config=access_key=hunter2' });
    expect(refusals.join('\n')).toContain('-backend-config=access_key=…');
    expect(refusals.join('\n')).not.toContain('hunter2');
  });

  test('a workspace that was selected in the folder of the stack is refused, "default" and none are not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'workspace-'));
    try {
      expect(() => assertDefaultWorkspace(folder)).not.toThrow();
      mkdirSync(join(folder, '.terraform'));
      writeFileSync(join(folder, '.terraform', 'environment'), 'default');
      expect(() => assertDefaultWorkspace(folder)).not.toThrow();
      writeFileSync(join(folder, '.terraform', 'environment'), 'other');
      expect(() => assertDefaultWorkspace(folder)).toThrow(
        expect.objectContaining({ fix: expect.arrayContaining([expect.stringContaining('got: other')]) }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
