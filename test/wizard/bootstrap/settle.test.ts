/** What a host that settles told of its connections, and what a hand-over says of them: who is trusted, and what is left to do. */
import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../../deployment/schema.js';
import type { HandOver } from '../../../wizard/bootstrap/hand-over.js';
import { azureDevOps } from '../../../wizard/bootstrap/hosts/azure-devops/azure-devops.js';
import type { Hosted, HostSession, Settling } from '../../../wizard/bootstrap/hosts/host.js';
import type { Connection, Connections } from '../../../wizard/repository/pipelines/tokens/token-host.js';
import type { Bootstrap } from '../../../wizard/bootstrap/bootstrap.js';
import type { Making } from '../../../wizard/bootstrap/identities.js';
import { missingWhereSettled, settle, settledBefore, withTold } from '../../../wizard/bootstrap/settle.js';

const issuer = 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0';
const connection = (name: string, subject = `/eid1/${name}`): Connection => ({ name, id: name, issuer, subject });
const both: Connections = { mainPlan: connection('plan'), apply: connection('apply') };
const repository: NonNullable<HandOver['repository']> = {
  ...{ host: 'azureDevOps', name: 'contoso/Desktops/Desktops', id: '1', prefix: 'https://dev.azure.com/contoso' },
  ...{ level: 'approved', environment: 'production', subjects: {}, protected: true, connections: both },
};
const handed = { about: '', deployment: 'contoso', mark: 'mark', repository } satisfies HandOver;
const hosted = { name: repository.name } as Hosted;

/** A run of somebody with a part. */
function running(over: {
  readonly session: Partial<HostSession>;
  readonly hosted?: Hosted | undefined;
  readonly level?: 'approved' | 'refused';
  readonly parts?: readonly string[];
}): Bootstrap {
  const { level = 'approved', parts = ['aws'] } = over;
  const deployment = { name: 'contoso', entra: { tenantId: '' }, pipeline: null } as unknown as Deployment;
  const of = { host: azureDevOps, deployment, handOver: handed, hosted: over.hosted };
  return { ...of, session: over.session, intended: { level, parts } } as unknown as Bootstrap;
}

describe('who is trusted', () => {
  test('nobody by a hand-over, where the host was asked and has no such connection', async () => {
    const asked = running({ session: { settled: () => Promise.resolve(undefined) }, hosted });
    const told = withTold(repository, await settledBefore(asked, 'mark'));
    expect(told).not.toHaveProperty('connections');
    for (const identity of ['mainPlan', 'apply'] as const)
      expect(azureDevOps.trusts({ ...told, repository: told }, identity)).toBeUndefined();
  });

  test('whom the hand-over names, where nobody asked the host', async () => {
    const unasked = running({ session: { settled: () => Promise.resolve(undefined) } });
    expect(withTold(repository, await settledBefore(unasked, 'mark')).connections).toEqual(both);
  });

  test('not both jobs by one subject, whoever says it', () => {
    const one = { mainPlan: connection('plan', '/eid1/x'), apply: connection('apply', '/eid1/x') };
    expect(() => withTold(repository, one)).toThrow('nobody is trusted');
    expect(withTold({ ...repository, level: 'refused' }, one).connections).toEqual(one);
  });
});

describe('the connection of a level that was lowered', () => {
  const roles = (apply?: string) => ({ mainPlan: 'plan', ...(apply === undefined ? {} : { apply }) });
  const aws = (apply?: string) => ({ accountId: '111122223333', told: true, roles: roles(apply) });
  const entra = (apply?: string) => ({ tenantId: '', told: true, clients: roles(apply) });
  const lowered = { ...repository, level: 'refused' } as const;

  test('goes once both clouds have let go of it, and no sooner', async () => {
    const untrusted = async (parts: readonly string[], done: Pick<HandOver, 'aws' | 'entra'>): Promise<unknown> => {
      let heard: (Settling & { readonly untrusted: boolean }) | undefined;
      const session: Partial<HostSession> = {
        settle: (_hosted, _wanted, how) => {
          heard = how;
          return Promise.resolve({ connections: both, done: [] });
        },
      };
      const of = running({ session, hosted, level: 'refused', parts });
      const how = { known: { mainPlan: 'plan' }, wanted: {} as never, say: () => undefined, done };
      await settle(of, { mark: 'mark' } as Making, { graph: {} as never, ...how });
      return heard?.untrusted;
    };
    expect(await untrusted(['repository'], { aws: aws('apply'), entra: entra() })).toBe(false);
    expect(await untrusted(['repository'], { aws: aws(), entra: entra('apply') })).toBe(false);
    expect(await untrusted(['repository'], {})).toBe(false);
    expect(await untrusted(['repository'], { aws: aws(), entra: entra() })).toBe(true);
  });

  test('and everything of it is left to do, in the order in which trust goes first', () => {
    const left = (over: Partial<HandOver>): readonly string[] =>
      missingWhereSettled({ ...handed, repository: lowered, ...over }, false);
    expect(left({ aws: aws('apply'), entra: entra('apply') })).toEqual(['aws', 'entra', 'repository']);
    expect(left({ aws: aws(), entra: entra('apply') })).toEqual(['entra', 'repository']);
    expect(left({ aws: aws(), entra: entra() })).toEqual(['repository']);
    const dropped = { ...lowered, connections: { mainPlan: both.mainPlan } };
    expect(left({ aws: aws(), entra: entra(), repository: dropped })).toEqual([]);
  });

  test('raised again, each part makes what is missing, and the deployment can be written meanwhile', () => {
    const raised = { ...repository, connections: { mainPlan: both.mainPlan } };
    expect(missingWhereSettled({ ...handed, repository: raised, aws: aws(), entra: entra() }, false)).toEqual([
      ...['entra', 'repository', 'aws', 'entra'],
    ]);
    const of = { environment: 'production', entraRights: 'daily', aws: roles('a'), entra: roles('b') } as const;
    const section = azureDevOps.sectionMade({ ...of, repository: raised, level: 'approved' }, undefined);
    expect(section).toMatchObject({ connections: { mainPlan: both.mainPlan, apply: { name: 'apply' } } });
  });
});
