import { ProviderError, type ResourceType } from '../provider.js';
import { needText, text, type Values } from '../value.js';
import { present, untilGone } from './application.js';
import { graphCall, idIn, textOf, textsOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { every5Seconds, secondsFor, untilConsistent } from './waits.js';

// Source of all of it: application_flexible_federated_identity_credential_resource.go of hashicorp/terraform-provider-azuread.
const beta = { version: 'beta' } as const;

/** azuread_application_flexible_federated_identity_credential: an expression over claims in the place of a subject. */
export const flexibleFederatedIdentityCredential: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = applicationOf(planned);
    const what = `Application (Application: "${id}")`;
    await graphCall(`retrieving ${what}`, () => graph.get(`/applications/${id}`, beta));
    const made = await graph
      .post(`/applications/${id}/federatedIdentityCredentials`, { ...beta, body: bodyOf(planned) })
      .catch(() => {
        // Graph's own words are left out: hashicorp/terraform-provider-azuread#1901.
        throw new ProviderError(`adding flexible federated identity credential for ${what}`);
      });
    const path = `/applications/${id}/federatedIdentityCredentials/${textOf(made, 'id')}`;
    const there = await untilConsistent(
      { ...every5Seconds(call, secondsFor(planned, 'create', 15)), answers: 1 },
      async () => Boolean(await graph.find(path, beta)),
    );
    if (!there) throw new ProviderError(`waiting for ${path}`);
    return { ...present(await readCredential(graph, path)), id: path };
  },
  read: async (call, state) => readCredential(call.client, needText(state, 'id')),
  async update(call, planned, prior) {
    const path = needText(prior, 'id');
    const body = { ...bodyOf(planned), id: path.split('/').at(-1) ?? '' };
    await graphCall(`updating ${path}`, () => call.client.patch(path, { ...beta, body }));
    return present(await readCredential(call.client, path));
  },
  // The id is the path of Graph: ParseApplicationIdFederatedIdentityCredentialID takes no other form.
  importState: async (_call, id) => {
    if (!/^\/applications\/[^/]+\/federatedIdentityCredentials\/[^/]+$/.test(id))
      throw new ProviderError(
        `parsing ${JSON.stringify(id)}: it must have the form /applications/{id}/federatedIdentityCredentials/{id}`,
      );
    return { id };
  },
  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const path = needText(state, 'id');
    await graphCall(`deleting ${path}`, () => graph.delete(path, beta));
    await untilGone(call, graph, path, secondsFor(state, 'delete', 5), path, 'beta');
  },
};

const applicationOf = (values: Values): string =>
  idIn(needText(values, 'application_id'), 'applications', 'application_id');

function bodyOf(planned: Values): JsonObject {
  return {
    '@odata.type': '#microsoft.graph.federatedIdentityCredential',
    audiences: [needText(planned, 'audience')],
    claimsMatchingExpression: {
      '@odata.type': '#microsoft.graph.federatedIdentityExpression',
      languageVersion: 1,
      value: needText(planned, 'claims_matching_expression'),
    },
    description: text(planned, 'description') ?? '',
    issuer: needText(planned, 'issuer'),
    name: needText(planned, 'display_name'),
  };
}

async function readCredential(graph: Graph, path: string): Promise<Values | undefined> {
  const found = await graph.find(path, beta);
  return (
    found && {
      application_id: path.split('/').slice(0, 3).join('/'),
      audience: textsOf(found, 'audiences')[0] ?? '',
      claims_matching_expression: textOf((found['claimsMatchingExpression'] ?? {}) as JsonObject, 'value'),
      credential_id: path.split('/').at(-1) ?? '',
      description: textOf(found, 'description'),
      display_name: textOf(found, 'name'),
      issuer: textOf(found, 'issuer'),
    }
  );
}
