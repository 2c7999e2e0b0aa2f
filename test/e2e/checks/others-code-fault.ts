import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './faults.js';
import { makePipeline, withPipeline } from './pipeline-faults.js';

export const othersCodeFault: Fault = {
  rule: 'others-code',
  what: 'a workflow that a comment starts, with a token',
  got: /a workflow that runs on issue_comment a token of main/,
  severity: 'warning',
  deployment: withPipeline,
  put: async (world) => {
    const { undo } = await makePipeline(world);
    const workflows = join(world.made.folder, '.github', 'workflows');
    mkdirSync(workflows, { recursive: true });
    writeFileSync(join(workflows, 'x.yml'), 'on: issue_comment\npermissions: write-all\n');
    return async () => {
      rmSync(join(world.made.folder, '.github'), { recursive: true });
      await undo();
    };
  },
};
