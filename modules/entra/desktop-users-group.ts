import { counted } from '../../domain/counted.js';
import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment/index.js';
import { DataAzureadGroup } from '@cdktf/provider-azuread/lib/data-azuread-group/index.js';
import { Group } from '@cdktf/provider-azuread/lib/group/index.js';
import { Token, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { AdminCheck } from './admin-check.js';
import type { EntraUsers } from './entra-users.js';

export interface CreatedDesktopUsersGroup {
  /** Name of the group. Identity Center gets it under the same name. */
  readonly displayName: string;
  /** @default - says what the group is for */
  readonly description?: string;
  /**
   * Object ids of its owners, and of nobody else: the provider removes all others. Where somebody else puts members in, its
   * owners are theirs, too.
   * @default - whoever makes it, and then whoever owns it in Entra
   */
  readonly owners?: readonly string[];
  /** The active users of the deployment, a dynamic membership rule of Entra, or whoever is put in by somebody else. */
  readonly members: { readonly users: EntraUsers } | { readonly rule: string } | 'elsewhere';
}

export interface DesktopUsersGroupProps {
  readonly group: { readonly create: CreatedDesktopUsersGroup } | { readonly existing: { readonly objectId: string } };
  /** Who assigns the group to the enterprise app. `by-admin`: a person does, the plan only checks. */
  readonly assignment: 'terraform' | 'by-admin';
  /** The app that the group is assigned to (an EnterpriseApp). */
  readonly enterpriseApp: { readonly servicePrincipalObjectId: string; readonly userAppRoleId: string };
}

/**
 * The people who may have a desktop. Only direct members of a group that is assigned to the enterprise app get to
 * Identity Center; nested groups do not.
 */
export class DesktopUsersGroup extends Construct {
  readonly objectId: string;
  /** The name by which Identity Center knows the group. */
  readonly displayName: string;
  /** Its assignment to the enterprise app, where Terraform makes it. */
  readonly assignmentId?: string;
  /** What provisioning must wait for: the group and its assignment. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DesktopUsersGroupProps) {
    super(scope, id);
    const group =
      'create' in props.group ? this.createGroup(props.group.create) : this.look(props.group.existing.objectId);
    this.objectId = group.objectId;
    this.displayName = group.displayName;
    const assignment = this.assign(props);
    if (assignment) this.assignmentId = assignment.id;
    this.ready = [group, ...(assignment ? [assignment] : [])];
  }

  private createGroup(props: CreatedDesktopUsersGroup): Group {
    const { members } = props;
    if (members !== 'elsewhere' && 'rule' in members) this.validateRule(members.rule);
    // No prevent_duplicate_names: with it the provider cannot rename the group any more (azuread 3.7.0).
    return new Group(this, 'Resource', {
      displayName: props.displayName,
      description:
        props.description ??
        `People with an Amazon WorkSpaces desktop.${members === 'elsewhere' ? '' : ' Members are managed by Terraform.'}`,
      securityEnabled: true,
      ...(props.owners && members !== 'elsewhere' ? { owners: [...props.owners] } : {}),
      ...(members === 'elsewhere'
        ? // Whoever others put in is theirs.
          { lifecycle: { ignoreChanges: ['members'] } }
        : 'rule' in members
          ? { types: ['DynamicMembership'], dynamicMembership: { enabled: true, rule: members.rule } }
          : { members: members.users.objectIds }),
    });
  }

  private look(objectId: string): DataAzureadGroup {
    const group = new DataAzureadGroup(this, 'existing', { objectId });
    group.lifecycle = {
      postcondition: [
        {
          condition: '${self.security_enabled}',
          errorMessage:
            `The group ${objectId} is not a security group, and Entra provisions only those. ` +
            'Take a security group whose direct members are the desktop users.',
        },
      ],
    };
    return group;
  }

  private assign({ assignment, enterpriseApp }: DesktopUsersGroupProps): AppRoleAssignment | undefined {
    if (assignment === 'terraform') {
      return new AppRoleAssignment(this, 'assignment', {
        appRoleId: enterpriseApp.userAppRoleId,
        principalObjectId: this.objectId,
        resourceObjectId: enterpriseApp.servicePrincipalObjectId,
      });
    }
    new AdminCheck(this, 'assigned', {
      url: `servicePrincipals/${enterpriseApp.servicePrincipalObjectId}/appRoleAssignedTo`,
      // A reference inside an expression loses its `${}`, so it must not stand in quotes.
      condition: (found) => `contains([for one in ${found} : one.principalId], ${operand(this.objectId)})`,
      errorMessage:
        'The group of desktop users is not assigned to the enterprise app, so nobody in it gets to AWS. An administrator ' +
        'assigns it: Entra admin center, Enterprise applications, the app, Users and groups, Add user/group, role "User".',
    });
    return undefined;
  }

  private validateRule(rule: string): void {
    if (rule.trim() === '' || [...rule].length > 3072) {
      throw new Error(
        `\`rule\` must be a membership rule of 1 to 3,072 characters, got: ${counted(rule.length, 'character')}`,
      );
    }
  }
}

function operand(value: string): string {
  return Token.isUnresolved(value) ? value : JSON.stringify(value);
}
