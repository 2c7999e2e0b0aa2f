import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { change, desktop, plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.remove());

const harmless = plan([desktop('ada@contoso.com', ['create'])]);

describe('destroy', () => {
  const everything = plan(
    [
      desktop('ada@contoso.com', ['delete']),
      change('aws_kms_key', 'k', ['delete'], {
        before: { description: 'Encrypts the volumes of the desktops of berlin' },
      }),
    ],
    ['ada@contoso.com'],
  );

  test('says what will be lost and wants the name typed', async () => {
    const { exitCode, stderr, prompts } = await stage.run(
      ['destroy', '--unprotect'],
      { plan: everything },
      {
        tty: true,
        actions: [{ answer: 'yes' }, { answer: stage.name }],
      },
    );
    expect(exitCode).toBe(0);
    expect(prompts.refused[0]).toContain(`The name is ${stage.name}, got: yes`);
    expect(stderr).toMatch(
      /What will be lost[^]*1 desktop with everything on them:[^]*ada@contoso.com[^]*encryption key of the volumes of the desktops of berlin/,
    );
    const planned = stage.calls.find(({ words }) => words[0] === 'plan')?.words;
    expect(planned).toContain('-destroy');
    // What is gone already must not stop it.
    expect(planned).toEqual(expect.arrayContaining(['-var=look_for_drift=false', '-var=read_scim_token=false']));
    expect(stage.commands.at(-1)).toBe('apply');
  });

  test('an empty name stops it', async () => {
    const { exitCode } = await stage.run(
      ['destroy', '--unprotect'],
      { plan: everything },
      { tty: true, actions: [{ answer: '' }] },
    );
    expect(exitCode).toBe(130);
    expect(stage.commands).not.toContain('apply');
  });

  test('Ctrl-C where the name is asked for says that nothing was changed', async () => {
    const { exitCode, stderr } = await stage.run(
      ['destroy', '--unprotect'],
      { plan: everything },
      { tty: true, actions: ['cancel'] },
    );
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/Cancelled\.\nNothing was changed\./);
  });

  test('where nobody can be asked it needs --auto-approve', async () => {
    expect(await stage.run(['destroy'], { plan: everything })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--auto-approve'),
    });
    expect(await stage.run(['destroy', '--auto-approve', '--unprotect'], { plan: everything })).toMatchObject({
      exitCode: 0,
    });
  });

  test('a protected deployment is refused before anything is planned, with the one command that destroys it', async () => {
    const { exitCode, stderr } = await stage.run(['destroy', '--auto-approve'], { plan: everything });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('    entra-workspaces destroy --unprotect --auto-approve\n');
    expect(stage.calls).toEqual([]);
    const protectedIn = (): boolean =>
      readFileSync(join(stage.folder, 'cdktf.out', 'stacks', stage.name, 'cdk.tf.json'), 'utf8').includes(
        '"prevent_destroy": true',
      );
    await stage.run(['plan'], { plan: harmless });
    expect(protectedIn()).toBe(true);
    const before = readFileSync(join(stage.folder, 'deployment.json'), 'utf8');
    expect(await stage.run(['destroy', '--auto-approve', '--unprotect'], { plan: everything })).toMatchObject({
      exitCode: 0,
    });
    expect(protectedIn()).toBe(false);
    expect(readFileSync(join(stage.folder, 'deployment.json'), 'utf8')).toBe(before);
  });
});
