import { ProviderError, type ResourceType } from '../provider.js';
import { blocks, flag, needText, type Value, type Values } from '../value.js';
import { present, untilGone } from './application.js';
import { graphCall, idIn, objectOf, objectsOf, textOf } from './failures.js';
import type { GraphError } from './graph.js';
import { type Graph, type JsonObject } from './graph.js';
import { every5Seconds, secondsFor, untilConsistent } from './waits.js';

/** Of all resources these alone repeat a 403 and a 409 until the timeout: a missing permission looks like a hang. */
const retry = ({ status }: GraphError): boolean => status === 403 || status === 409;

function principal(values: Values): string {
  return idIn(needText(values, 'service_principal_id'), 'servicePrincipals', 'service_principal_id');
}

/** azuread_synchronization_secret: an ordered list of entries; the provider waits for their number alone. */
export const synchronizationSecret: ResourceType<Graph> = {
  async create(call, planned) {
    await setSecrets(call, planned, 'create', 'Creating');
    const id = principal(planned);
    return { id: `/servicePrincipals/${id}`, ...present(await readSecrets(call, id, planned)) };
  },
  read: async (call, state) => readSecrets(call, principal(state), state),
  async update(call, planned) {
    await setSecrets(call, planned, 'update', 'Updating');
    return present(await readSecrets(call, principal(planned), planned));
  },
  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = principal(state);
    const seconds = secondsFor(state, 'delete', 5);
    const emptied = entries(state).map((entry) => ({ key: entry['key'] ?? '', value: '' }));
    await putSecrets(graph, id, emptied, 'Deleting', seconds);
    const mine = new Set(emptied.map((entry) => String(entry.key).toLowerCase()));
    const gone = await untilConsistent(every5Seconds(call, seconds), async () => {
      const found = await graph.find(`/servicePrincipals/${id}/synchronization/secrets`);
      return !objectsOf(found ?? {}, 'value').some((each) => mine.has(textOf(each, 'key').toLowerCase()));
    });
    if (!gone) {
      throw new ProviderError(
        `Waiting for deletion of synchronization secrets Service Principal (Service Principal: "${id}")`,
        {
          detail: `timeout while waiting for state to become 'Deleted' (last state: 'Waiting', timeout: ${seconds}s)`,
        },
      );
    }
  },
};

function entries(values: Values): { [name: string]: string }[] {
  return blocks(values, 'credential').map((each) => ({ key: needText(each, 'key'), value: needText(each, 'value') }));
}

/** Puts the entries that are planned, and waits until Graph lists as many. */
async function setSecrets(
  call: Parameters<typeof every5Seconds>[0],
  planned: Values,
  operation: 'create' | 'update',
  doing: string,
): Promise<void> {
  const id = principal(planned);
  const seconds = secondsFor(planned, operation, 5);
  await putSecrets(call.client.until(call.stopped), id, entries(planned), doing, seconds);
  await untilListed(call, id, planned, seconds);
}

async function putSecrets(
  graph: Graph,
  id: string,
  value: JsonObject[],
  doing: string,
  seconds: number,
): Promise<void> {
  await graphCall(`${doing} synchronization secret for Service Principal (Service Principal: "${id}")`, () =>
    graph.put(`/servicePrincipals/${id}/synchronization/secrets`, { body: { value }, retry, seconds }),
  );
}

async function untilListed(
  call: Parameters<typeof every5Seconds>[0],
  id: string,
  planned: Values,
  seconds: number,
): Promise<void> {
  const summary = `Waiting for synchronization secrets for Service Principal (Service Principal: "${id}")`;
  const sent = entries(planned).length;
  const listed = await untilConsistent(every5Seconds(call, seconds), async () => {
    const found = await graphCall(summary, () =>
      call.client.get(`/servicePrincipals/${id}/synchronization/secrets`, { retry, seconds }),
    );
    return objectsOf(found, 'value').length === sent;
  });
  if (!listed) throw new ProviderError(summary, { detail: 'context deadline exceeded' });
}

