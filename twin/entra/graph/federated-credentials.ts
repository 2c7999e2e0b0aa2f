import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { refusalOf } from '../claims-expression.js';
import { badRequest, conflict, notFound } from '../errors.js';
import type { FederatedIdentityCredential } from '../objects.js';
import { allowed } from '../permissions.js';
import { created, entity, find, list, merge, noContent, type GraphCall, type Route, type View } from './route.js';

const expressionsOnBeta = rule(
  'graph-expression-beta-alone',
  'https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential?view=graph-rest-beta: claimsMatchingExpression; the page of v1.0 has no such property; that v1.0 lists such a credential at all, with a subject of null: guess',
  'The expression of a federated credential is taken and shown by beta alone.',
);

const credentials = (call: GraphCall): Map<string, FederatedIdentityCredential> => {
  const { id } = find(call, call.state.applications, call.params['id'] ?? '');
  const present = call.state.federatedCredentials.get(id) ?? new Map<string, FederatedIdentityCredential>();
  call.state.federatedCredentials.set(id, present);
  return present;
};

const credential = (call: GraphCall): FederatedIdentityCredential => {
  const id = call.params['credential'] ?? '';
  const found = credentials(call).get(id);
  if (!found) throw notFound(id);
  return found;
};

/** As a version of Graph shows it. */
const shownCredential: View = (object, call) => {
  const { claimsMatchingExpression, ...rest } = object;
  if (claimsMatchingExpression === undefined || call.version === 'beta') return object;
  call.context.world.rules.leanOn(expressionsOnBeta);
  return rest;
};

const expressionShape: Shape = { claimsMatchingExpression: { value: 'string!', languageVersion: 'number!' } };

const credentialShape: Shape = {
  id: 'string',
  name: 'string!',
  issuer: 'string!',
  subject: 'string!',
  audiences: 'strings!',
  description: 'string?',
};

/** Whose tokens an application takes in place of a secret. */
export const federatedCredentialRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/applications/{id}/federatedIdentityCredentials',
    allow: allowed.readApplications,
    handle: (call) => list(call, 'federatedIdentityCredentials', credentials(call).values(), { view: shownCredential }),
  },
  {
    method: 'POST',
    path: '/applications/{id}/federatedIdentityCredentials',
    allow: allowed.writeApplications,
    body: {
      ...credentialShape,
      subject: 'string?',
      ...expressionShape,
    },
    handle: (call) => {
      const present = credentials(call);
      const given = call.body as unknown as FederatedIdentityCredential;
      const { name, issuer, subject, audiences, description, claimsMatchingExpression } = given;
      if (claimsMatchingExpression === undefined ? !subject : subject || call.version !== 'beta')
        throw badRequest('Either subject or, on beta, claimsMatchingExpression must be given.');
      const refused = claimsMatchingExpression && refusalOf(call.context.world, issuer, claimsMatchingExpression.value);
      if (refused !== undefined) throw badRequest(refused);
      if (
        [...present.values()].some(
          (each) => each.name === name || (each.issuer === issuer && each.subject === (subject ?? null) && subject),
        )
      ) {
        throw conflict('FederatedIdentityCredential with the same name, or issuer and subject, already exists.');
      }
      const made: FederatedIdentityCredential = {
        ...{ id: call.state.newId(), name, issuer, subject: subject ?? null, audiences },
        description: description ?? null,
        ...(claimsMatchingExpression === undefined ? {} : { claimsMatchingExpression }),
      };
      present.set(made.id, made);
      return created(
        call,
        `applications('${call.params['id'] ?? ''}')/federatedIdentityCredentials`,
        made,
        shownCredential,
      );
    },
  },
  {
    method: 'GET',
    path: '/applications/{id}/federatedIdentityCredentials/{credential}',
    allow: allowed.readApplications,
    handle: (call) => entity(call, 'federatedIdentityCredentials', credential(call), shownCredential),
  },
  {
    method: 'PATCH',
    path: '/applications/{id}/federatedIdentityCredentials/{credential}',
    allow: allowed.writeApplications,
    body: {
      ...credentialShape,
      name: 'string',
      issuer: 'string',
      subject: 'string',
      audiences: 'strings',
      ...expressionShape,
    },
    handle: (call) => {
      const { id: _id, ...rest } = call.body as unknown as FederatedIdentityCredential;
      const { issuer = credential(call).issuer, claimsMatchingExpression: expression } = rest;
      if (expression !== undefined && call.version !== 'beta') throw badRequest('claimsMatchingExpression is of beta.');
      const refused = expression && refusalOf(call.context.world, issuer, expression.value);
      if (refused !== undefined) throw badRequest(refused);
      merge(credential(call), rest);
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: '/applications/{id}/federatedIdentityCredentials/{credential}',
    allow: allowed.writeApplications,
    handle: (call) => {
      credentials(call).delete(credential(call).id);
      return noContent();
    },
  },
];
