import { randomUUID } from 'node:crypto';
import { rule } from '../rules.js';
import { federationOf } from './connections.js';
import type { Check, Connection, Host, Project } from './objects.js';
import { policiesOf } from './policies.js';

const everyCheckLetsIn = rule(
  'azure-devops-checks-before-stage',
  'https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals: "All checks must pass"; a pipeline that is not authorized waits for permission',
  'A stage that names a connection begins once its pipeline is authorized for it and every check has let the run in.',
);
const branchControlDecides = rule(
  'azure-devops-branch-control',
  'https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals#branch-control: allowed branches, and whether they are protected',
  'Branch control lets in runs of the branches that it names, and with Verify branch protection those alone that a policy protects.',
);
const requesterExcluded = rule(
  'azure-devops-requester-cannot-approve',
  'https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals#approvals: "Allow approvers to approve their own runs"',
  'Who started a run approves it only where the approval allows it.',
);

/** A run of a pipeline, as the checks of a connection see it. */
export interface Run {
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly ref: string;
  readonly definition: number;
  /** Ids of who started it and who approves it. */
  readonly startedBy?: string;
  readonly approvedBy?: readonly string[];
}

/** Why a connection keeps a run out, in words; nothing: its stage begins. */
export function keptOutBy(host: Host, project: Project, connection: Connection, run: Run): string | undefined {
  host.world.rules.leanOn(everyCheckLetsIn);
  if (!connection.everyPipeline && !connection.pipelines.has(run.definition)) return 'the pipeline is not authorized';
  for (const check of connection.checks) {
    const reason = check.isDisabled === true ? undefined : refusalOf(host, project, check, run);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

interface Settings {
  readonly inputs?: { readonly allowedBranches?: string; readonly ensureProtectionOfBranch?: string };
  readonly approvers?: readonly { readonly id?: string }[];
  readonly minRequiredApprovers?: number;
  readonly requesterCannotBeApprover?: boolean;
}

function refusalOf(host: Host, project: Project, check: Check, run: Run): string | undefined {
  const { inputs, approvers, minRequiredApprovers, requesterCannotBeApprover } = (check.settings ?? {}) as Settings;
  if (inputs?.allowedBranches !== undefined) {
    host.world.rules.leanOn(branchControlDecides);
    const allowed = inputs.allowedBranches.split(',').map((each) => each.trim());
    const [repository] = [...project.repositories.values()];
    const isProtected = repository !== undefined && policiesOf(project, repository, run.ref).length > 0;
    if (!allowed.includes('*') && !allowed.includes(run.ref)) return 'branch control';
    return inputs.ensureProtectionOfBranch === 'true' && !isProtected ? 'the branch is not protected' : undefined;
  }
  if (approvers === undefined) return undefined;
  const may = approvers.map(({ id }) => id);
  const given = (run.approvedBy ?? []).filter(
    (id) => may.includes(id) && !(requesterCannotBeApprover === true && id === run.startedBy),
  );
  if (requesterCannotBeApprover === true) host.world.rules.leanOn(requesterExcluded);
  const needed = minRequiredApprovers === undefined || minRequiredApprovers === 0 ? may.length : minRequiredApprovers;
  return given.length >= needed ? undefined : 'not approved';
}

/** A token of a connection, as a job of its stage asks for it. Cryptography is left out: the issuer remembers its tokens. */
export function connectionToken(host: Host, project: Project, connection: Connection): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { issuer, subject } = federationOf(host, connection, project.name);
  const issued = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: subject, aud: 'api://AzureADTokenExchange', jti: randomUUID() };
  const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...claims, iat: issued, exp: issued + 600 })}.sandbox`;
  host.signed.add(token);
  host.world.issuers?.add(issuer, (each) => host.signed.has(each));
  return token;
}
