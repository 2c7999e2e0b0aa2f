import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mayMount, mount, unmount } from '../small-disk.js';
import { Orphans } from './left-behind.js';
import { Repository } from './owner-repository.js';

// The disk fills up in the middle of an apply: terraform can write neither the state nor errored.tfstate, and says the state
// instead. Whoever does what the next command advises ends with nothing made twice and nothing left over.

const apply = ['apply', '--auto-approve', '--skip-preflight'] as const;
const possible = mayMount();
if (!possible) test.skip('on a full disk: needs root on Linux, who may mount one', () => undefined);

(possible ? describe : describe.skip)('the disk of repository and state fills up in the middle of an apply', () => {
  let repository: Repository;
  let orphans: Orphans;
  const filler = (): string => join(repository.folder, 'filler');

  beforeEach(async () => {
    repository = await Repository.start();
    mount(repository.folder, '64m');
    await repository.write();
    const { twin } = repository;
    orphans = await Orphans.from({ twin, must: async (...words) => repository.terraform(...words) }, ['eu-central-1']);
    twin.faults.inject('aws iam:CreateRole', {
      meanwhile: async () => {
        const { bavail, bsize } = statfsSync(repository.folder);
        try {
          writeFileSync(filler(), Buffer.alloc(bavail * bsize));
        } catch (error) {
          // Terraform wrote in between: it is full all the same, and the call that was made meanwhile has its answer.
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      },
    });
  });
  afterEach(async () => {
    unmount(repository.folder);
    await repository.stop();
  });

  const run = async (...words: string[]) => {
    const { exitCode, stderr } = await repository.process(...words);
    return { exitCode, said: stderr.replace(/\s+/g, ' ') };
  };
  /** Nothing of terraform's JSON, and no secret: the state that it says is for nobody's eyes. */
  const discreet = (said: string): void => {
    expect(said).not.toMatch(/"@level"|"serial"|"sensitive_attributes"|\\u\{1b\}/);
  };
  const endsWell = async (): Promise<void> => {
    const again = await run(...apply);
    expect([again.exitCode, again.exitCode === 0 ? '' : again.said]).toEqual([0, '']);
    expect((await run('plan')).said).toContain('No changes');
    await repository.must('destroy', '--auto-approve');
    expect(await orphans.names()).toEqual([]);
  };

  test('the state that terraform said is kept on another disk and found again, as soon as there is room', async () => {
    const first = await run(...apply);
    expect(first.exitCode).toBe(1);
    expect(first.said).toContain('no space left on device');
    expect(first.said.split('Failed to write state').length).toBeLessThan(6);
    const link = join(repository.folder, 'contoso.errored.tfstate');
    const kept = readlinkSync(link);
    expect(first.said).toContain(`It is kept in ${kept}, with secrets in it`);
    expect(lstatSync(kept).mode & 0o777).toBe(0o600);
    discreet(first.said);
    expect((await run(...apply)).said).toContain('There is no space left');
    rmSync(filler());
    const refused = await run(...apply);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain('The last apply could not save its state');
    expect(refused.said).not.toContain('entra-workspaces adopt finds it');
    expect((await run(...apply, '--recover-state')).said).toContain('The state that was not saved is in its place now');
    expect(readdirSync(repository.folder)).not.toContain('contoso.errored.tfstate');
    expect(lstatSync(kept, { throwIfNoEntry: false })).toBeUndefined();
    await endsWell();
  });

  test('where it can be kept nowhere at all, adopt finds what was made', async () => {
    const temporary = join(repository.folder, 'tmp');
    mkdirSync(temporary);
    repository.as = { TMPDIR: temporary };
    const first = await run(...apply);
    expect(first.exitCode).toBe(1);
    discreet(first.said);
    rmSync(filler());
    const refused = await run(...apply);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toMatch(/Next: \S.* adopt( --\S+ \S+)*, which finds it/);
    expect((await run('adopt')).exitCode).toBe(0);
    await endsWell();
  });

  test('a state that was kept and is gone is not taken for none', async () => {
    await run(...apply);
    rmSync(readlinkSync(join(repository.folder, 'contoso.errored.tfstate')));
    rmSync(filler());
    for (const words of [apply, ['plan'], [...apply, '--recover-state']]) {
      const { exitCode, said } = await run(...words);
      expect(exitCode).toBe(1);
      expect(said).toContain('The state that the last apply could not save is gone');
      expect(said).toMatch(/then \S.* adopt/);
    }
    rmSync(join(repository.folder, 'contoso.errored.tfstate'));
    expect((await run('adopt')).exitCode).toBe(0);
    await endsWell();
  });
});
