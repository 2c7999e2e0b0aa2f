import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { GraphError } from '../errors.js';
import {
  answer,
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
import { policyAssignment, type IntunePolicy, type PolicyTarget } from '../intune-policies.js';
import { checkTarget, shownAssignment, targetShape } from './assignments.js';
import { eachAssignmentRoutes } from './each-assignment.js';
import { collection, objectOf, type Below, type IntuneCollection, type PermissionFamily } from './collection.js';

const onlyExpanded = rule(
  'intune-inside-by-expand',
  'https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationpolicy: settings and assignments are relationships',
  'Settings and assignments of a policy are shown only where $expand names them, or under a path of their own.',
);
const assignReplaces = rule(
  'intune-assign-replaces',
  'deploymenttheory/terraform-provider-microsoft365, internal/services/resources: the whole list is sent at each change',
  'The action assign replaces all assignments of a policy; an empty list takes them away.',
);

type Json = Record<string, unknown>;

/** One kind of policy: what Graph tells of its collection. */
export interface PolicyKind {
  /** Below `deviceManagement`, or its whole path where it lies elsewhere. */
  readonly name: string;
  /** By Microsoft's SDKs. @default - both */
  readonly versions?: readonly Version[];
  /** By the page of the list call. */
  readonly permission: PermissionFamily;
  /** Navigation properties that `$expand` and a path of their own show. */
  readonly inside?: readonly string[];
  /** False: what it reaches is no assignment. @default true */
  readonly assigned?: boolean;
  /** Whether `$expand=assignments` works; otherwise the assignments are read under the policy. @default `assigned` */
  readonly expands?: boolean;
  /** A guess or a rule that a list leans on. */
  readonly leansOn?: ReturnType<typeof rule>;
  /** Without: the twin only reads them. */
  readonly writing?: PolicyWriting;
}

/** How policies of a kind are made and changed. Deleting one takes its assignments along. */
export interface PolicyWriting {
  /** What POST and PATCH take, `inside` included. `any`: `check` says, as it depends on the type that a body names. */
  readonly body: Shape | 'any';
  /** How one is changed. With `PUT` the whole is sent, and PATCH is refused. @default 'PATCH' */
  readonly changedBy?: 'PATCH' | 'PUT';
  /** Fields that a PUT leaves as they are where it leaves them out. */
  readonly onlyOnce?: readonly string[];
  /** Writes what Graph adds of its own, after one is made or changed. */
  readonly complete?: (policy: IntunePolicy, call: GraphCall) => void;
  /** What POST takes where it asks for more than PATCH does. */
  readonly createBody?: Shape;
  /** What Graph fills in where a body leaves it out, but for id and times. */
  readonly filledIn?: (body: Json) => Json;
  /** Refuses a body that has its shape; of a PATCH `present` is what it would change. */
  readonly check?: (call: GraphCall, present: IntunePolicy | undefined) => void;
  /** Field of the body of `assign` that holds the list. @default 'assignments' */
  readonly assignField?: string;
  /** Assignments are also made and removed one by one, each with an intent. */
  readonly assignsEach?: true;
  /** Refuses to assign one. */
  readonly mayAssign?: (call: GraphCall, policy: IntunePolicy) => void;
  /** Actions of its own, by name. */
  readonly actions?: Readonly<Record<string, PolicyAction>>;
}

export interface PolicyAction {
  readonly body: Shape;
  readonly act: (call: GraphCall, policy: IntunePolicy) => void;
}

/** The calls of one kind of policy: list, one of it, what is inside, whom it reaches; and those that change it. */
export function policyCollection(kind: PolicyKind): IntuneCollection {
  const { name, permission, versions, leansOn, inside = [], assigned = true, writing } = kind;
  const store: StoreKey<IntunePolicy> = { name: name.split('/').at(-1)! };
  const set = name.includes('/') ? name : `deviceManagement/${name}`;
  const plain = viewOf(kind);
  const view: View = (object, call, selected) => {
    if (leansOn) call.context.world.rules.leanOn(leansOn);
    return plain(object, call, selected);
  };
  return collection<IntunePolicy>({
    set,
    store,
    permission,
    ...(versions ? { versions } : {}),
    view,
    expand: true,
    nameOf: ({ body: { displayName, name: plainName } }) =>
      [displayName, plainName].find((each) => typeof each === 'string') ?? '',
    fromBeginning: ({ id }, { tenantId }) => id.startsWith(`${tenantId}_Default`),
    compared: ({ body, inside: within, assignments }, names) => ({
      ...body,
      ...within,
      assignments: assignments.map(({ target }) => ({
        ...target,
        ...(target.groupId === undefined ? {} : { groupId: names.get(target.groupId) ?? 'unknown' }),
      })),
    }),
    ...(writing
      ? {
          writing: {
            body: writing.body,
            ...(writing.createBody ? { createBody: writing.createBody } : {}),
            ...(writing.check ? { check: writing.check } : {}),
            ...(writing.changedBy ? { changedBy: writing.changedBy } : {}),
            make: (call, id) => made(call, id, inside, writing),
            change: (call, policy) => change(call, policy, inside, writing),
          },
        }
      : {}),
    below: (below) => [
      ...inside.map((part) => insideRoute(below, set, store, part)),
      ...(assigned ? [assignmentsRoute(below, set, store)] : []),
      ...(assigned && writing ? [assignRoute(below, set, store, writing)] : []),
      ...(assigned && writing?.assignsEach ? eachAssignmentRoutes(below, set, store, writing.mayAssign) : []),
      ...Object.entries(writing?.actions ?? {}).map((action) => actionRoute(below, store, action)),
    ],
  });
}

/** `settings,assignments` and `definitionValues($expand=definition)`: names alone. */
function expanded(call: GraphCall): string[] {
  const text = call.query.get('$expand') ?? '';
  return text === '' ? [] : text.replace(/\([^)]*\)/g, '').split(',');
}

