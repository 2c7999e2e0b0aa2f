/** A pipeline that only checks: what of before may still trust its jobs is not gone by, nor forgotten. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { prepare } from '../../../wizard/bootstrap/bootstrap.js';
import { checksOnlyOf } from '../../../wizard/bootstrap/checks-only.js';
import type { GivenDeployment, LaptopOptions, UndoOptions } from '../../../wizard/bootstrap/given.js';
import { emptyHandOver, writeHandOver, type HandOver } from '../../../wizard/bootstrap/hand-over.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import { bootstrapIntuneApp } from '../../../wizard/bootstrap/intune-app.js';
import { undo } from '../../../wizard/bootstrap/undo.js';
import type { CommandContext } from '../../../wizard/command.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'checks-only-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = (): CommandContext => {
  const nothing = (): void => undefined;
  const terminal = { interactive: false, good: nothing, warn: nothing, say: nothing, heading: nothing, table: nothing };
  return { terminal, env: {}, cwd: folder, interrupts: { kept: [] } } as unknown as CommandContext;
};
const onlyChecks = { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' } };
function given(): GivenDeployment {
  const input = {
    ...(JSON.parse(readFileSync(resolve('examples/smallest.json'), 'utf8')) as DeploymentInput),
    pipeline: onlyChecks,
  } as DeploymentInput;
  const file = join(folder, 'deployment.json');
  writeFileSync(file, JSON.stringify(input));
  return { file, input, deployment: readDeployment(file).deployment };
}
const mark = '22222222-2222-4222-8222-222222222222';
const handOver = (): string => join(folder, 'bootstrap.json');
async function handedOver(more: Partial<HandOver> = {}): Promise<GivenDeployment> {
  const all = given();
  await writeHandOver(handOver(), { ...emptyHandOver(all.deployment.name, mark), ...more });
  return all;
}
const asRulesStood = {
  name: 'contoso/desktops',
  id: '8',
  prefix: 'repo:contoso/desktops',
  level: 'approved',
  environment: 'production',
  subjects: {},
  protected: true,
} as const;

describe('a hand-over of before, when main could be protected', () => {
  const asked = { reviewers: [], subjects: [], consent: true, verbose: false, only: 'entra' } as const;

  test('makes no cloud trust anything before the host was asked', async () => {
    const all = await handedOver({ repository: asRulesStood });
    await expect(prepare(context(), all, asked, false)).rejects.toMatchObject({
      message: expect.stringContaining('nothing is trusted before GitHub was asked'),
    });
  });

  test('goes when the pipeline is taken away', async () => {
    const all = await handedOver({ repository: asRulesStood });
    const options: UndoOptions = { laptop: false, autoApprove: true, verbose: false };
    expect(await undo(context(), all, options)).toBe(0);
    expect([existsSync(handOver()), readDeployment(all.file).deployment.pipeline]).toEqual([false, null]);
  });
});

test('the section is not dropped over identities that something records', async () => {
  const clients = { mainPlan: '33333333-3333-4333-8333-333333333333' };
  const all = await handedOver({ entra: { tenantId: clients.mainPlan, clients } });
  const options: UndoOptions = { laptop: false, autoApprove: true, verbose: false };
  await expect(undo(context(), all, options)).rejects.toMatchObject({
    fix: expect.arrayContaining([expect.stringContaining('run bootstrap again first')]),
  });
  expect(readFileSync(all.file, 'utf8')).toContain('contoso/desktops');
});

test('--print of a repository that protects nothing any more names the call that takes the trust away', () => {
  const hosted = { name: 'contoso/desktops', private: true, plan: 'free' } as never;
  const pipeline = { github: { level: 'approved', aws: { mainPlan: 'a role' } } } as never;
  const printed = (): unknown => checksOnlyOf(github, hosted, { pipeline }, { printing: true, only: undefined });
  expect(printed).toThrow(
    expect.objectContaining({ fix: expect.arrayContaining([expect.stringContaining('bootstrap --level refused')]) }),
  );
});

test('whoever applies on a laptop gets an application for Intune beside such a pipeline: no job signs in for it', async () => {
  const options = { certificate: 'mine.pfx', print: true, intune: true } as LaptopOptions;
  // The next thing that it looks at is where the certificate lies.
  await expect(bootstrapIntuneApp(context(), given(), options)).rejects.toThrow(/--certificate must lie outside/);
});
