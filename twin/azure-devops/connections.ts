import { randomUUID } from 'node:crypto';
import { json } from '../network.js';
import { rule } from '../rules.js';
import { Refused, type Call, type Handler } from './call.js';
import type { Connection, Host } from './objects.js';

const namesAreTaken = rule(
  'azure-devops-connection-name-unique',
  'guess: DuplicateServiceConnectionException of Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi is known, its status is not',
  'Two service connections of a project have not the same name: 409.',
);
const creatorsAlone = rule(
  'azure-devops-connection-roles',
  'https://learn.microsoft.com/en-us/azure/devops/organizations/security/about-security-roles#service-connection-security-roles: Creator makes, Administrator changes; the status: guess',
  'Service connections are made and changed by their administrators: others are told 403.',
);
const federated = rule(
  'azure-devops-connection-federation',
  'https://learn.microsoft.com/en-us/azure/devops/pipelines/release/automate-service-connections: issuer and subject stand in authorization.parameters of what is made',
  'A connection of the scheme WorkloadIdentityFederation shows its issuer and subject once it is made, and asks Entra nothing when it was made by hand.',
);
const clientIdNeeded = rule(
  'azure-devops-connection-client-id',
  'microsoft/terraform-provider-azuredevops, resource_serviceendpoint_azurerm.go: serviceprincipalid is required for WorkloadIdentityFederation',
  'A connection that is made by hand names its application.',
);
const newIssuer = rule(
  'azure-devops-entra-issuer',
  'https://learn.microsoft.com/en-us/azure/devops/pipelines/release/convert-service-connections; the parts of the subject: guess',
  'Connections made since November 2025 have the issuer of the tenant, and a subject of tenant, organization and connection that nobody foretells.',
);
const nullForMissing = rule(
  'azure-devops-connection-missing-null',
  'microsoft/terraform-provider-azuredevops, isServiceEndpointDeleted: an answer without an id is one that is gone',
  'A service connection that is not there is answered 200 with null.',
);
const nullForHidden = rule(
  'azure-devops-connection-hidden-null',
  'guess: the text of DuplicateServiceConnectionException says that others than its users do not see it; that the answer is the same as for a missing one is not written',
  'A service connection that whoever asks may not see is answered as one that is not there; its checks are told all the same.',
);

const makerIsSaid = rule(
  'azure-devops-connection-created-by',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/serviceendpoint/endpoints/get: createdBy, "the identity reference for the user who created the Service endpoint"; about-security-roles: the creator is its administrator',
  'A connection names who made it.',
);

const sharedIsSaid = rule(
  'azure-devops-connection-shared',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/serviceendpoint/endpoints/get: isShared "Indicates whether service endpoint is shared with other projects or not."',
  'A connection that other projects may use says so, with a reference for each.',
);

const encoded = (text: string): string => Buffer.from(text.replaceAll('-', ''), 'hex').toString('base64url');

/** Issuer and subject as its page shows them. */
export function federationOf(host: Host, connection: Connection, project: string): { issuer: string; subject: string } {
  if (host.issuer === 'vstoken') {
    return {
      issuer: `https://vstoken.dev.azure.com/${host.organizationId}`,
      subject: `sc://contoso/${project}/${connection.name}`,
    };
  }
  host.world.rules.leanOn(newIssuer);
  const tenant = connection.parameters['tenantid'] ?? '';
  const product = encoded('499b84ac-1321-427f-aa17-267ca6975798');
  return {
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    subject: `/eid1/c/pub/t/${encoded(tenant)}/a/${product}/sc/${host.organizationId}/${connection.id}`,
  };
}

function shown({ host, project }: Call, connection: Connection): object {
  const { id, name, description, type, scheme, parameters, data, sharedWith = [], createdBy } = connection;
  if (createdBy) host.world.rules.leanOn(makerIsSaid);
  if (sharedWith.length > 0) host.world.rules.leanOn(sharedIsSaid);
  const reference = (of: object): object => ({ projectReference: of, name, description });
  host.world.rules.leanOn(federated);
  const { issuer, subject } = federationOf(host, connection, project.name);
  const of = { workloadIdentityFederationIssuer: issuer, workloadIdentityFederationSubject: subject };
  return {
    ...{ id, name, description, type, data, url: 'https://management.azure.com/', isReady: true },
    isShared: sharedWith.length > 0,
    ...(createdBy && {
      createdBy: { id: createdBy.id, displayName: createdBy.displayName, uniqueName: createdBy.account },
    }),
    authorization: {
      scheme,
      parameters: { ...parameters, ...(scheme === 'WorkloadIdentityFederation' && host.issuer !== 'none' ? of : {}) },
    },
    serviceEndpointProjectReferences: [
      reference({ id: project.id, name: project.name }),
      ...sharedWith.map((of) => reference({ id: randomUUID(), name: of })),
    ],
  };
}

