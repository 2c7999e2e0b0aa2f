import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { emptyBadRequest, GraphError } from '../errors.js';
import { intuneNotFound } from '../graph/autopilot-devices.js';
import {
  answer,
  created,
  entity,
  entityOptions,
  list,
  listOptions,
  merge,
  noContent,
  type GraphCall,
  type Route,
  type Version,
  type View,
} from '../graph/route.js';
import type { StoreKey } from '../intune-objects.js';
import type { Permission } from '../permissions.js';
import type { TenantState } from '../state.js';

const needsIntune = rule(
  'intune-needs-licence',
  'KelvinTegelaar/CIPP#5554; docs/facts/intune.md 3.3',
  'A tenant without an Intune licence answers Intune calls with an empty 400.',
);

/** An object of Intune: with what Graph shows of it, or with that in a field. */
export interface IntuneObject {
  readonly id: string;
}

/** Names of the tenant's objects, by id. */
export type Names = ReadonlyMap<string, string>;

/** How the objects of a store are counted and compared: two tenants that hold the same give equal snapshots. */
export interface Kept<T extends IntuneObject> {
  /** Its name is the key among counts and snapshots: what is left behind after a destroy is seen by it. */
  readonly store: StoreKey<T>;
  /** What an object is called; without, nothing in a snapshot refers to it. */
  readonly nameOf?: (object: T) => string;
  /**
   * What of an object is compared.
   * @default - all of it; ids and times are left out of every snapshot
   */
  readonly compared?: (object: T, names: Names) => object;
  /** Whether a tenant has an object from the beginning: then it is neither counted nor compared. */
  readonly fromBeginning?: (object: T, state: TenantState) => boolean;
}

/** How objects are made, changed and removed. */
export interface Writing<T extends IntuneObject> {
  /** What POST and PATCH take. `any`: `check` says. */
  readonly body: Shape | 'any';
  /**
   * How one is changed: the other way is refused with 400.
   * @default 'PATCH'
   */
  readonly changedBy?: 'PATCH' | 'PUT';
  /** What POST takes where it asks for more than PATCH does. */
  readonly createBody?: Shape;
  /** Refuses a body that has its shape; of a PATCH `present` is what it would change. */
  readonly check?: (call: GraphCall, present: T | undefined) => void;
  /** The object that a body makes, with what Graph fills in. */
  readonly make: (call: GraphCall, id: string) => T;
  /** @default - fields of the body replace those of the object, objects are merged one level deep */
  readonly change?: (call: GraphCall, object: T) => void;
  /** Refuses to let an object go. */
  readonly mayGo?: (call: GraphCall, object: T) => void;
  /**
   * What DELETE answers.
   * @default 204
   */
  readonly deleteAnswers?: 200 | 204;
}

/** One kind of object that Intune keeps: what it takes, refuses and shows. Lists, pages, filters and rights are shared. */
export interface Collection<T extends IntuneObject> extends Kept<T> {
  /** Where its objects lie, without version and leading slash: as `@odata.context` names it. */
  readonly set: string;
  /** @default - both */
  readonly versions?: readonly Version[];
  /** Family of permissions: `.Read.All` reads, `.ReadWrite.All` writes, too. */
  readonly permission: PermissionFamily;
  /** @default - as it is stored */
  readonly view?: View;
  /** Whether `$expand` is taken: the view answers it, and refuses what it does not know. */
  readonly expand?: boolean;
  /** Without: the twin only reads them. */
  readonly writing?: Writing<T>;
  /** What lies below an object: assignments, actions. */
  readonly below?: (part: Below) => readonly Route[];
  /** Other stores that come with it. */
  readonly also?: readonly KeptObjects[];
}

export type PermissionFamily =
  | 'DeviceManagementServiceConfig'
  | 'DeviceManagementConfiguration'
  | 'DeviceManagementManagedDevices'
  | 'DeviceManagementApps'
  | 'DeviceManagementRBAC';

/** What routes below an object are made of. */
export interface Below {
  /** Path of one object: `/set/{id}`. */
  readonly path: string;
  readonly reading: Pick<Route, 'versions' | 'allow'>;
  readonly writing: Pick<Route, 'versions' | 'allow'>;
}

/** A store as the snapshot of a tenant sees it. */
export interface KeptObjects {
  readonly name: string;
  readonly count: (state: TenantState) => number;
  readonly named: (state: TenantState) => readonly [id: string, name: string][];
  readonly compared: (state: TenantState, names: Names) => readonly object[];
}

