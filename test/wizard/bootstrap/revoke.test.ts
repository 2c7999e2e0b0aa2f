import { describe, expect, test } from '@jest/globals';
import { nobody } from '../../../domain/trust-nobody.js';
import { revokeTrust, type Revoked } from '../../../wizard/bootstrap/revoke.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import type { Clouds } from '../../../wizard/clouds/lookup.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';

const mark = '22222222-2222-4222-8222-222222222222';
const making = {
  host: github,
  ...{ mark, identities: ['mainPlan', 'apply'], environment: 'production', subjects: {} },
  deployment: {
    name: 'contoso',
    aws: { accountId: '111122223333', rolePath: '/' },
    identityCenter: { region: 'eu-central-1' },
    pipeline: null,
  },
  repository: { prefix: 'repo:contoso/desktops', id: '8' },
} as unknown as Revoked;

interface World {
  readonly trusts?: string;
  readonly tags?: readonly object[];
  readonly awsRefuses?: boolean;
  readonly entraRefuses?: boolean;
  readonly notes?: string;
  readonly credential?: string;
  /** Object ids of applications of the name. */
  readonly applications?: readonly string[];
}

/** Both clouds with both jobs of the pipeline. @returns besides, what was changed in them */
function world(given: World): { clouds: Pick<Clouds, 'aws' | 'graph'>; changed: string[] } {
  const changed: string[] = [];
  const tags = given.tags ?? [{ Key: 'entra-workspaces:bootstrap', Value: mark }];
  const aws = {
    call: async (
      _service: string,
      operation: string,
      _region: undefined,
      input: { RoleName: string; PolicyDocument?: string },
    ) => {
      if (given.awsRefuses) throw new CloudError('denied', 'no', { code: 'AccessDenied' });
      if (operation === 'GetRole') {
        const AssumeRolePolicyDocument = encodeURIComponent(given.trusts ?? '{"Statement":[]}');
        return Promise.resolve({
          Role: { Arn: 'arn:aws:iam::111122223333:role/x', Tags: tags, AssumeRolePolicyDocument },
        });
      }
      expect(input.PolicyDocument).toBe(nobody);
      changed.push(`${operation} ${input.RoleName}`);
      return Promise.resolve({});
    },
  };
  const graph = {
    list: async (path: string) => {
      if (given.entraRefuses) throw new CloudError('offline', 'Entra cannot be reached');
      if (path === 'applications')
        return Promise.resolve(
          (given.applications ?? ['o']).map((id) => ({
            ...{ id, appId: `client-${id}` },
            notes: given.notes ?? `entra-workspaces:bootstrap ${mark}`,
          })),
        );
      return Promise.resolve(
        ['github-main-plan', 'github-apply', 'theirs'].map((name) => ({ id: name, name: given.credential ?? name })),
      );
    },
    delete: async (path: string) => Promise.resolve(void changed.push(`delete ${path}`)),
  };
  return { clouds: { aws, graph } as never, changed };
}

describe('trust goes first, each cloud for itself', () => {
  test('roles trust nobody, and our credentials are gone; those of others stay', async () => {
    const { clouds, changed } = world({});
    const gone = await revokeTrust(clouds, making, {});
    expect(changed).toEqual([
      'UpdateAssumeRolePolicy contoso-main-plan',
      'delete applications/o/federatedIdentityCredentials/github-main-plan',
      'UpdateAssumeRolePolicy contoso-apply',
      'delete applications/o/federatedIdentityCredentials/github-apply',
    ]);
    expect(gone.filter((each) => each.startsWith('the trust of the role'))).toHaveLength(2);
  });

  test('a role that trusts nobody, without our mark, or an application of somebody else is left as it is', async () => {
    const planted = world({ tags: [], notes: 'theirs' });
    expect([await revokeTrust(planted.clouds, making, {}), planted.changed]).toEqual([[], []]);
    const done = world({ trusts: nobody, credential: 'theirs' });
    expect([await revokeTrust(done.clouds, making, {}), done.changed]).toEqual([[], []]);
  });

  test('an application of somebody else with our name and our notes hides ours from nobody', async () => {
    const { clouds, changed } = world({ applications: ['copy', 'o'] });
    await revokeTrust(clouds, making, {});
    expect(changed).toContain('delete applications/o/federatedIdentityCredentials/github-apply');
  });

  test.each<[string, World, RegExp, RegExp]>([
    [
      'Entra',
      { entraRefuses: true },
      /taken away: the trust of the role contoso-apply/,
      /still as it was: Entra, apply/,
    ],
    ['AWS', { awsRefuses: true }, /taken away: the federated credential/, /still as it was: AWS, main-plan: no/],
  ])(
    '%s cannot be asked: the other cloud keeps everybody out, and both are named',
    async (_what, given, gone, kept) => {
      const { clouds, changed } = world(given);
      const refused = revokeTrust(clouds, making, {});
      await expect(refused).rejects.toThrow('Not everybody could be kept out');
      const lines = await refused.catch((error: { lines: string[] }) => error);
      expect(JSON.stringify(lines)).toMatch(gone);
      expect(JSON.stringify(lines)).toMatch(kept);
      expect(changed.length).toBeGreaterThan(0);
    },
  );
});
