import { rule } from '../../rules.js';
import { badRequest, conflict, GraphError, notFound } from '../errors.js';
import type { ServicePrincipal } from '../objects.js';
import { allowed } from '../permissions.js';
import {
  galleryJobTemplate,
  newJob,
  type ProvisioningSubject,
  type SynchronizationJob,
  type SynchronizationSecret,
} from '../synchronization.js';
import { provisioningRuleId, schemaOf, shownJob } from './synchronization-views.js';
import { complex, created, entity, find, list, noContent, answer, type GraphCall, type Route } from './route.js';

const oneTemplate = rule(
  'synchronization-template',
  'microsoftgraph/microsoft-graph-docs-contrib, tutorial "Configure provisioning" for AWS',
  'The gallery app offers the template aWSSingleSignon; its case matters; a job id is made of template, tenant and application.',
);
const secretsVanish = rule(
  'synchronization-secrets-vanish',
  'test/recordings/azuread-3.7.0: azuread_synchronization_secret',
  'A secret written with an empty value is gone from the list; the others keep their order and show as *.',
);
const fiveCallsInTenSeconds = rule(
  'provision-on-demand-rate',
  'https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-provisionondemand',
  'Provisioning on demand takes one object a call and five calls in ten seconds.',
);

const galleryTemplateOf = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
const knownSecrets = ['BaseAddress', 'SecretToken', 'SyncNotificationSettings', 'SyncAll'];

const principal = (call: GraphCall): ServicePrincipal =>
  find(call, call.state.servicePrincipals, call.params['id'] ?? '');

function job(call: GraphCall): SynchronizationJob {
  const { id } = principal(call);
  const found = call.state.synchronizationJobs.get(call.params['job'] ?? '');
  if (!found || found.servicePrincipalId !== id || !call.context.consistency.seen(found.id))
    throw notFound(call.params['job'] ?? '');
  return found;
}

const onDemandCalls = new WeakMap<SynchronizationJob, number[]>();

function limitRate(call: GraphCall, each: SynchronizationJob): void {
  const now = call.context.world.clock.now().getTime();
  const recent = (onDemandCalls.get(each) ?? []).filter((at) => at > now - 10_000);
  if (recent.length >= 5) {
    call.context.world.rules.leanOn(fiveCallsInTenSeconds);
    throw new GraphError(
      429,
      'TooManyRequests',
      'Too many requests. On-demand provisioning takes 5 requests in 10 seconds.',
      { 'retry-after': '1' },
    );
  }
  onDemandCalls.set(each, [...recent, now]);
}

function subjectOf(call: GraphCall): ProvisioningSubject {
  const parameters = call.body['parameters'] as {
    ruleId: string;
    subjects: { objectId: string; objectTypeName: string; links?: { members: { objectId: string }[] } }[];
  }[];
  const [parameter] = parameters;
  const [subject] = parameter?.subjects ?? [];
  if (!parameter || !subject || parameters.length > 1 || parameter.subjects.length > 1) {
    throw badRequest('Provisioning on demand takes one rule and one subject.');
  }
  if (parameter.ruleId !== provisioningRuleId)
    throw badRequest(`The synchronization rule '${parameter.ruleId}' does not exist.`);
  const { objectId, objectTypeName } = subject;
  if (objectTypeName !== 'User' && objectTypeName !== 'Group')
    throw badRequest(`The object type '${objectTypeName}' is not provisioned.`);
  const memberIds = subject.links?.members.map((each) => each.objectId);
  if (memberIds && memberIds.length > 5)
    throw badRequest('At most five members can be provisioned on demand with a group.');
  return memberIds ? { objectId, objectTypeName, memberIds } : { objectId, objectTypeName };
}

const credentialList = [{ key: 'string!', value: 'string' }] as const;
const path = '/servicePrincipals/{id}/synchronization';
const jobPath = `${path}/jobs/{job}`;

const putSecrets: Route = {
  method: 'PUT',
  path: `${path}/secrets`,
  allow: allowed.writeSynchronization,
  body: { value: credentialList },
  handle: (call) => {
    const { id } = principal(call);
    call.context.world.rules.leanOn(secretsVanish);
    const sent = call.body['value'] as SynchronizationSecret[];
    const unknown = sent.find((each) => !knownSecrets.some((known) => known.toLowerCase() === each.key.toLowerCase()));
    if (unknown) throw badRequest(`Invalid value specified for property 'key': '${unknown.key}'.`);
    const stored = [...(call.state.synchronizationSecrets.get(id) ?? [])];
    for (const each of sent) {
      const at = stored.findIndex((present) => present.key.toLowerCase() === each.key.toLowerCase());
      if (at < 0) stored.push(each);
      else stored[at] = each;
    }
    call.state.synchronizationSecrets.set(
      id,
      stored.filter((each) => each.value !== ''),
    );
    return noContent();
  },
};

