/**
 * A plan that changes who applies it: the roles and applications that the deployment names for its pipeline, what they may
 * do, and the identity provider that the roles trust. Whoever can merge such a change has their rights for good, so no
 * plan may hold one, whoever applies it.
 */
import { present } from '../../domain/present.js';
import type { Deployment } from '../../deployment/schema.js';
import { issuer } from '../../domain/pipeline-subjects.js';
import { dailyClientOf, pipelineOf, tokenIssuers } from '../../deployment/pipeline-of.js';
import { runsInJob } from '../clouds/job-identity.js';
import type { Values } from '../resources/values.js';
import { isOwn, type Identities, type MadeStack } from './foreign-parts.js';
import { actionOf, type PlanJson, type ResourceChange } from './plan-json.js';

/**
 * Who plans and applies: as the deployment says, and in a job of a host also who the job is, whatever a change of
 * the deployment calls it. Nobody without a pipeline.
 */
export function identitiesOf({ pipeline }: Pick<Deployment, 'pipeline'>, env: NodeJS.ProcessEnv): Identities {
  const named = (values: Readonly<Record<string, string | undefined>> = {}): string[] =>
    Object.values(values).filter((value) => value !== undefined);
  const job = (name: string): string[] => (runsInJob(env) && env[name] ? [env[name]] : []);
  const { aws, entra } = pipelineOf(pipeline) ?? {};
  const issuers = tokenIssuers(pipeline).map((url) => url.replace(/^https:\/\//, '').toLowerCase());
  return {
    issuers: [...new Set([issuer, ...issuers])],
    roles: [...new Set([...named(aws), ...job('AWS_ROLE_ARN')])],
    applications: [...new Set([...named(entra), ...job('ARM_CLIENT_ID')])].map((id) => id.toLowerCase()),
    ...present({ daily: dailyClientOf({ pipeline }) }),
  };
}

/** Attributes that say whom a resource in IAM is about. */
const aboutRole = ['arn', 'id', 'name', 'role', 'role_name', 'roles', 'url'];
/** Attributes that say which application or service principal one in Entra is about. */
const aboutApplication = [
  'id',
  'object_id',
  'client_id',
  'application_id',
  'service_principal_id',
  'principal_object_id',
] as const;
/** Where Autopilot profiles lie in Graph: the one thing that msgraph makes beside the enterprise app's certificates. */
const profiles = /^\/?(?:beta\/|v1\.0\/)?deviceManagement\/windowsAutopilotDeploymentProfiles(?:\/[\w-]+)*$/;
/** What gives rights to whom an id names. */
const grant = /^azuread_(app_role_assignment|directory_role_assignment|application_owner)$/;
/** What lets somebody be an application. */
const credential =
  /^azuread_(application|service_principal)_(federated_identity_credential|flexible_federated_identity_credential|password|certificate)$/;

/**
 * Addresses of every change to them, in the order of the plan.
 * @param made Stack and identities; without identities nothing is anybody's
 */
export function ownTrust(plan: PlanJson, made?: MadeStack): string[] {
  const { roles, applications, issuers } = made?.identities ?? { roles: [], applications: [], issuers: [] };
  if (roles.length + applications.length === 0) return [];
  const inAws = new Set([
    ...roles,
    ...roles.map((arn) => arn.split('/').at(-1) ?? arn),
    ...issuers.flatMap((each) => [each, `https://${each}`]),
  ]);
  const ofAccount = (text: string): boolean =>
    issuers.some((each) => text.toLowerCase().endsWith(`:oidc-provider/${each}`));
  const { own, others, people } = applicationsIn(plan, applications);
  const touches = (each: ResourceChange): boolean => {
    const { type, change } = each;
    const sides = [change.before, change.after];
    if (/^(aws|awscc)_iam_/.test(type)) {
      return textsOf(sides, aboutRole).some((text) => inAws.has(text) || ofAccount(text));
    }
    const isTakenAway = actionOf(each) === 'delete' || actionOf(each) === 'forget';
    const isOurs = made !== undefined && isOwn(each, made);
    // Any address of Graph can be written to by it, credentials of applications among them.
    if (type.startsWith('msgraph_')) {
      const urls = textsOf([change.after], ['url', 'resource_url']);
      return !isTakenAway && !isOurs && (urls.length === 0 || !urls.every((url) => profiles.test(url)));
    }
    if (!type.startsWith('azuread_')) return false;
    if (textsOf(sides, aboutApplication).some((text) => own.has(idIn(text)))) return true;
    // Whose credential it is, is said by an id that the deployment does not have: who is not known is not let through.
    if (isTakenAway || isOurs) return false;
    if (grant.test(type)) {
      const whom = textsOf(sides, ['principal_object_id', 'owner_object_id']);
      return whom.length === 0 || whom.some((text) => !others.has(idIn(text)) && !people.has(idIn(text)));
    }
    if (!credential.test(type)) return false;
    return textsOf(sides, ['application_id', 'service_principal_id']).some((text) => !others.has(idIn(text)));
  };
  return (plan.resource_changes ?? [])
    .filter((each) => actionOf(each) !== 'none' && touches(each))
    .map(({ address }) => address);
}

/**
 * Ids as far as the plan knows them: of applications and their service principals, the pipeline's and those of the stack, and
 * of users and groups.
 */
function applicationsIn(
  plan: PlanJson,
  clientIds: readonly string[],
): { own: Set<string>; others: Set<string>; people: Set<string> } {
  const inState = (plan.prior_state?.values?.root_module?.resources ?? []).map(({ address, type, values }) => ({
    type,
    isRead: address.startsWith('data.'),
    values: values ?? null,
  }));
  const changing = (plan.resource_changes ?? []).flatMap(({ type, mode, change }) =>
    [change.before, change.after].map((values) => ({ type, isRead: mode === 'data', values })),
  );
  const own = new Set(clientIds);
  const others = new Set<string>();
  const people = new Set<string>();
  for (const { type, isRead, values } of [...inState, ...changing]) {
    if (/^azuread_(user|group)$/.test(type)) {
      for (const id of textsOf([values], ['id', 'object_id'])) people.add(idIn(id));
    }
    if (!/^azuread_(application|application_registration|service_principal)$/.test(type)) continue;
    const isPipelines = textsOf([values], ['client_id']).some((id) => clientIds.includes(id.toLowerCase()));
    // One that is only read is somebody else's.
    if (!isPipelines && isRead) continue;
    for (const id of textsOf([values], ['id', 'object_id'])) (isPipelines ? own : others).add(idIn(id));
  }
  return { own, others, people };
}

/** `/applications/ID` and `/servicePrincipals/ID`, too. */
function idIn(text: string): string {
  return (text.split('/').at(-1) ?? text).toLowerCase();
}

function textsOf(sides: readonly (Values | null)[], attributes: readonly string[]): string[] {
  return sides
    .flatMap((values) => attributes.flatMap((name) => values?.[name] ?? []))
    .filter((text) => typeof text === 'string');
}
