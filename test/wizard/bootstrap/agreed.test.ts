import { describe, expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreed } from '../../../wizard/bootstrap/asked.js';
import type { CommandContext } from '../../../wizard/command.js';

const nobodyThere = (): CommandContext =>
  ({ terminal: { interactive: false }, interrupts: { kept: [] } }) as unknown as CommandContext;

describe('before anything is made', () => {
  test('the folder of the deployment must be one that can be written: else nobody would find what was made', async () => {
    const file = join(tmpdir(), 'entra-workspaces-no-such-folder', 'deployment.json');
    await expect(agreed(nobodyThere(), { autoApprove: true, file })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be written'),
      fix: [expect.stringContaining('Nothing was made.')],
    });
  });

  test('whoever stops it later is told that what was made stays, and how to go on', async () => {
    const context = nobodyThere();
    const file = join(tmpdir(), 'deployment.json');
    await expect(agreed(context, { autoApprove: false, file })).rejects.toThrow('Nobody can be asked');
    expect(context.interrupts.kept).toEqual([]);
    await agreed(context, { autoApprove: true, file });
    expect(context.interrupts.kept).toEqual([expect.stringContaining('Run it again: it goes on from there.')]);
  });
});