function viewOf({ inside = [], assigned = true, expands = assigned }: PolicyKind): View {
  return (object, call) => {
    const policy = object as unknown as IntunePolicy;
    const wanted = expanded(call);
    const known = [...inside, ...(expands ? ['assignments'] : [])];
    const unknown = wanted.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new GraphError(
        400,
        'BadRequest',
        `Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`,
      ).asUnknown(`$expand=${unknown}`);
    }
    if (wanted.length > 0) call.context.world.rules.leanOn(onlyExpanded);
    return {
      ...policy.body,
      ...Object.fromEntries(
        inside.filter((name) => wanted.includes(name)).map((name) => [name, policy.inside[name] ?? []]),
      ),
      ...(wanted.includes('assignments') ? { assignments: policy.assignments.map(shownAssignment) } : {}),
    };
  };
}

function insideRoute({ path, reading }: Below, set: string, store: StoreKey<IntunePolicy>, name: string): Route {
  return {
    method: 'GET',
    path: `${path}/${name}`,
    ...reading,
    query: [...listOptions, '$expand'],
    handle: (call) => list(call, `${set}('${call.params['id']}')/${name}`, objectOf(call, store).inside[name] ?? []),
  };
}

function assignmentsRoute({ path, reading }: Below, set: string, store: StoreKey<IntunePolicy>): Route {
  return {
    method: 'GET',
    path: `${path}/assignments`,
    ...reading,
    handle: (call) =>
      list(call, `${set}('${call.params['id']}')/assignments`, objectOf(call, store).assignments.map(shownAssignment)),
  };
}

function assignRoute(
  { path, writing }: Below,
  set: string,
  store: StoreKey<IntunePolicy>,
  { assignField: field = 'assignments', mayAssign }: PolicyWriting,
): Route {
  return {
    method: 'POST',
    path: `${path}/assign`,
    ...writing,
    body: { [field]: [{ target: targetShape, intent: 'string', settings: 'any' }] },
    handle: (call) => {
      const policy = objectOf(call, store);
      const { rules } = call.context.world;
      rules.leanOn(assignReplaces);
      mayAssign?.(call, policy);
      const given = (call.body[field] ?? []) as readonly { readonly target: PolicyTarget }[];
      for (const each of given) checkTarget(call, each.target);
      policy.assignments = given.map(({ target, ...said }) => policyAssignment(policy.id, target, said));
      return answer(200, {
        '@odata.context': `${call.base}/${call.version}/$metadata#${set}('${policy.id}')/assignments`,
        value: policy.assignments.map(shownAssignment),
      });
    },
  };
}

function actionRoute(
  { path, writing }: Below,
  store: StoreKey<IntunePolicy>,
  [name, { body, act }]: readonly [string, PolicyAction],
): Route {
  return {
    method: 'POST',
    path: `${path}/${name}`,
    ...writing,
    body,
    handle: (call) => {
      act(call, objectOf(call, store));
      return noContent();
    },
  };
}

function split(body: Json, inside: readonly string[]): { body: Json; inside: IntunePolicy['inside'] } {
  const parts = Object.entries(body);
  return {
    body: Object.fromEntries(parts.filter(([name]) => !inside.includes(name))),
    inside: Object.fromEntries(parts.filter(([name]) => inside.includes(name))) as IntunePolicy['inside'],
  };
}

function made(call: GraphCall, id: string, inside: readonly string[], writing: PolicyWriting): IntunePolicy {
  const given = split({ ...writing.filledIn?.(call.body), ...call.body }, inside);
  const times = { createdDateTime: call.now, lastModifiedDateTime: call.now };
  const policy: IntunePolicy = { id, body: { ...given.body, ...times, id }, inside: given.inside, assignments: [] };
  writing.complete?.(policy, call);
  return policy;
}

function change(call: GraphCall, policy: IntunePolicy, inside: readonly string[], writing: PolicyWriting): void {
  const { changedBy, onlyOnce = [], filledIn, complete } = writing;
  if (changedBy === 'PUT') {
    const { id, createdDateTime } = policy.body;
    const kept = Object.fromEntries(
      onlyOnce.flatMap((name) => (name in policy.body ? [[name, policy.body[name]]] : [])),
    );
    const given = split({ ...filledIn?.(call.body), ...kept, ...call.body }, inside);
    policy.body = { ...given.body, id, createdDateTime, lastModifiedDateTime: call.now };
    policy.inside = given.inside;
  } else {
    const given = split(call.body, inside);
    merge(policy.body, { ...given.body, lastModifiedDateTime: call.now });
    policy.inside = { ...policy.inside, ...given.inside };
  }
  complete?.(policy, call);
}
