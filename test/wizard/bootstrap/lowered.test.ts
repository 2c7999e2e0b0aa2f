/** A level is lowered by an option: the file alone, which whoever writes a branch writes, lowers none. */
import { describe, expect, test } from '@jest/globals';
import type { Aws } from '../../../wizard/clouds/aws.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import type { Graph } from '../../../wizard/clouds/graph.js';
import { levelOf } from '../../../wizard/bootstrap/asked.js';
import { github, githubSession } from '../../../wizard/bootstrap/hosts/github.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import { refuseRulesLowered, refuseTrustLowered } from '../../../wizard/bootstrap/lowered.js';
import { nobody } from '../../../domain/trust-nobody.js';
import { on, wanted } from './a-host.js';
import { onGitlab } from './a-gitlab.js';

const asked = { deployment: { name: 'contoso' }, level: 'confirmed', environment: 'production' } as const;
const refused = {
  message: 'deployment.json lowers the level.',
  fix: [
    expect.stringMatching(
      /^level: must be approved, got: confirmed in the file alone, while the rules of the .* are those of approved$/,
    ),
    expect.stringContaining('If that is meant: --level confirmed.'),
  ],
};

describe('the rules of a higher level stand on the host', () => {
  test('on GitHub: confirmed in the file is refused, also beside another environment, and beside a gap that both have', async () => {
    await on(async (api, found, repository) => {
      const session = githubSession(api);
      await session.setRules(found, wanted);
      await expect(refuseRulesLowered(session, found, { host: github, ...asked })).rejects.toMatchObject(refused);
      const other = { ...asked, environment: 'elsewhere' };
      await expect(refuseRulesLowered(session, found, { host: github, ...other })).rejects.toMatchObject(refused);
      repository.jobsApprove = true;
      await expect(refuseRulesLowered(session, found, { host: github, ...asked })).rejects.toMatchObject(refused);
    });
  });

  test('on GitLab likewise', async () => {
    await onGitlab(async ({ session, found, wanted: rules }) => {
      await session.setRules(found, rules);
      await expect(refuseRulesLowered(session, found, { host: gitlab, ...asked })).rejects.toMatchObject(refused);
      const other = { ...asked, environment: 'elsewhere' };
      await expect(refuseRulesLowered(session, found, { host: gitlab, ...other })).rejects.toMatchObject(refused);
    });
  });

  test('lowered there, with the option, it is what the file says, whoever still reviews', async () => {
    await on(async (api, found) => {
      const session = githubSession(api);
      await session.setRules(found, wanted);
      await session.setRules(found, { ...wanted, level: 'confirmed', environmentBefore: 'production' });
      await refuseRulesLowered(session, found, { host: github, ...asked });
    });
    await onGitlab(async ({ session, found, wanted: rules }) => {
      await session.setRules(found, rules);
      await session.setRules(found, { ...rules, level: 'confirmed', reviewers: [] });
      await refuseRulesLowered(session, found, { host: gitlab, ...asked });
    });
  });

  test('the level that they have is no lower one', async () => {
    await on(async (api, found) => {
      const session = githubSession(api);
      await session.setRules(found, wanted);
      await refuseRulesLowered(session, found, { host: github, ...asked, level: 'approved' });
      await refuseRulesLowered(session, found, { host: github, ...asked, level: 'refused' });
    });
  });
});

describe('a cloud still trusts the job that applies', () => {
  const mark = '22222222-2222-4222-8222-222222222222';
  const awsWith = (trust: string): Aws =>
    ({
      call: async (_service: string, operation: string) => {
        if (operation !== 'GetRole') throw new Error(`${operation} changes something`);
        const Tags = [{ Key: 'entra-workspaces:bootstrap', Value: mark }];
        return Promise.resolve({ Role: { Tags, AssumeRolePolicyDocument: encodeURIComponent(trust) } });
      },
    }) as never;
  const graphWith = (credentials: readonly object[]): Graph =>
    ({
      list: async (path: string) =>
        Promise.resolve(
          path === 'applications'
            ? [{ id: 'o', appId: 'c', displayName: 'x', notes: `entra-workspaces:bootstrap ${mark}` }]
            : credentials,
        ),
    }) as never;
  const of = {
    ...{ mark, host: github },
    deployment: { name: 'contoso', aws: { accountId: '111122223333', rolePath: '/' }, pipeline: null },
  } as unknown as Parameters<typeof refuseTrustLowered>[1];
  const trusts = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*' }] });
  const credential = { id: 'f', name: 'github-apply' };

  test.each<[string, string, readonly object[], string]>([
    ['AWS', trusts, [], 'the trust of the role contoso-apply'],
    ['Entra', nobody, [credential], 'the federated credential github-apply of "Contoso pipeline (apply)"'],
  ])(
    '%s: refused in the file alone ends nothing, and the option is named',
    async (_cloud, trust, credentials, said) => {
      const clouds = { aws: awsWith(trust), graph: graphWith(credentials) };
      await expect(refuseTrustLowered(clouds, of, {})).rejects.toMatchObject({
        message: 'deployment.json lowers the level.',
        fix: [expect.stringContaining(`there still is ${said}`), expect.stringContaining('--level refused')],
      });
    },
  );

  test('none does, or cannot be asked: that is for the run itself', async () => {
    await refuseTrustLowered({ aws: awsWith(nobody), graph: graphWith([]) }, of, {});
    const denied = { call: async () => Promise.reject(new CloudError('denied', 'no')) } as never;
    await refuseTrustLowered({ aws: denied }, of, {});
  });
});

test('nobody asked the host, and two files say that nobody approves: the option says it, too', () => {
  const deployment = { pipeline: { github: { level: 'confirmed', aws: { mainPlan: 'a role' } } } } as never;
  expect(() => levelOf(undefined, 'confirmed', deployment, undefined, github)).toThrow(
    expect.objectContaining({
      fix: [expect.stringContaining('--level confirmed'), expect.stringContaining('GH_TOKEN')],
    }),
  );
  expect(levelOf('confirmed', 'confirmed', deployment, undefined, github)).toBe('confirmed');
});
