import { createHash } from 'node:crypto';
import { ProviderError, type ResourceType } from '../provider.js';
import { needText, text, type Values } from '../value.js';
import { present } from './application.js';
import { seconds } from './application-parts.js';
import { graphCall, idIn, objectsOf, textOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { every5Seconds, everySecond, secondsFor, untilConsistent } from './waits.js';

/** azuread_service_principal_token_signing_certificate: its resource id is the key id of the Verify credential. */
export const tokenSigningCertificate: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const id = principal(planned);
    const name = text(planned, 'display_name');
    const end = text(planned, 'end_date');
    const made = await graphCall(
      `Could not add token signing certificate to Service Principal (Service Principal: "${id}")`,
      () =>
        graph.post(`/servicePrincipals/${id}/addTokenSigningCertificate`, {
          body: {
            ...(name === undefined ? {} : { displayName: name }),
            ...(end === undefined ? {} : { endDateTime: end }),
          },
        }),
    );
    const listed = await untilConsistent(everySecond(call, secondsFor(planned, 'create', 5)), async () => {
      const found = await graph.find(`/servicePrincipals/${id}`);
      return objectsOf(found ?? {}, 'keyCredentials').some((each) => textOf(each, 'keyId') === textOf(made, 'keyId'));
    });
    if (!listed)
      throw new ProviderError(
        `Waiting for token signing certificate of Service Principal (Service Principal: "${id}")`,
      );
    const verify = objectsOf(await graph.get(`/servicePrincipals/${id}`), 'keyCredentials').find(
      (each) =>
        textOf(each, 'usage') === 'Verify' &&
        textOf(each, 'customKeyIdentifier') === textOf(made, 'customKeyIdentifier'),
    );
    if (!verify) throw new ProviderError('Could not find the Verify credential of the new token signing certificate');
    const keyId = textOf(verify, 'keyId');
    const keys = await keyCredentials(graph, id);
    const mine = keys?.find((each) => textOf(each, 'keyId') === keyId);
    return { id: `${id}/tokenSigningCertificate/${keyId}`, key_id: keyId, ...present(mine && describeKey(mine)) };
  },

  async read(call, state) {
    const keys = await keyCredentials(call.client, principal(state));
    const mine = keys?.find((each) => textOf(each, 'keyId') === needText(state, 'key_id'));
    return mine && describeKey(mine);
  },

  async delete(call, state) {
    const graph = call.client.until(call.stopped);
    const id = principal(state);
    const keyId = needText(state, 'key_id');
    const found = await graphCall(`Retrieving Service Principal (Service Principal: "${id}")`, () =>
      graph.get(`/servicePrincipals/${id}`),
    );
    const all = [...objectsOf(found, 'keyCredentials'), ...objectsOf(found, 'passwordCredentials')];
    // The provider's own mistake (recordings, surprise 2): it takes the group of the last credential that is NOT its own,
    // so with two certificates and the newest listed last it removes the wrong one.
    const group = objectsOf(found, 'keyCredentials')
      .filter((each) => textOf(each, 'keyId').toLowerCase() !== keyId.toLowerCase())
      .map((each) => textOf(each, 'customKeyIdentifier'))
      .pop();
    if (all.length === 0 || group === undefined) return;
    const left = (name: string): JsonObject[] =>
      objectsOf(found, name).filter((each) => textOf(each, 'customKeyIdentifier') !== group);
    const change = {
      '@odata.type': '#microsoft.graph.servicePrincipal',
      keyCredentials: left('keyCredentials'),
      passwordCredentials: left('passwordCredentials'),
    };
    const what = `token signing certificate credential "${keyId}" Service Principal (Service Principal: "${id}")`;
    await graphCall(`Removing ${what}`, () => graph.patch(`/servicePrincipals/${id}`, { body: change }));
    const gone = await untilConsistent(every5Seconds(call, secondsFor(state, 'delete', 5)), async () => {
      const found = await graph.find(`/servicePrincipals/${id}`);
      return !objectsOf(found ?? {}, 'keyCredentials').some((each) => textOf(each, 'keyId') === keyId);
    });
    if (!gone) {
      throw new ProviderError(`Waiting for deletion of ${what}`, {
        detail: "timeout while waiting for state to become 'Deleted'",
      });
    }
  },
};

function principal(values: Values): string {
  return idIn(needText(values, 'service_principal_id'), 'servicePrincipals', 'service_principal_id');
}

async function keyCredentials(graph: Graph, id: string): Promise<JsonObject[] | undefined> {
  const found = await graph.find(`/servicePrincipals/${id}`, { query: { $select: 'keyCredentials' } });
  return found && objectsOf(found, 'keyCredentials');
}

/** Without the key (base64 DER) the provider takes the certificate for gone. */
function describeKey(credential: JsonObject): Values | undefined {
  const key = textOf(credential, 'key');
  if (key === '') return undefined;
  return {
    display_name: textOf(credential, 'displayName'),
    start_date: seconds(textOf(credential, 'startDateTime')),
    end_date: seconds(textOf(credential, 'endDateTime')),
    thumbprint: createHash('sha1').update(Buffer.from(key, 'base64')).digest('hex').toUpperCase(),
    // PEM without its first and last line.
    value: key,
  };
}
