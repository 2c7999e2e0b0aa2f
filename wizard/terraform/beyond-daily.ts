/**
 * What of a plan a pipeline with `entraRights: daily` may not do in Entra: told from types and actions, the rights of the
 * records, and who owns what. A person applies it.
 */
import { rightsOf } from '../resources/block-rights.js';
import { roleOfPerson } from '../resources/daily-rights.js';
import type { Values } from '../resources/values.js';
import { actionOf, type PlanJson, type ResourceChange } from './plan-json.js';
import { isReadPrincipal } from '../resources/entra/applications.js';
import { present } from '../../domain/present.js';

/** One change that needs more. */
export interface BeyondDaily {
  readonly address: string;
  /** Roles in Entra of whoever can. */
  readonly roles: readonly string[];
}

/** @param clientId The application that applies from day to day; nobody's where it is left out */
export function beyondDaily(plan: PlanJson, clientId: string | undefined): BeyondDaily[] {
  if (clientId === undefined) return [];
  const owned = ownedBy(plan, clientId);
  return (plan.resource_changes ?? []).flatMap((change) => {
    const roles = rolesFor(change, owned);
    return roles.length === 0 ? [] : [{ address: change.address, roles }];
  });
}

function rolesFor(change: ResourceChange, owned: Owned): string[] {
  const action = actionOf(change);
  const { mode, type, change: sides } = change;
  if (mode !== 'managed' || action === 'none' || action === 'forget') return [];
  const { before, after } = sides;
  const url = [after, before].map((side) => textOf(side, 'url') ?? textOf(side, 'resource_url')).find(Boolean);
  const { write, remove, owner } = rightsOf({ mode: 'resource', type, ...present({ url }) }) ?? {};
  const needed = [
    ...(action === 'delete' ? [] : [write]),
    ...(action === 'create' || action === 'update' ? [] : [remove]),
  ];
  const roles = needed.flatMap((each) => each?.graph ?? []).flatMap((name) => roleOfPerson(name) ?? []);
  const mayOwn = owner !== undefined && (owner.makes || action === 'update');
  if (roles.length === 0 || !mayOwn) return [...new Set(roles)];
  const { of } = owner;
  const isOwned =
    of === undefined
      ? // Of a thing that exists its present owners count, not those that it is to have.
        owned.itself(before ?? after)
      : // What is taken away belonged to something, and so does what comes in its place.
        [before, after].every((side) => side === null || owned.part(textOf(side, of)));
  return isOwned ? [] : [...new Set(roles)];
}

interface Owned {
  itself(values: Values | null): boolean;
  part(id: string | undefined): boolean;
}

/** What the application owns, by the state that the plan has refreshed. */
function ownedBy(plan: PlanJson, clientId: string): Owned {
  const there = plan.prior_state?.values?.root_module?.resources ?? [];
  const principals = new Set(
    there
      .filter(
        ({ address, type, values }) => isReadPrincipal(address, type) && sameId(textOf(values, 'client_id'), clientId),
      )
      .flatMap(({ values }) => textOf(values, 'object_id') ?? []),
  );
  const owns = (values: Values | null | undefined): boolean => {
    const owners = values?.['owners'];
    return Array.isArray(owners) && owners.some((each) => typeof each === 'string' && principals.has(each));
  };
  const ids = new Set(there.filter(({ values }) => owns(values)).flatMap(({ values }) => textOf(values, 'id') ?? []));
  return {
    itself: owns,
    part: (id) => id !== undefined && ids.has(id),
  };
}

const sameId = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

function textOf(values: Values | null | undefined, name: string): string | undefined {
  const value = values?.[name];
  return typeof value === 'string' ? value : undefined;
}
