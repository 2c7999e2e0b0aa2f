/**
 * What stands before a service connection, on it and not in a file of a branch: the main branch alone, a person who did not start
 * the run, and one pipeline. Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/check-configurations,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/pipeline-permissions; bodies as
 * microsoft/terraform-provider-azuredevops sends them.
 */
import { connectionGaps } from '../../../../domain/azure-devops-rules.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import {
  checkKinds,
  checksOf,
  type CheckAnswer,
  type PermissionsAnswer,
} from '../../../clouds/lookups/pipeline/azure-devops-rules.js';
import type { Approver } from './approvers.js';
import type { ShownConnection } from './connections.js';
import { inProject, mainRef, type HostedProject } from './project.js';

export interface WantedChecks {
  readonly connection: Pick<ShownConnection, 'id' | 'name'>;
  /** Whether its jobs apply: then somebody approves. */
  readonly applies: boolean;
  readonly approvers: readonly Approver[];
  /** Number of the one pipeline that may use it; nothing: there is none. */
  readonly definition: number | undefined;
}

const version = '7.1-preview.1';
const instructions = 'Look at the summary of "Plan what is on main" first: its digest stands in the first line.';

const checksIn = async (api: AzureDevOpsApi, at: HostedProject, id: string): Promise<readonly CheckAnswer[]> =>
  (
    await api.list<CheckAnswer>(
      `${inProject(at)}/pipelines/checks/configurations?resourceType=endpoint&resourceId=${id}&$expand=settings`,
      { version },
    )
  ).filter(({ isDisabled }) => isDisabled !== true);

const permissionsOf = (api: AzureDevOpsApi, at: HostedProject, id: string): Promise<PermissionsAnswer> =>
  api.send<PermissionsAnswer>('GET', `${inProject(at)}/pipelines/pipelinepermissions/endpoint/${id}`, { version });

/**
 * Whether there is an approval by nobody but these people, and not by who started the run: of a larger circle anybody would do.
 * `requesterCannotBeApprover` is true where "Allow approvers to approve their own runs" is off.
 */
function isApprovedBy(approvers: readonly Pick<Approver, 'id'>[], there: readonly CheckAnswer[]): boolean {
  const wanted = new Set(approvers.map(({ id }) => id.toLowerCase()));
  return there.some(({ type, settings }) => {
    const people = settings?.approvers ?? [];
    return (
      type?.id?.toLowerCase() === checkKinds.approval &&
      settings?.requesterCannotBeApprover === true &&
      people.length > 0 &&
      people.every(({ id }) => wanted.has(id?.toLowerCase() ?? ''))
    );
  });
}

/** Makes what is missing. Checks that somebody added stay: each of them has to let a run in. @returns what was made, in words */
export async function setChecks(
  api: AzureDevOpsApi,
  at: HostedProject,
  wanted: WantedChecks & { readonly definition: number },
): Promise<string[]> {
  const { connection, applies, approvers, definition } = wanted;
  const { id, name } = connection;
  const done: string[] = [];
  const path = `${inProject(at)}/pipelines/checks/configurations`;
  const resource = { type: 'endpoint', id, name };
  const add = async (what: string, type: object, settings: object, timeout: number): Promise<void> => {
    await api.send('POST', path, { version, body: { type, settings, resource, timeout } });
    done.push(`${what} on ${name}`);
  };
  const there = await checksIn(api, at, id);
  const { branches } = checksOf(id, there, undefined);
  if (!branches.some((list) => list.length === 1 && list[0] === mainRef)) {
    const definitionRef = { id: checkKinds.branchControl, name: 'evaluatebranchProtection', version: '0.0.1' };
    const inputs = {
      allowedBranches: mainRef,
      ensureProtectionOfBranch: 'true',
      allowUnknownStatusBranch: 'false',
    };
    const type = { id: checkKinds.task, name: 'Task Check' };
    await add(
      `branch control for ${mainBranch}`,
      type,
      { displayName: 'Branch control', definitionRef, inputs, retryInterval: 5 },
      1440,
    );
  }
  if (applies && approvers.length > 0 && !isApprovedBy(approvers, there)) {
    const settings = {
      approvers: approvers.map((each) => ({ id: each.id, displayName: each.name })),
      ...{ executionOrder: 'anyOrder', minRequiredApprovers: 1, requesterCannotBeApprover: true },
      ...{ instructions, blockedApprovers: [] },
    };
    await add(
      `approval by ${approvers.map((each) => each.name).join(', ')}, not by who started the run,`,
      { id: checkKinds.approval, name: 'Approval' },
      settings,
      43_200,
    );
  }
  const { allPipelines, pipelines = [] } = await permissionsOf(api, at, id);
  const others = pipelines.filter((each) => each.authorized === true && each.id !== definition).map((each) => each.id);
  const alone = pipelines.some((each) => each.id === definition && each.authorized === true);
  if (allPipelines?.authorized === true || others.length > 0 || !alone) {
    const body = {
      ...(allPipelines?.authorized === true ? { allPipelines: { authorized: false } } : {}),
      pipelines: [{ id: definition, authorized: true }, ...others.map((other) => ({ id: other, authorized: false }))],
    };
    await api.send('PATCH', `${inProject(at)}/pipelines/pipelinepermissions/endpoint/${id}`, { version, body });
    done.push(
      `the one pipeline that may use ${name}${others.length === 0 ? '' : `; others may no more: ${others.join(', ')}`}`,
    );
  }
  return done;
}

/** What of the checks does not stand as the host tells it now, in words. Changes nothing. */
export async function checksLack(
  api: AzureDevOpsApi,
  at: HostedProject,
  { connection: { id, name }, applies, approvers, definition }: WantedChecks,
): Promise<string[]> {
  const [checks, permissions] = await Promise.all([checksIn(api, at, id), permissionsOf(api, at, id)]);
  const gaps = connectionGaps(name, applies, checksOf(id, checks, permissions));
  const others = (permissions.pipelines ?? []).filter((each) => each.authorized === true && each.id !== definition);
  const thing = `the service connection ${name}`;
  return [
    ...gaps.map(({ thing: of, got }) => `${of} ${got}`),
    ...(applies && gaps.length === 0 && approvers.length > 0 && !isApprovedBy(approvers, checks)
      ? [`${thing} must be approved by nobody but ${approvers.map((each) => each.name).join(', ')}`]
      : []),
    ...(others.length === 0
      ? []
      : [
          `${thing} must be open to ${definition === undefined ? 'no pipeline: its own is gone' : `pipeline ${definition} alone`}, got: ${others.map((each) => each.id).join(', ')}`,
        ]),
  ];
}
