/**
 * Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/check-configurations/list (settings come
 * where they are asked for), https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/pipeline-permissions/get,
 * ids and settings of the kinds as microsoft/terraform-provider-azuredevops has them (pipelineschecksextras): Approval;
 * Task Check with the task evaluatebranchProtection; ExtendsCheck, which is the required template.
 */
import type { ConnectionChecks, ConnectionPart, Shown, UnseenPart } from '../../../../domain/azure-devops-rules.js';
import { present } from '../../../../domain/present.js';
import { CloudError } from '../../cloud-error.js';
import type { HostReader } from '../../host-reader.js';
import { namedLookup } from '../../lookup.js';
import { projectAddress } from './azure-devops-branch.js';

/** A check of a service connection, as far as it is read. */
export interface CheckAnswer {
  readonly isDisabled?: boolean;
  readonly type?: { readonly id?: string; readonly name?: string };
  readonly settings?: {
    readonly approvers?: readonly { readonly id?: string }[];
    readonly minRequiredApprovers?: number;
    readonly requesterCannotBeApprover?: boolean;
    readonly definitionRef?: { readonly id?: string; readonly name?: string };
    readonly inputs?: { readonly allowedBranches?: string };
    readonly extendsChecks?: readonly { readonly templatePath?: string }[];
  };
}

/** Who may use it. */
export interface PermissionsAnswer {
  readonly allPipelines?: { readonly authorized?: boolean } | null;
  readonly pipelines?: readonly { readonly id: number; readonly authorized?: boolean }[];
}

/** The connection itself, as far as it is read. */
interface EndpointAnswer {
  readonly type?: string;
  readonly isShared?: boolean;
  readonly serviceEndpointProjectReferences?: readonly object[] | null;
  readonly authorization?: {
    readonly scheme?: string;
    readonly parameters?: Readonly<Record<string, string | null>>;
  };
}

/** Azure Resource Manager, with tokens of its jobs. */
export const azureType = 'azurerm';
export const federated = 'WorkloadIdentityFederation';

export const checkKinds = {
  approval: '8c6f20a7-a545-4486-9777-f762fafe0d4d',
  template: '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3',
  task: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7',
  branchControl: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b',
} as const;

const preview = 'api-version=7.1-preview.1';

/** The checks of service connections, by their ids; without one that is not there or not seen. */
export const azureDevOpsRules = namedLookup({
  id: 'azure-devops-rules',
  what: 'the checks of the service connections on Azure DevOps',
  needs: {},
  seconds: 15,
  named: ({ pipeline }) => {
    if (pipeline?.azureDevOps === undefined) return undefined;
    const { organization, project, connections } = pipeline.azureDevOps;
    const ids = [connections?.mainPlan, connections?.apply].flatMap((each) => each?.id.toLowerCase() ?? []);
    return { organization, project, connections: ids };
  },
  without: [],
  async look(
    { hosts },
    at: { readonly organization: string; readonly project: string; readonly connections: readonly string[] },
  ): Promise<readonly ConnectionChecks[]> {
    if (hosts === undefined) throw new CloudError('error', 'nobody is signed in to Azure DevOps');
    const base = projectAddress(at);
    const denials: CloudError[] = [];
    const seen = await Promise.all(at.connections.map(async (id) => seenConnection(hosts, base, id, denials)));
    const [denial] = denials;
    if (denial !== undefined && denials.length === at.connections.length * parts.length) throw denial;
    return seen.flat();
  },
});

const parts: readonly ConnectionPart[] = ['checks', 'permissions', 'connection'];

/**
 * One that is there. Who may see a part of it sees that part: the calls have rights of their own.
 * @param denials is told each refusal
 */
