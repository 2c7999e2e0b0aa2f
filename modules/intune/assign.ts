import { Token, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Check } from '../control-plane/drift-check.js';
import { targetsOf, type Audience } from './assignment.js';
import { DataMsgraphResource, MsgraphResourceAction, type GraphBody, type MsgraphResource } from './msgraph.js';

export interface AssignProps extends Audience {
  /** What is assigned: something of this plan, never of somebody else. */
  readonly object: MsgraphResource;
  /** Its collection. */
  readonly url: string;
  /**
   * Name of the list in the body.
   * @default 'assignments'
   */
  readonly member?: 'assignments' | 'enrollmentConfigurationAssignments';
  /**
   * What has to be there before anybody gets the object.
   * @default - the object alone
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * The action `assign` of an object that this plan made: it replaces every assignment of it (docs/facts/intune.md 6.5), so
 * it is sent to nothing else. Nothing is sent at the end: an object takes its assignments along when it is deleted.
 *
 * What somebody assigned in the portal is warned of and not put right: an action is sent when its body changes, and who
 * meant to leave a group out would be overruled without a word. `exclude` is the way to leave one out.
 */
export class Assign extends Construct {
  /** What must wait for the assignment. */
  readonly ready: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    { object, url, member = 'assignments', dependsOn, ...audience }: AssignProps,
  ) {
    super(scope, id);
    const action = new MsgraphResourceAction(this, 'Resource', {
      // Not its `resource_url`: which rights this needs is read from the text of the stack.
      resourceUrl: `${url}/${object.id}`,
      action: 'assign',
      method: 'POST',
      apiVersion: 'beta',
      body: { [member]: targetsOf(audience).map((target) => ({ target })) },
      ...(dependsOn ? { dependsOn: [...dependsOn] } : {}),
    });
    // Outside the `check`, and after the action: see DriftCheck.
    const seen = new DataMsgraphResource(this, 'seen', {
      url: `${url}/${object.id}/assignments`,
      apiVersion: 'beta',
      responseExportValues: { answer: '@' },
      dependsOn: [action],
    });
    new Check(this, 'drift', [
      {
        condition: `\${try(${sameTargets(`${seen.fqn}.output.answer.value`, targetsOf(audience))}, false)}`,
        errorMessage: `${object.displayName ?? 'An object of this deployment'} is assigned to other groups than the deployment says: somebody changed that in Intune, and no apply puts it right. Put its assignments back there; to leave a group out name it in intune.enrolment.exclude.`,
      },
    ]);
    this.ready = [action];
  }
}

/** Whether Graph has exactly these targets, in any order: each its kind, its group, and whether a filter narrows it. */
function sameTargets(found: string, wanted: readonly GraphBody[]): string {
  const seen = `[for assigned in ${found} : join(" ", [assigned.target["@odata.type"], try(assigned.target.groupId, ""), coalesce(try(assigned.target.deviceAndAppManagementAssignmentFilterType, "none"), "none")])]`;
  // A reference within `${…}` is written bare, a text with its quotes.
  const written = (value: unknown): string =>
    Token.isUnresolved(value) ? String(value) : JSON.stringify(value ?? 'none');
  const ours = wanted.map(
    (target) =>
      `join(" ", [${['@odata.type', 'groupId', 'deviceAndAppManagementAssignmentFilterType'].map((name) => written(target[name])).join(', ')}])`,
  );
  return `toset(${seen}) == toset([${ours.join(', ')}])`;
}
