import { badRequest } from '../errors.js';
import { intuneNotFound } from '../graph/autopilot-devices.js';
import { created, entity, noContent, type GraphCall, type Route } from '../graph/route.js';
import type { StoreKey } from '../intune-objects.js';
import { policyAssignment, type IntunePolicy, type PolicyAssignment, type PolicyTarget } from '../intune-policies.js';
import type { Shape } from '../body.js';
import { checkTarget, shownAssignment, targetShape } from './assignments.js';
import { objectOf, type Below } from './collection.js';

/** https://learn.microsoft.com/graph/api/resources/intune-shared-installintent. */
const intents = ['required', 'available', 'uninstall', 'availableWithoutEnrollment'];

const shape: Shape = { intent: 'string', settings: 'any', target: targetShape };

function checkIntent(intent: string | undefined): void {
  if (intent !== undefined && !intents.includes(intent))
    throw badRequest(`Invalid value specified for property 'intent': ${intent}.`);
}

/** Assignments as objects of their own: what one adds leaves those of others as they are. */
export function eachAssignmentRoutes(
  { path, reading, writing }: Below,
  set: string,
  store: StoreKey<IntunePolicy>,
  mayAssign?: (call: GraphCall, policy: IntunePolicy) => void,
): readonly Route[] {
  const at = `${path}/assignments`;
  const of = (call: GraphCall): string => `${set}('${call.params['id'] ?? ''}')/assignments`;
  const one = (call: GraphCall): PolicyAssignment => {
    const wanted = call.params['assignment'] ?? '';
    const found = objectOf(call, store).assignments.find(({ id }) => id === wanted);
    if (!found) throw intuneNotFound(wanted);
    return found;
  };
  return [
    {
      method: 'POST',
      path: at,
      ...writing,
      body: shape,
      handle: (call) => {
        const policy = objectOf(call, store);
        mayAssign?.(call, policy);
        const { target, ...said } = call.body as { target: PolicyTarget; intent?: string; settings?: unknown };
        checkIntent(said.intent);
        checkTarget(call, target);
        const made = policyAssignment(policy.id, target, { intent: 'available', ...said });
        policy.assignments = [...policy.assignments.filter(({ id }) => id !== made.id), made];
        return created(call, of(call), shownAssignment(made));
      },
    },
    {
      method: 'GET',
      path: `${at}/{assignment}`,
      ...reading,
      handle: (call) => entity(call, of(call), shownAssignment(one(call))),
    },
    {
      // https://learn.microsoft.com/graph/api/intune-apps-mobileappassignment-update
      method: 'PATCH',
      path: `${at}/{assignment}`,
      ...writing,
      body: shape,
      handle: (call) => {
        const changed = one(call);
        const { intent, settings } = call.body as { intent?: string; settings?: unknown };
        checkIntent(intent);
        if (intent !== undefined) changed.intent = intent;
        if (settings !== undefined) changed.settings = settings;
        return entity(call, of(call), shownAssignment(changed));
      },
    },
    {
      method: 'DELETE',
      path: `${at}/{assignment}`,
      ...writing,
      handle: (call) => {
        const gone = one(call);
        const policy = objectOf(call, store);
        policy.assignments = policy.assignments.filter(({ id }) => id !== gone.id);
        return noContent();
      },
    },
  ];
}
