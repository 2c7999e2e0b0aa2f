import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../../twin/github/objects.js';
import { github, githubSession } from '../../../wizard/bootstrap/hosts/github.js';
import type { HostSession } from '../../../wizard/bootstrap/hosts/host.js';
import { environmentMark, isOfDeployment, ownEnvironments } from '../../../wizard/bootstrap/own-environment.js';
import type { WantedRules } from '../../../wizard/bootstrap/wanted-rules.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { onHost, wanted, type OnHost } from './a-host.js';

// Bootstrap puts back, opens and takes away no environment but one that it made for this deployment.

const said = 'ENTRA_WORKSPACES_ENVIRONMENT';
const whose = 'ENTRA_WORKSPACES_DEPLOYMENT';

/** What a run is refused with, as it is printed. */
const refusal = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => '',
    (error: unknown) => (error instanceof Failure ? [error.message, ...error.fix].join('\n') : String(error)),
  );

describe('the variable has a line for each environment', () => {
  const lines = (...all: string[]): Map<string, string> =>
    new Map([
      [whose, 'contoso'],
      [said, all.join('\n')],
    ]);
  const named = { deployment: 'contoso', environment: 'production', environmentBefore: undefined };
  test.each<[string, Map<string, string>, string | undefined, readonly string[]]>([
    ['of this deployment', lines('contoso: production'), undefined, ['production']],
    ['two of it', lines('contoso: production', 'contoso: a: b'), undefined, ['production', 'a: b']],
    ['of another one', lines('fabrikam: production'), undefined, []],
    ['made by others', lines('contoso: none, as others made it'), 'production', []],
    ['nothing that is known, so the deployment counts', lines('production'), 'production', ['production']],
    ['no variable, in a repository of ours', new Map([[whose, 'contoso']]), 'production', ['production']],
    ['no variable, in a repository of nobody', new Map(), 'production', []],
    ['as a person wrote it in Windows', lines('contoso: production\r', ''), undefined, ['production']],
  ])('%s', (_what, variables, environmentBefore, own) => {
    expect(ownEnvironments(variables, { deployment: 'contoso', environmentBefore })).toEqual(own);
  });

  test('those of other deployments stay as they are', () => {
    const variables = lines('fabrikam: staging', 'contoso: old');
    expect(environmentMark(variables, named, 'ours')).toBe('fabrikam: staging\ncontoso: old\ncontoso: production');
    expect(environmentMark(variables, { ...named, environment: 'old' }, 'open')).toBe(
      'fabrikam: staging\ncontoso: none, as others made it',
    );
  });

  test('whose a repository is they say alone where an undo was stopped', () => {
    const left = new Map([[said, 'contoso: production']]);
    expect([isOfDeployment(left, 'contoso'), isOfDeployment(left, 'fabrikam')]).toEqual([true, false]);
  });
});

interface OnGithub extends OnHost {
  readonly session: HostSession<OnHost['found']>;
  readonly set: (over?: Partial<WantedRules>) => Promise<readonly string[]>;
  readonly undo: (environment?: string, deployment?: string) => Promise<{ gone: readonly string[]; stay: string[] }>;
  /** As somebody else protects one, exactly as bootstrap would unless something is said. */
  readonly theirs: (name: string, over?: Partial<Environment>) => Environment;
}

const onGithub = (use: (given: OnGithub) => Promise<void>): Promise<void> =>
  onHost(async (given) => {
    const { api, found, repository } = given;
    const session = githubSession(api);
    await use({
      ...given,
      session,
      set: async (over = {}) => session.setRules(found, { ...wanted, ...over }),
      undo: async (environment = 'production', deployment = 'contoso') => {
        const stay: string[] = [];
        const of = { environment, deployment, mark: '', stays: (what: string) => void stay.push(what) };
        return { gone: await session.dropRules(found, of), stay };
      },
      theirs: (name, over = {}) => {
        const made: Environment = {
          ...{ id: 990, name, reviewers: [{ type: 'Team', id: 77 }], preventSelfReview: true, waitTimer: 0 },
          ...{ adminsBypass: false, branches: 'custom', secrets: [] },
          policies: new Map([[1, { id: 1, name: 'main', type: 'branch' }]]),
          ...over,
        };
        repository.environments.set(name.toLowerCase(), made);
        return made;
      },
    });
  });
