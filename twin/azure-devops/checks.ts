import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { Refused, type Call, type Handler } from './call.js';
import type { Check, Connection } from './objects.js';

const settingsWhenAsked = rule(
  'azure-devops-check-settings-expand',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/check-configurations/list: $expand=settings',
  'Settings of checks come where they are asked for.',
);
const administratorsAlone = rule(
  'azure-devops-check-administrator',
  'https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals: "The owner of a resource"; the status: guess',
  'Checks and permissions of a connection are changed by its administrators: others are told 403.',
);
const approversAreKnown = rule(
  'azure-devops-approver-known',
  'guess',
  'An approval names people whom the organization knows.',
);

/** An approval by so many people. */
export const approvalBy = (approvers: number, starterApproves = false): Omit<Check, 'id'> => ({
  type: { id: '8C6F20A7-A545-4486-9777-F762FAFE0D4D', name: 'Approval' },
  settings: {
    approvers: Array.from({ length: approvers }, (_each, at) => ({ id: `person-${at}` })),
    minRequiredApprovers: 0,
    requesterCannotBeApprover: !starterApproves,
  },
  timeout: 43200,
});

/** Branch control. @param branches as people write them: `refs/heads/main, refs/heads/release` */
export const branchControl = (branches: string): Omit<Check, 'id'> => ({
  type: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
  settings: {
    displayName: 'Branch control',
    definitionRef: { id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b', name: 'evaluatebranchProtection', version: '0.0.1' },
    inputs: { allowedBranches: branches, ensureProtectionOfBranch: 'true' },
  },
  timeout: 1440,
});

/** A template that a pipeline has to extend. */
export const requiredTemplate = (templatePath: string): Omit<Check, 'id'> => ({
  type: { id: '4020E66E-B0F3-47E1-BC88-48F3CC59B5F3', name: 'ExtendsCheck' },
  settings: {
    extendsChecks: [
      { repositoryType: 'git', repositoryName: 'templates', repositoryRef: 'refs/heads/main', templatePath },
    ],
  },
});

function needAdministrator({ host, person }: Call): void {
  if (person.role === 'administrator') return;
  host.world.rules.leanOn(administratorsAlone);
  throw new Refused(403, `${person.account} needs the role Administrator on the resource to perform this action.`);
}

function connectionIn({ project }: Call, id: string): Connection {
  const found = project.connections.get(id.toLowerCase());
  if (found) return found;
  throw new Refused(404, `The resource endpoint ${id} does not exist.`);
}

function checked(call: Call): { readonly on: Connection; readonly check: Omit<Check, 'id'> } {
  needAdministrator(call);
  const { type, settings, timeout, resource } = call.body as Partial<Check> & {
    readonly resource?: { readonly type?: string; readonly id?: string };
  };
  if (resource?.type !== 'endpoint') throw new Refused(500, 'twin: checks are played on service connections alone');
  const approvers = (settings?.['approvers'] ?? []) as readonly { readonly id?: string }[];
  const known = new Set([...call.host.people.values(), ...call.host.groups].map(({ id }) => id));
  const stranger = approvers.find(({ id = '' }) => !known.has(id));
  if (stranger !== undefined) {
    call.host.world.rules.leanOn(approversAreKnown);
    throw new Refused(400, `The identity ${stranger.id} does not exist.`);
  }
  const kept = { ...(type ? { type } : {}), ...(settings ? { settings } : {}) };
  return { on: connectionIn(call, resource.id ?? ''), check: { ...kept, ...(timeout ? { timeout } : {}) } };
}

function checkNumbered({ project }: Call, id: number): { readonly on: Connection; readonly at: number } {
  for (const on of project.connections.values()) {
    const at = on.checks.findIndex((each) => each.id === id);
    if (at >= 0) return { on, at };
  }
  throw new Refused(404, `The check configuration ${id} does not exist.`);
}

const shown = ({ settings, ...rest }: Check, { id }: Connection, whole: boolean): object => ({
  ...rest,
  resource: { type: 'endpoint', id },
  ...(whole ? { settings } : {}),
});

function permissions({ everyPipeline, pipelines, id }: Connection): CloudResponse {
  return json(200, {
    resource: { type: 'endpoint', id },
    allPipelines: everyPipeline ? { authorized: true } : null,
    pipelines: [...pipelines].map((of) => ({ id: of, authorized: true })),
  });
}

/** In preview, all of them. */
export const checkRoutes: readonly (readonly [method: string, path: RegExp, handle: Handler])[] = [
  [
    'GET',
    /^pipelines\/checks\/configurations$/,
    (call) => {
      call.host.world.rules.leanOn(settingsWhenAsked);
      const found = call.project.connections.get((call.query.get('resourceId') ?? '').toLowerCase());
      const whole = call.query.get('$expand') === 'settings';
      const value = (found?.checks ?? []).map((each) => shown(each, found!, whole));
      return json(200, { count: value.length, value });
    },
  ],
  [
    'POST',
    /^pipelines\/checks\/configurations$/,
    (call) => {
      const { on, check } = checked(call);
      const made = { id: call.host.newId(), ...check };
      on.checks.push(made);
      return json(200, shown(made, on, true));
    },
  ],
  [
    'PATCH',
    /^pipelines\/checks\/configurations\/(\d+)$/,
    (call) => {
      const { check } = checked(call);
      const { on, at } = checkNumbered(call, Number(call.params[0]));
      const made = { ...on.checks[at]!, ...check };
      on.checks.splice(at, 1, made);
      return json(200, shown(made, on, true));
    },
  ],
  [
    'DELETE',
    /^pipelines\/checks\/configurations\/(\d+)$/,
    (call) => {
      needAdministrator(call);
      const { on, at } = checkNumbered(call, Number(call.params[0]));
      on.checks.splice(at, 1);
      return { status: 204 };
    },
  ],
  [
    'GET',
    /^pipelines\/pipelinepermissions\/endpoint\/([^/]+)$/i,
    (call) => {
      const found = call.project.connections.get(call.params[0]?.toLowerCase() ?? '');
      return found === undefined
        ? json(200, { resource: { type: 'endpoint', id: call.params[0] }, allPipelines: null, pipelines: [] })
        : permissions(found);
    },
  ],
  [
    'PATCH',
    /^pipelines\/pipelinepermissions\/endpoint\/([^/]+)$/i,
    (call) => {
      needAdministrator(call);
      const on = connectionIn(call, call.params[0] ?? '');
      const { allPipelines, pipelines = [] } = call.body as {
        readonly allPipelines?: { readonly authorized?: boolean } | null;
        readonly pipelines?: readonly { readonly id: number; readonly authorized: boolean }[];
      };
      if (allPipelines !== undefined) on.everyPipeline = allPipelines?.authorized === true;
      for (const { id, authorized } of pipelines) {
        if (!call.project.definitions.has(id)) throw new Refused(404, `The pipeline ${id} does not exist.`);
        if (authorized) on.pipelines.add(id);
        else on.pipelines.delete(id);
      }
      return permissions(on);
    },
  ],
];