async function seenConnection(
  hosts: HostReader,
  base: string,
  id: string,
  denials: CloudError[],
): Promise<ConnectionChecks[]> {
  const named = encodeURIComponent(id);
  const query = `resourceType=endpoint&resourceId=${named}&$expand=settings&${preview}`;
  const unseen: UnseenPart[] = [];
  const find = async <T>(part: ConnectionPart, path: string): Promise<T | undefined> =>
    hosts.find<T>('Azure DevOps', `${base}/${path}`).catch((error: unknown) => {
      if (!(error instanceof CloudError && error.details.status === 403)) throw error;
      denials.push(error);
      unseen.push({ part, why: error.message });
      return undefined;
    });
  const [checks, permissions, endpoint] = await Promise.all([
    find<{ value?: readonly CheckAnswer[] }>('checks', `pipelines/checks/configurations?${query}`),
    find<PermissionsAnswer>('permissions', `pipelines/pipelinepermissions/endpoint/${named}?${preview}`),
    // One that is not there is answered with null.
    find<EndpointAnswer | null>('connection', `serviceendpoint/endpoints/${named}?api-version=7.1`),
  ]);
  const isRefused = (part: ConnectionPart): boolean => unseen.some((each) => each.part === part);
  const all = checks?.value ?? [];
  // Whoever asks may see its checks and not the connection, as the build service of a project may.
  if (!endpoint && all.length === 0 && !isRefused('connection')) return [];
  if (checks?.value === undefined && !isRefused('checks')) return [];
  const found = { ...checksOf(id, all, permissions), ...(unseen.length === 0 ? {} : { unseen }) };
  if (!endpoint) return [found];
  const projects = endpoint.serviceEndpointProjectReferences?.length ?? 0;
  const isShared = endpoint.isShared === true || projects > 1;
  return [{ ...found, shows: shownBy(endpoint), isShared, ...present({ otherKind: otherKindOf(endpoint) }) }];
}

/** How it signs in, where it says so and that is not by tokens of its jobs. */
export function otherKindOf({
  type = '',
  authorization,
}: Pick<EndpointAnswer, 'type' | 'authorization'>): string | undefined {
  const { scheme } = authorization ?? {};
  const isFederated = scheme === undefined || scheme === federated;
  return isFederated && ['', azureType].includes(type.toLowerCase())
    ? undefined
    : [type, scheme].filter(Boolean).join(', ');
}

/** Nothing where whoever asks is not told: that is no other issuer. */
function shownBy({ authorization }: EndpointAnswer): Shown | undefined {
  const { parameters = {} } = authorization ?? {};
  const issuer = parameters['workloadIdentityFederationIssuer'];
  if (!issuer) return undefined;
  return {
    issuer,
    subject: parameters['workloadIdentityFederationSubject'] ?? '',
    clientId: parameters['serviceprincipalid'] ?? '',
  };
}

/** What the checks of a connection come to. @param permissions nothing: not asked */
export function checksOf(
  id: string,
  all: readonly CheckAnswer[],
  permissions: PermissionsAnswer | undefined,
): ConnectionChecks {
  const checks = all.filter(({ isDisabled }) => isDisabled !== true);
  const ofKind = (kind: string): CheckAnswer[] => checks.filter(({ type }) => type?.id?.toLowerCase() === kind);
  return {
    id,
    approvals: ofKind(checkKinds.approval).map(({ settings }) => ({
      approvers: settings?.approvers?.length ?? 0,
      needed: settings?.minRequiredApprovers ?? 0,
      starterApproves: settings?.requesterCannotBeApprover !== true,
    })),
    branches: checks
      .filter(({ settings }) => settings?.definitionRef?.id?.toLowerCase() === checkKinds.branchControl)
      .map(({ settings }) =>
        (settings?.inputs?.allowedBranches ?? '')
          .split(',')
          .map((each) => each.trim())
          .filter(Boolean),
      ),
    templates: ofKind(checkKinds.template).flatMap(({ settings }) =>
      (settings?.extendsChecks ?? []).map(({ templatePath }) => templatePath ?? 'without a name'),
    ),
    everyPipeline: permissions?.allPipelines?.authorized === true,
    pipelines: permissions?.pipelines?.filter(({ authorized }) => authorized === true).length ?? 0,
  };
}