interface Wanted {
  readonly name?: string;
  readonly description?: string;
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly authorization?: { readonly scheme?: string; readonly parameters?: Readonly<Record<string, string>> };
  readonly serviceEndpointProjectReferences?: readonly {
    readonly projectReference?: { readonly id?: string };
    readonly name?: string;
    readonly description?: string;
  }[];
}

function checked(
  call: Call,
  self?: Connection,
): Pick<Connection, 'name' | 'description' | 'type' | 'scheme'> & Pick<Connection, 'parameters' | 'data'> {
  const { host, person, project } = call;
  if (person.role !== 'administrator') {
    host.world.rules.leanOn(creatorsAlone);
    throw new Refused(403, `You do not have permissions to perform this operation on service connections.`);
  }
  const { name = '', type = '', data = {}, authorization = {}, serviceEndpointProjectReferences } = call.body as Wanted;
  const reference = serviceEndpointProjectReferences?.find(({ projectReference: of }) => of?.id === project.id);
  if (reference === undefined) throw new Refused(400, 'Value cannot be null. Parameter name: projectReference');
  const { scheme = '', parameters = {} } = authorization;
  if (type.toLowerCase() !== 'azurerm') throw new Refused(500, `twin: a connection of the type ${type} is not played`);
  if (scheme === 'WorkloadIdentityFederation' && !parameters['serviceprincipalid']) {
    host.world.rules.leanOn(clientIdNeeded);
    throw new Refused(400, 'The service connection needs serviceprincipalid.');
  }
  if ([...project.connections.values()].some((each) => each !== self && each.name === name)) {
    host.world.rules.leanOn(namesAreTaken);
    throw new Refused(
      409,
      `Service connection with name ${name} already exists. Only a user having Administrator/User role permissions on service connection ${name} can see it.`,
      'DuplicateServiceConnectionException',
    );
  }
  const given = Object.fromEntries(Object.entries(parameters).filter(([key]) => !key.startsWith('workloadIdentity')));
  return { name, description: reference.description ?? '', type, scheme, parameters: given, data };
}

/** Of the project, or of the organization. */
export const connectionRoutes: readonly (readonly [method: string, path: RegExp, handle: Handler])[] = [
  [
    'GET',
    /^serviceendpoint\/endpoints$/,
    (call) => {
      const names = call.query.get('endpointNames')?.split(',');
      const all = [...call.project.connections.values()].filter(({ name }) => names?.includes(name) ?? true);
      return json(200, { count: all.length, value: all.map((each) => shown(call, each)) });
    },
  ],
  [
    'GET',
    /^serviceendpoint\/endpoints\/([^/]+)$/,
    (call) => {
      const found = call.project.connections.get(call.params[0]?.toLowerCase() ?? '');
      if (found !== undefined && found.hidden !== true) return json(200, shown(call, found));
      call.host.world.rules.leanOn(found === undefined ? nullForMissing : nullForHidden);
      return json(200, null);
    },
  ],
  [
    'POST',
    /^serviceendpoint\/endpoints$/,
    (call) => {
      const made: Connection = {
        ...{ id: randomUUID(), ...checked(call), checks: [], everyPipeline: false, createdBy: call.person },
        pipelines: new Set<number>(),
      };
      call.project.connections.set(made.id, made);
      return json(200, shown(call, made));
    },
  ],
  [
    'PUT',
    /^serviceendpoint\/endpoints\/([^/]+)$/,
    (call) => {
      const found = call.project.connections.get(call.params[0]?.toLowerCase() ?? '');
      if (found === undefined) throw new Refused(404, `No service connection found with identifier ${call.params[0]}.`);
      return json(200, shown(call, Object.assign(found, checked(call, found))));
    },
  ],
  [
    'DELETE',
    /^serviceendpoint\/endpoints\/([^/]+)$/,
    ({ host, person, project, params, query }) => {
      if (person.role !== 'administrator') {
        host.world.rules.leanOn(creatorsAlone);
        throw new Refused(403, 'You do not have permissions to perform this operation on this service connection.');
      }
      if (query.get('projectIds') !== project.id)
        throw new Refused(400, 'Value cannot be null. Parameter name: projectIds');
      project.connections.delete(params[0]?.toLowerCase() ?? '');
      return { status: 204 };
    },
  ],
];