const asNow = (environment: Environment | undefined): string =>
  JSON.stringify({ ...environment, policies: [...(environment?.policies.values() ?? [])] });

describe('on GitHub', () => {
  test('one that bootstrap made is put back, and goes with the rest', async () => {
    await onGithub(async ({ repository, set, undo }) => {
      expect(await set()).toEqual(expect.arrayContaining([`the variable ${said}`, 'the environment production']));
      expect(repository.variables.get(said)).toBe('contoso: production');
      repository.environments.get('production')!.reviewers = [{ type: 'User', id: 4 }];
      // Called otherwise by a person: GitHub does not tell them apart.
      const again = { environment: 'Production', environmentBefore: 'production' };
      expect(await set(again)).toEqual(['the environment Production, put back']);
      expect((await undo()).gone).toContain('the environment production');
      expect([repository.environments.size, repository.variables.size]).toEqual([0, 0]);
    });
  });

  test('another one of the same repository, with rules of its own, is left as it is: by another name, and of ours', async () => {
    await onGithub(async ({ repository, set, theirs }) => {
      await set();
      const before = asNow(theirs('payments', { reviewers: [{ type: 'User', id: 4 }] }));
      const other = { environment: 'payments', environmentBefore: 'production' };
      expect(await refusal(set(other))).toContain('is approved by others than were named');
      expect(await refusal(set({ ...other, level: 'confirmed', reviewers: [] }))).toContain('is approved by others');
      expect(asNow(repository.environments.get('payments'))).toBe(before);
      expect(repository.variables.get(said)).toBe('contoso: production');
    });
  });

  test('one of somebody that stands as it is wanted is used, never put back, and stays when the rest goes', async () => {
    await onGithub(async ({ repository, set, undo, theirs, session, found, host }) => {
      const before = asNow(theirs('production'));
      await set();
      expect([asNow(repository.environments.get('production')), repository.variables.get(said)]).toEqual([
        before,
        'contoso: none, as others made it',
      ]);
      expect(await set({ environmentBefore: 'production' })).toEqual([]);
      expect(host.writes.filter((each) => each.includes('/environments/'))).toEqual([]);
      // Weakened since: said, and not put back.
      repository.environments.get('production')!.preventSelfReview = false;
      const weak = asNow(repository.environments.get('production'));
      expect(await refusal(set({ environmentBefore: 'production' }))).toContain('lets people approve their own runs');
      expect(
        await session.dropUnused(found, {
          deployment: 'contoso',
          environment: 'other',
          environmentBefore: 'production',
          variables: [],
        }),
      ).toEqual([]);
      const { gone, stay } = await undo();
      expect(gone).not.toContain('the environment production');
      expect(stay).toEqual(['The environment production, which others made,']);
      expect([asNow(repository.environments.get('production')), repository.variables.size]).toEqual([weak, 0]);
    });
  });

  test('one of a level without reviewers: the same', async () => {
    await onGithub(async ({ repository, set, undo, theirs }) => {
      const confirmed = { level: 'confirmed', reviewers: [] } as const;
      const before = asNow(theirs('production', { reviewers: [], preventSelfReview: false }));
      await set(confirmed);
      await undo();
      expect(asNow(repository.environments.get('production'))).toBe(before);
    });
  });

  test('called otherwise from now on: the one of before goes once the new one is in use; with secrets, or forgotten, it stays', async () => {
    await onGithub(async ({ repository, set, undo, session, found }) => {
      await set();
      const live = { environment: 'live', environmentBefore: 'Production' };
      await set(live);
      expect(repository.variables.get(said)).toBe('contoso: production\ncontoso: live');
      const unused = { deployment: 'contoso', variables: [] };
      expect(await session.dropUnused(found, { ...unused, ...live })).toEqual(['the environment production']);
      expect([[...repository.environments.keys()], repository.variables.get(said)]).toEqual([
        ['live'],
        'contoso: live',
      ]);
      expect(await session.dropUnused(found, { ...unused, ...live })).toEqual([]);
      const next = { environment: 'next', environmentBefore: 'live' };
      await set(next);
      repository.environments.get('live')!.secrets.push('TOKEN');
      expect(await session.dropUnused(found, { ...unused, ...next })).toEqual([]);
      expect([...repository.environments.keys()]).toEqual(['live', 'next']);
      // Undone before it was dropped.
      await set({ environment: 'last', environmentBefore: 'next' });
      const { gone, stay } = await undo('last');
      expect(gone).toContain('the environment last');
      expect(stay).toEqual(['The environment next, which the deployment does not name,']);
    });
  });

  test('two deployments in one repository: each has its own, and the first to go leaves what the other one needs', async () => {
    await onGithub(async ({ repository, set, undo, theirs }) => {
      await set();
      const before = asNow(repository.environments.get('production'));
      const second = { deployment: 'fabrikam', environment: 'fabrikam' };
      expect(await refusal(set(second))).toContain('belongs to another deployment');
      repository.variables.set(whose, 'fabrikam');
      await set(second);
      expect(repository.variables.get(said)).toBe('contoso: production\nfabrikam: fabrikam');
      // Not that of the other one, with other reviewers or with the same.
      const taken = { ...second, environment: 'production', environmentBefore: 'fabrikam' };
      const others = [{ type: 'User', id: 4, name: '@bob' }] as const;
      expect(await refusal(set({ ...taken, reviewers: others }))).toContain('is approved by others than were named');
      await set(taken);
      expect(repository.variables.get(said)).toBe('contoso: production\nfabrikam: fabrikam');
      const { gone, stay } = await undo('fabrikam', 'fabrikam');
      expect(gone).toContain('the environment fabrikam');
      expect(stay).toEqual(['The rulesets of contoso/desktops, which protect contoso as well,']);
      expect([[...repository.environments.keys()], repository.rulesets.size]).toEqual([['production'], 1]);
      expect(Object.fromEntries(repository.variables)).toEqual({ [whose]: 'contoso', [said]: 'contoso: production' });
      expect(asNow(repository.environments.get('production'))).toBe(before);
      theirs('payments');
      await undo();
      expect([[...repository.environments.keys()], repository.rulesets.size, repository.variables.size]).toEqual([
        ['payments'],
        0,
        0,
      ]);
    });
  });

  test('a line that whoever may write has set opens no protected environment of others', async () => {
    await onGithub(async ({ repository, set, undo, session, found, theirs, as }) => {
      await set();
      const before = asNow(theirs('payments', { reviewers: [{ type: 'User', id: 4 }], waitTimer: 60 }));
      const forged = { name: said, value: 'contoso: production\ncontoso: payments' };
      await as('write').send('PATCH', `/repos/${repository.name}/actions/variables/${said}`, forged);
      const other = { environment: 'payments', environmentBefore: 'production' };
      expect(await refusal(set(other))).toMatch(/approved by others[\s\S]*the deployment does not name it/);
      expect(await refusal(set({ environment: 'payments' }))).toContain('the deployment does not name it');
      // Nor is it taken away: not as one of before, and not with the rest.
      const unused = { deployment: 'contoso', environment: 'production', variables: [] };
      expect(await session.dropUnused(found, { ...unused, environmentBefore: 'production' })).toEqual([]);
      expect(asNow(repository.environments.get('payments'))).toBe(before);
      // One that says that bootstrap made none: the rules are read back all the same, and nothing is put back.
      await as('write').send('PATCH', `/repos/${repository.name}/actions/variables/${said}`, {
        name: said,
        value: 'contoso: none, as others made it',
      });
      repository.environments.get('production')!.reviewers = [];
      expect(await refusal(set({ environmentBefore: 'production' }))).toContain('has no required reviewers');
      expect((await undo()).stay).toContain('The environment production, which others made,');
      expect(asNow(repository.environments.get('payments'))).toBe(before);
    });
  });

  test('stopped after each of its calls: the next run ends it, and nothing of others was changed', async () => {
    await onGithub(async ({ repository, host, set, found, api, theirs }) => {
      const before = asNow(theirs('payments', { reviewers: [{ type: 'User', id: 4 }] }));
      for (let stop = 0; stop < 20; stop += 1) {
        for (const all of [repository.rulesets, repository.variables]) all.clear();
        repository.environments.delete('production');
        let left = stop;
        const stopped = Object.create(api) as typeof api;
        stopped.send = async (method, path, body) => {
          if (method !== 'GET' && left-- === 0) throw new Error('stopped');
          return api.send(method, path, body);
        };
        const first = await refusal(githubSession(stopped).setRules(found, wanted));
        await set();
        expect([...repository.variables.entries()].sort()).toEqual([
          [whose, 'contoso'],
          [said, 'contoso: production'],
        ]);
        expect(await set({ environmentBefore: 'production' })).toEqual([]);
        expect(asNow(repository.environments.get('payments'))).toBe(before);
        if (first === '') break;
        expect([stop < 19, first]).toEqual([true, 'Error: stopped']);
      }
      expect(host.unknownCalls).toEqual([]);
    });
  });

  test('an undo that is stopped after each of its calls is ended by the next one; what others made stays', async () => {
    await onGithub(async ({ repository, set, undo, found, api, theirs }) => {
      for (let stop = 0; stop < 20; stop += 1) {
        for (const all of [repository.rulesets, repository.variables]) all.clear();
        const before = asNow(theirs('production'));
        await set();
        let left = stop;
        const stopped = Object.create(api) as typeof api;
        stopped.send = async (method, path, body) => {
          if (method !== 'GET' && left-- === 0) throw new Error('stopped');
          return api.send(method, path, body);
        };
        const of = { environment: 'production', deployment: 'contoso', mark: '', stays: () => undefined };
        const first = await refusal(githubSession(stopped).dropRules(found, of));
        await undo();
        expect([repository.rulesets.size, repository.variables.size]).toEqual([0, 0]);
        expect(asNow(repository.environments.get('production'))).toBe(before);
        if (first === '') break;
        expect([stop < 19, first]).toEqual([true, 'Error: stopped']);
      }
    });
  });

  test('a repository of before says nothing of it: the one that the deployment names is ours, and no other', async () => {
    await onGithub(async ({ repository, set, theirs }) => {
      await set();
      repository.variables.delete(said);
      repository.environments.get('production')!.reviewers = [];
      expect(await set({ environmentBefore: 'production' })).toContain('the environment production, put back');
      expect(repository.variables.get(said)).toBe('contoso: production');
      repository.variables.delete(said);
      theirs('payments', { reviewers: [{ type: 'User', id: 4 }] });
      expect(await refusal(set({ environment: 'payments', environmentBefore: 'production' }))).toContain('in use');
    });
  });

  test('a lower level leaves its rules and takes the variables of apply away, none of another deployment', async () => {
    await onGithub(async ({ repository, set, session, found }) => {
      await set();
      await session.setVariables(found, { ENTRA_WORKSPACES_AWS_APPLY: 'arn', ENTRA_WORKSPACES_AWS_MAIN_PLAN: 'arn' });
      const names = ['ENTRA_WORKSPACES_AWS_APPLY', 'ENTRA_WORKSPACES_ENTRA_APPLY'];
      const unused = { deployment: 'contoso', environment: 'production', variables: names };
      expect(await session.dropUnused(found, { ...unused, deployment: 'fabrikam' })).toEqual([]);
      expect(await session.dropUnused(found, unused)).toEqual(['the variable ENTRA_WORKSPACES_AWS_APPLY']);
      expect([...repository.variables.keys()].sort()).toEqual(['ENTRA_WORKSPACES_AWS_MAIN_PLAN', whose, said]);
      expect([[...repository.environments.keys()], repository.rulesets.size]).toEqual([['production'], 1]);
      expect(github.withoutVariables).toBeUndefined();
    });
  });
});
