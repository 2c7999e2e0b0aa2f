import { ProviderError, type ResourceType } from '../provider.js';
import { needText, type Values } from '../value.js';
import { present } from './application.js';
import { graphCall, textOf } from './failures.js';
import type { Graph, JsonObject } from './graph.js';
import { secondsFor } from './waits.js';

/** azuread_app_role_assignment: a group to the enterprise app, or consent to a permission of Graph. */
export const appRoleAssignment: ResourceType<Graph> = {
  async create(call, planned) {
    const graph = call.client.until(call.stopped);
    const resource = needText(planned, 'resource_object_id');
    await graphCall(`Could not retrieve service principal for resource (resource_object_id: "${resource}")`, () =>
      graph.get(`/servicePrincipals/${resource}`),
    );
    const made = await graphCall('Could not create app role assignment', () =>
      graph.post(`/servicePrincipals/${resource}/appRoleAssignedTo`, {
        body: {
          '@odata.type': '#microsoft.graph.appRoleAssignment',
          appRoleId: needText(planned, 'app_role_id'),
          principalId: needText(planned, 'principal_object_id'),
          resourceId: resource,
        },
        retry: ({ status, message }) =>
          status === 404 || (status === 400 && /Not a valid reference update/.test(message)),
        seconds: secondsFor(planned, 'create', 5),
      }),
    );
    const id = textOf(made, 'id');
    return present(await readAssignment(graph, resource, id));
  },
  async read(call, state) {
    return readAssignment(call.client, needText(state, 'resource_object_id'), assignmentId(state));
  },
  async delete(call, state) {
    const resource = needText(state, 'resource_object_id');
    const id = assignmentId(state);
    await graphCall(
      `Deleting Service Principal Id App Role Assigned To (Service Principal: "${resource}"\nApp Role Assignment: "${id}")`,
      () => call.client.delete(`/servicePrincipals/${resource}/appRoleAssignedTo/${id}`),
      { newer: true },
    );
  },
  async importState(_call, id) {
    const resource = /^\/servicePrincipals\/([^/]+)\/appRoleAssignedTo\/[^/]+$/.exec(id)?.[1];
    if (!resource) {
      throw new ProviderError(
        `parsing ${JSON.stringify(id)}: it must have the form /servicePrincipals/{id}/appRoleAssignedTo/{id}`,
      );
    }
    return { id, resource_object_id: resource };
  },
};

function assignmentId(state: Values): string {
  return needText(state, 'id').split('/').pop() ?? '';
}

async function readAssignment(graph: Graph, resource: string, id: string): Promise<Values | undefined> {
  const found: JsonObject | undefined = await graphCall('Could not retrieve app role assignment', () =>
    graph.find(`/servicePrincipals/${resource}/appRoleAssignedTo/${id}`),
  );
  return (
    found && {
      id: `/servicePrincipals/${resource}/appRoleAssignedTo/${id}`,
      app_role_id: textOf(found, 'appRoleId'),
      principal_object_id: textOf(found, 'principalId'),
      principal_display_name: textOf(found, 'principalDisplayName'),
      principal_type: textOf(found, 'principalType'),
      resource_display_name: textOf(found, 'resourceDisplayName'),
      resource_object_id: textOf(found, 'resourceId'),
    }
  );
}