async function readSecrets(
  call: Parameters<typeof every5Seconds>[0],
  id: string,
  before: Values,
): Promise<Values | undefined> {
  const graph = call.client.until(call.stopped);
  const seconds = secondsFor(before, 'read', 5);
  const found = await graphCall(
    `Retrieving synchronization secrets for Service Principal (Service Principal: "${id}")`,
    () => graph.find(`/servicePrincipals/${id}/synchronization/secrets`, { retry, seconds }),
  );
  if (!found) return undefined;
  const known = new Map(entries(before).map((entry) => [String(entry['key']).toLowerCase(), entry]));
  return {
    // In the order of Graph: another one than the configuration's is a change at every plan.
    credential: objectsOf(found, 'value').map((each): Value => {
      const mine = known.get(textOf(each, 'key').toLowerCase());
      const value = textOf(each, 'value');
      // Graph masks a secret value; the mask stands for what is in state.
      return { key: mine?.['key'] ?? textOf(each, 'key'), value: value === '*' ? (mine?.['value'] ?? value) : value };
    }),
  };
}

/** azuread_synchronization_job: made paused, started when enabled. */
export const synchronizationJob: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = principal(planned);
    const seconds = secondsFor(planned, 'create', 15);
    const summary = `Creating synchronization job for Service Principal (Service Principal: "${id}")`;
    await graphCall(`Retrieving Service Principal (Service Principal: "${id}")`, () =>
      graph.get(`/servicePrincipals/${id}`),
    );
    const made = await graphCall(summary, () =>
      graph.post(`/servicePrincipals/${id}/synchronization/jobs`, {
        body: { '@odata.type': '#microsoft.graph.synchronizationJob', templateId: needText(planned, 'template_id') },
        retry,
        seconds,
      }),
    );
    const path = `/servicePrincipals/${id}/synchronization/jobs/${textOf(made, 'id')}`;
    const there = await untilConsistent(every5Seconds(call, seconds), async () => Boolean(await graph.find(path)));
    if (!there) throw new ProviderError(summary, { detail: 'timeout while waiting for the job' });
    if (flag(planned, 'enabled') !== false)
      await graphCall(`Starting synchronization job ${path}`, () => graph.post(`${path}/start`));
    return present(await readJob(graph, path));
  },
  read: async (call, state) => readJob(call.client.until(call.stopped), needText(state, 'id')),
  async update(call, planned, prior) {
    const path = needText(prior, 'id');
    const action = flag(planned, 'enabled') ? 'start' : 'pause';
    await graphCall(`Updating synchronization job ${path}`, () => call.client.post(`${path}/${action}`));
    return present(await readJob(call.client, path));
  },
  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const path = needText(state, 'id');
    await graphCall(`Deleting synchronization job ${path}`, () => graph.delete(path));
    await untilGone(call, graph, path, secondsFor(state, 'delete', 5), `synchronization job ${path}`);
  },
  // https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/synchronization_job#import
  importState: async (_call, id) => ({ id, service_principal_id: id.split('/synchronization/')[0] ?? '' }),
};

async function readJob(graph: Graph, path: string): Promise<Values | undefined> {
  const found = await graphCall(`Retrieving synchronization job ${path}`, () => graph.find(path, { retry }));
  if (!found) return undefined;
  const schedule = objectOf(found, 'schedule');
  const state = textOf(schedule, 'state');
  return {
    id: path,
    template_id: textOf(found, 'templateId'),
    enabled: state === 'Active',
    schedule: [{ expiration: textOf(schedule, 'expiration'), interval: textOf(schedule, 'interval'), state }],
  };
}

/** azuread_synchronization_job_provision_on_demand: one request at create, and nothing ever after. */
export const provisionOnDemand: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = principal(planned);
    const path = needText(planned, 'synchronization_job_id');
    const what = `Service Principal Id Synchronization Job (Service Principal: "${id}"\nSynchronization Job: "${path.split('/').pop()}")`;
    await graphCall(`Retrieving Service Principal (Service Principal: "${id}")`, () =>
      graph.get(`/servicePrincipals/${id}`),
    );
    await graphCall(`Retrieving ${what}`, () => graph.get(path));
    const parameters = blocks(planned, 'parameter').map((parameter) => ({
      ruleId: needText(parameter, 'rule_id'),
      subjects: blocks(parameter, 'subject').map((subject) => ({
        objectId: needText(subject, 'object_id'),
        objectTypeName: needText(subject, 'object_type_name'),
      })),
    }));
    await graphCall(`Provisioning ${what}`, () => graph.post(`${path}/provisionOnDemand`, { body: { parameters } }));
    return { id: path };
  },
  read: async () => ({}),
  delete: async () => undefined,
};
