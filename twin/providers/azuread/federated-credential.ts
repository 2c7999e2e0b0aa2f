import { ProviderError, type ResourceType } from '../provider.js';
import { needText, text, texts, type Values } from '../value.js';
import { present, untilGone } from './application.js';
import { graphCall, idIn, textOf, textsOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { everySecond, secondsFor, untilConsistent } from './waits.js';

/** azuread_application_federated_identity_credential: what lets a pipeline sign in without a secret. */
export const federatedIdentityCredential: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = applicationOf(planned);
    const what = `federated identity credential for Application (Application: "${id}")`;
    await graphCall(`Retrieving Application (Application: "${id}")`, () => graph.get(`/applications/${id}`));
    const made = await graphCall(`Adding ${what}`, () =>
      graph.post(`/applications/${id}/federatedIdentityCredentials`, { body: bodyOf(planned) }),
    );
    const credentialId = textOf(made, 'id');
    const path = `/applications/${id}/federatedIdentityCredentials/${credentialId}`;
    const there = await untilConsistent(everySecond(call, secondsFor(planned, 'create', 5)), async () =>
      Boolean(await graph.find(path)),
    );
    if (!there) throw new ProviderError(`Waiting for ${what}`);
    const read = present(await readCredential(graph, path));
    return { ...read, id: `${id}/federatedIdentityCredential/${credentialId}`, credential_id: credentialId };
  },
  read: async (call, state) => readCredential(call.client, pathOf(state)),
  async update(call, planned, prior) {
    const body = { ...bodyOf(planned), id: needText(prior, 'credential_id') };
    await graphCall(`Updating ${pathOf(prior)}`, () => call.client.patch(pathOf(prior), { body }));
    return present(await readCredential(call.client, pathOf(prior)));
  },
  // https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_federated_identity_credential#import
  importState: async (_call, id) => ({
    id,
    application_id: `/applications/${id.split('/')[0] ?? ''}`,
    credential_id: id.split('/').at(-1) ?? '',
  }),
  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const path = pathOf(state);
    await graphCall(`Deleting ${path}`, () => graph.delete(path));
    await untilGone(call, graph, path, secondsFor(state, 'delete', 5), path);
  },
};

function applicationOf(values: Values): string {
  return idIn(needText(values, 'application_id'), 'applications', 'application_id');
}

function pathOf(state: Values): string {
  return `/applications/${applicationOf(state)}/federatedIdentityCredentials/${needText(state, 'credential_id')}`;
}

function bodyOf(planned: Values): JsonObject {
  return {
    '@odata.type': '#microsoft.graph.federatedIdentityCredential',
    audiences: texts(planned, 'audiences'),
    description: text(planned, 'description') ?? '',
    issuer: needText(planned, 'issuer'),
    name: needText(planned, 'display_name'),
    subject: needText(planned, 'subject'),
  };
}

async function readCredential(graph: Graph, path: string): Promise<Values | undefined> {
  const found = await graph.find(path);
  return (
    found && {
      audiences: textsOf(found, 'audiences'),
      description: textOf(found, 'description'),
      display_name: textOf(found, 'name'),
      issuer: textOf(found, 'issuer'),
      subject: textOf(found, 'subject'),
    }
  );
}
