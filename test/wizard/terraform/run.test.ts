import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Cancelled } from '../../../wizard/terminal/failure.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { Terraform, type TerraformEvent } from '../../../wizard/terraform/run.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A terraform that says one event and, when it is asked to stop, ends with this code. */
function terraform(exitCodeWhenStopped: number, given: { stop: boolean }) {
  const path = join(folder, 'terraform');
  const says = JSON.stringify({ type: 'version', '@message': 'working' });
  writeFileSync(
    path,
    `#!${process.execPath}\nprocess.on('SIGINT', () => process.exit(${exitCodeWhenStopped}));\nconsole.log('${says}');\nsetTimeout(() => process.exit(0), ${given.stop ? 20_000 : 50});\n`,
  );
  chmodSync(path, 0o755);
  const interrupts = new Interrupts();
  const events: TerraformEvent[] = [];
  const made = new Terraform({
    program: { path, product: 'terraform', version: '1.11.4' },
    folder,
    env: process.env,
    interrupts,
    onEvent: (event) => {
      events.push(event);
      if (given.stop) interrupts.deliver('SIGINT');
    },
  });
  return { terraform: made, events };
}

describe('a person stops terraform', () => {
  test.each([0, 1])('a plan that ends with %i all the same is cancelled: no apply may follow', async (exitCode) => {
    const { terraform: stopped } = terraform(exitCode, { stop: true });
    await expect(stopped.plan({ out: 'plan' })).rejects.toBeInstanceOf(Cancelled);
  });

  test('init that ends well all the same is cancelled, too', async () => {
    await expect(terraform(0, { stop: true }).terraform.init()).rejects.toMatchObject({
      kept: [expect.stringContaining('nothing was changed')],
    });
  });

  test('an apply that was cut short is cancelled, and says that the next one goes on', async () => {
    await expect(terraform(1, { stop: true }).terraform.apply('plan')).rejects.toMatchObject({
      kept: [expect.stringContaining('the next apply goes on')],
    });
  });

  test('an apply that came to its end is done', async () => {
    await expect(terraform(0, { stop: true }).terraform.apply('plan')).resolves.toBeUndefined();
  });

  test('without a stop nothing is cancelled, and what it says is handed on', async () => {
    const { terraform: left, events } = terraform(1, { stop: false });
    await left.plan({ out: 'plan' });
    expect(events).toEqual([{ type: 'version', message: 'working' }]);
  });
});
