import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isOlder } from '../../../domain/version-order.js';
import { findTerraform } from '../../../wizard/terraform/find.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that says a version. */
function program(where: string, name: string, says: string, exitCode = 0): string {
  const path = join(folder, where, name);
  mkdirSync(join(folder, where), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "${says}"\nexit ${exitCode}\n`);
  chmodSync(path, 0o755);
  return path;
}
const path = (...folders: string[]): NodeJS.ProcessEnv => ({
  PATH: [...folders.map((each) => join(folder, each)), '/usr/bin', '/bin'].join(delimiter),
});

describe('finding terraform', () => {
  test('the first terraform on PATH is taken', async () => {
    const first = program('a', 'terraform', 'Terraform v1.11.4');
    program('b', 'terraform', 'Terraform v1.13.0');
    expect(await findTerraform(path('a', 'b'))).toEqual({ path: first, product: 'terraform', version: '1.11.4' });
  });

  test('the program itself is taken where the name is the wrapper of an action', async () => {
    program('a', 'terraform', '[command]/tmp/terraform-bin version');
    const itself = program('a', 'terraform-bin', 'Terraform v1.11.4');
    expect((await findTerraform(path('a'))).path).toBe(itself);
  });

  describe('in Windows', () => {
    const platform = process.platform;
    beforeEach(() => void Object.defineProperty(process, 'platform', { value: 'win32' }));
    afterEach(() => void Object.defineProperty(process, 'platform', { value: platform }));

    test('a program is taken before the script of a version manager, which alone is told with what to do', async () => {
      const script = program('a', 'terraform.cmd', 'Terraform v1.11.4');
      await expect(findTerraform(path('a'))).rejects.toMatchObject({
        message: `${script} is a script that starts terraform, and Node starts programs alone.`,
        fix: [expect.stringContaining('ENTRA_WORKSPACES_TERRAFORM')],
      });
      await expect(findTerraform({ ...path('b'), ENTRA_WORKSPACES_TERRAFORM: script })).rejects.toThrow('is a script');
      const itself = program('b', 'terraform.exe', 'Terraform v1.11.4');
      expect((await findTerraform(path('a', 'b'))).path).toBe(itself);
    });

    test('the PATH of a copied environment is called Path', async () => {
      const itself = program('a', 'terraform.exe', 'Terraform v1.11.4');
      expect((await findTerraform({ Path: path('a')['PATH'] })).path).toBe(itself);
    });
  });

  test('a folder called terraform is none', async () => {
    mkdirSync(join(folder, 'a', 'terraform'), { recursive: true });
    const second = program('b', 'terraform', 'Terraform v1.11.4');
    expect((await findTerraform(path('a', 'b'))).path).toBe(second);
  });

  test('tofu is taken where there is no terraform', async () => {
    const tofu = program('b', 'tofu', 'OpenTofu v1.10.2');
    const found = await findTerraform({ PATH: path('a', 'b')['PATH']?.split(delimiter).slice(0, 2).join(delimiter) });
    expect(found).toEqual({ path: tofu, product: 'tofu', version: '1.10.2' });
  });

  test('a program that is named wins over PATH', async () => {
    program('a', 'terraform', 'Terraform v1.11.4');
    const named = program('c', 'terraform-1.12', 'Terraform v1.12.1');
    const found = await findTerraform({ ...path('a'), ENTRA_WORKSPACES_TERRAFORM: named });
    expect(found.version).toBe('1.12.1');
  });

  test('a name without a program behind it is said with the variable that gave it; an empty one is none', async () => {
    const first = program('a', 'terraform', 'Terraform v1.11.4');
    const named = (value: string) => findTerraform({ ...path('a'), ENTRA_WORKSPACES_TERRAFORM: value });
    const nowhere = join(folder, 'c', 'terraform');
    await expect(named(nowhere)).rejects.toMatchObject({
      message: `ENTRA_WORKSPACES_TERRAFORM must name terraform or tofu, got: ${nowhere}`,
      fix: [expect.stringMatching(/^There is no such program\. .*unset/)],
    });
    await expect(named(join(folder, 'a'))).rejects.toMatchObject({
      message: expect.stringMatching(/^ENTRA_WORKSPACES_TERRAFORM must name/),
      fix: [expect.stringContaining('chmod +x')],
    });
    expect((await named('')).path).toBe(first);
  });

  test('none at all is said with where to get it', async () => {
    await expect(findTerraform({ PATH: join(folder, 'empty') })).rejects.toMatchObject({
      message: 'Neither terraform nor tofu was found on PATH.',
      fix: [expect.stringContaining('https://developer.hashicorp.com/terraform/install'), expect.any(String)],
    });
  });

  test('an old one is refused with its version and the needed one', async () => {
    program('a', 'terraform', 'Terraform v1.9.8');
    await expect(findTerraform(path('a'))).rejects.toThrow('terraform 1.9.8 is too old: 1.10.0 or newer is needed.');
    const tofu = program('b', 'tofu', 'OpenTofu v1.9.1');
    await expect(findTerraform({ ...path('b'), ENTRA_WORKSPACES_TERRAFORM: tofu })).rejects.toMatchObject({
      message: 'tofu 1.9.1 is too old: 1.10.0 or newer is needed.',
      fix: expect.arrayContaining([expect.stringContaining('https://opentofu.org/docs/intro/install')]),
    });
  });

  test('something else by that name is refused', async () => {
    program('a', 'terraform', 'hello');
    await expect(findTerraform(path('a'))).rejects.toThrow(/does not answer to "version"/);
  });

  test.each([
    ['1.9.9', true],
    ['1.10.0', false],
    ['1.10.0-rc1', true],
    ['1.11.4', false],
    ['2.0.0', false],
    ['0.15.5', true],
  ])('%s is older than 1.10.0: %s', (version, older) => expect(isOlder(version, '1.10.0')).toBe(older));
});
