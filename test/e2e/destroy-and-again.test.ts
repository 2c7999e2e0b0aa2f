import { expect, test } from '@jest/globals';
import { greenfield } from './harness.js';
import { Repository } from './owner-repository.js';

// README: destroy, then apply again works. The handshake in the deployment is void then, and every command says the same.

const yes = ['--auto-approve', '--skip-preflight'] as const;

test('destroyed to its end it can be applied again: apply and connect both say how, and that is no circle', async () => {
  const repository = await Repository.start(async (twin) => ({
    ...greenfield(twin, [{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com', state: 'held' }]),
    alerts: { email: 'it@contoso.com' },
  }));
  try {
    await repository.setUp();
    // Nobody on hold is given a desktop: grace had none before.
    const { desktops } = repository.twin.aws.workspaces.region('eu-central-1');
    expect([...desktops.values()].map(({ userName }) => userName)).toEqual(['ada@contoso.com']);
    const inUse = await repository.run('connect', '--forget');
    expect(inUse).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('The handshake is in use') });
    const { stderr: said } = await repository.must('destroy', '--auto-approve');
    expect(said).toContain('Identity Center still trusts the enterprise app that is gone');
    for (const words of [['apply', '--auto-approve'], ['connect']]) {
      const { exitCode, stderr } = await repository.run(...words);
      expect(exitCode).toBe(1);
      expect(stderr.replace(/\s+/g, ' ')).toContain('entra-workspaces connect --forget');
    }
    await repository.must('connect', '--forget');
    await repository.must('apply', ...yes);
    expect(await repository.plan()).toMatchObject({ empty: true });
  } finally {
    await repository.stop();
  }
});