/** A collection as router and tenant see it. */
export interface IntuneCollection {
  readonly routes: readonly Route[];
  readonly kept: readonly KeptObjects[];
}

export function keptObjects<T extends IntuneObject>(kind: Kept<T>): KeptObjects {
  const { store, nameOf, compared, fromBeginning } = kind;
  const all = (state: TenantState): T[] => [...state.kept(store).values()];
  const made = (state: TenantState): T[] => all(state).filter((each) => fromBeginning?.(each, state) !== true);
  return {
    name: store.name,
    count: (state) => made(state).length,
    named: (state) => (nameOf ? all(state).map((each) => [each.id, nameOf(each)]) : []),
    compared: (state, names) => made(state).map((each) => compared?.(each, names) ?? each),
  };
}

/** The object of a store that a call names. */
export function objectOf<T extends IntuneObject>(call: GraphCall, store: StoreKey<T>): T {
  const id = call.params['id'] ?? '';
  const found = call.state.kept(store).get(id);
  if (!found) throw intuneNotFound(id);
  return found;
}

/** The routes of a collection and of its objects, and its place in the snapshot. */
export function collection<T extends IntuneObject>(kind: Collection<T>): IntuneCollection {
  const { set, store, view, permission, writing } = kind;
  const versions = kind.versions ? { versions: kind.versions } : {};
  const read = `${permission}.Read.All`;
  const write = `${permission}.ReadWrite.All`;
  const below: Below = {
    path: `/${set}/{id}`,
    reading: { ...versions, allow: { anyOf: [read, write], intune: true } satisfies Permission },
    writing: { ...versions, allow: { anyOf: [write], intune: true } satisfies Permission },
  };
  const expand = kind.expand ? ['$expand'] : [];
  const routes: Route[] = [
    {
      method: 'GET',
      path: `/${set}`,
      ...below.reading,
      query: [...listOptions, ...expand],
      handle: (call) => list(call, set, call.state.kept(store).values(), view ? { view } : {}),
    },
    {
      method: 'GET',
      path: below.path,
      ...below.reading,
      query: [...entityOptions, ...expand],
      handle: (call) => entity(call, set, objectOf(call, store), view),
    },
    ...(writing ? writingRoutes(kind, writing, below) : []),
    ...(kind.below?.(below) ?? []),
  ];
  return { routes, kept: [keptObjects(kind), ...(kind.also ?? [])] };
}

function writingRoutes<T extends IntuneObject>(
  { set, store, view }: Collection<T>,
  { body, createBody, check, make, change, mayGo, deleteAnswers, changedBy = 'PATCH' }: Writing<T>,
  { path, writing }: Below,
): readonly Route[] {
  const refusedPatch: Route = {
    method: 'PATCH',
    path,
    ...writing,
    body: 'any',
    handle: (call) => {
      objectOf(call, store);
      throw new GraphError(400, 'BadRequest', 'PATCH is not supported here: send the whole object with PUT.');
    },
  };
  return [
    ...(changedBy === 'PUT' ? [refusedPatch] : []),
    {
      method: 'POST',
      path: `/${set}`,
      ...writing,
      body: createBody ?? body,
      handle: (call) => {
        checkLicence(call);
        check?.(call, undefined);
        const made = make(call, call.state.newId());
        call.state.kept(store).set(made.id, made);
        return created(call, set, made, view);
      },
    },
    {
      method: changedBy,
      path,
      ...writing,
      body,
      handle: (call) => {
        const changed = objectOf(call, store);
        checkLicence(call);
        check?.(call, changed);
        if (change) change(call, changed);
        else merge(changed, { ...call.body, lastModifiedDateTime: call.now });
        return changedBy === 'PUT' ? noContent() : entity(call, set, changed, view);
      },
    },
    {
      method: 'DELETE',
      path,
      ...writing,
      handle: (call) => {
        const gone = objectOf(call, store);
        mayGo?.(call, gone);
        call.state.kept(store).delete(gone.id);
        return deleteAnswers === 200 ? answer(200, {}) : noContent();
      },
    },
  ];
}

function checkLicence({ state, context }: GraphCall): void {
  if (state.skus.some((sku) => sku.servicePlans.some((plan) => plan.servicePlanName === 'INTUNE_A'))) return;
  context.world.rules.leanOn(needsIntune);
  throw emptyBadRequest();
}