export const synchronizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${path}/templates`,
    allow: allowed.readSynchronization,
    handle: (call) => {
      const offered = principal(call).applicationTemplateId === galleryTemplateOf;
      const template = {
        id: galleryJobTemplate,
        applicationId: principal(call).appId,
        default: true,
        description: '',
        discoverable: true,
        factoryTag: galleryJobTemplate,
        metadata: [],
      };
      return list(call, 'templates', offered ? [template] : []);
    },
  },
  {
    method: 'GET',
    path: `${path}/secrets`,
    allow: allowed.readSynchronization,
    handle: (call) => {
      const { id } = principal(call);
      const value = (call.state.synchronizationSecrets.get(id) ?? []).map(({ key }) => ({ key, value: '*' }));
      return answer(200, {
        '@odata.context': `${call.base}/${call.version}/$metadata#servicePrincipals('${id}')/synchronization/secrets`,
        value,
      });
    },
  },
  putSecrets,
  {
    method: 'GET',
    path: `${path}/jobs`,
    allow: allowed.readSynchronization,
    handle: (call) => {
      const { id } = principal(call);
      return list(
        call,
        'jobs',
        [...call.state.synchronizationJobs.values()].filter((each) => each.servicePrincipalId === id).map(shownJob),
      );
    },
  },
  {
    method: 'POST',
    path: `${path}/jobs`,
    allow: allowed.writeSynchronization,
    body: { templateId: 'string!' },
    handle: (call) => {
      const owner = principal(call);
      const templateId = String(call.body['templateId']);
      call.context.world.rules.leanOn(oneTemplate);
      if (templateId !== galleryJobTemplate || owner.applicationTemplateId !== galleryTemplateOf) {
        throw badRequest(`The synchronization template '${templateId}' is not offered by this application.`);
      }
      const made = newJob(call.state.tenantId, owner);
      const { id } = made;
      if (call.state.synchronizationJobs.has(id)) {
        throw conflict(`A synchronization job with the id '${id}' already exists.`);
      }
      call.state.synchronizationJobs.set(id, made);
      call.context.consistency.created('synchronizationJob', id);
      return created(call, `servicePrincipals('${owner.id}')/synchronization/jobs`, shownJob(made));
    },
  },
  {
    method: 'GET',
    path: jobPath,
    allow: allowed.readSynchronization,
    handle: (call) => entity(call, 'jobs', shownJob(job(call))),
  },
  {
    method: 'DELETE',
    path: jobPath,
    allow: allowed.writeSynchronization,
    handle: (call) => {
      call.state.synchronizationJobs.delete(job(call).id);
      return noContent();
    },
  },
  {
    method: 'GET',
    path: `${jobPath}/schema`,
    allow: allowed.readSynchronization,
    handle: (call) => entity(call, 'schema', schemaOf(job(call))),
  },
  ...(['start', 'restart'] as const).map((action): Route => ({
    method: 'POST',
    path: `${jobPath}/${action}`,
    allow: allowed.writeSynchronization,
    body: action === 'start' ? {} : { criteria: { resetScope: 'string' } },
    handle: (call) => {
      const started = job(call);
      started.state = 'Active';
      if (started.statusCode === 'Paused') started.statusCode = 'NotRun';
      if (action === 'restart') {
        started.quarantine = null;
        started.statusCode = 'NotRun';
      }
      call.context.runner?.started(started);
      return noContent();
    },
  })),
  {
    method: 'POST',
    path: `${jobPath}/pause`,
    allow: allowed.writeSynchronization,
    body: {},
    handle: (call) => {
      const paused = job(call);
      paused.state = 'Disabled';
      paused.statusCode = 'Paused';
      return noContent();
    },
  },
  {
    method: 'POST',
    path: `${jobPath}/validateCredentials`,
    allow: allowed.writeSynchronization,
    body: {
      applicationIdentifier: 'string',
      templateId: 'string',
      useSavedCredentials: 'boolean',
      credentials: credentialList,
    },
    handle: async (call) => {
      const { servicePrincipalId } = job(call);
      const saved = call.state.synchronizationSecrets.get(servicePrincipalId) ?? [];
      const given =
        call.body['useSavedCredentials'] === true
          ? saved
          : ((call.body['credentials'] ?? []) as SynchronizationSecret[]);
      const refused = await call.context.runner?.validate(given);
      if (refused) throw new GraphError(400, refused.code, refused.message);
      return noContent();
    },
  },
  {
    method: 'POST',
    path: `${jobPath}/provisionOnDemand`,
    allow: allowed.provisionOnDemand,
    body: {
      parameters: [{ ruleId: 'string!', subjects: [{ objectId: 'string!', objectTypeName: 'string!', links: 'any' }] }],
    },
    handle: async (call) => {
      const each = job(call);
      limitRate(call, each);
      const subject = subjectOf(call);
      const provisioningSteps = (await call.context.runner?.onDemand(each, subject)) ?? [];
      return complex(call, 'microsoft.graph.stringKeyStringValuePair', {
        key: 'Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo',
        value: JSON.stringify([{ provisioningSteps }]),
      });
    },
  },
];
