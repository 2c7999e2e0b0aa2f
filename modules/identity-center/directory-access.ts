import { SsoadminApplicationAssignment } from '@cdktf/provider-aws/lib/ssoadmin-application-assignment/index.js';
import { SsoadminApplicationAssignmentConfiguration } from '@cdktf/provider-aws/lib/ssoadmin-application-assignment-configuration/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';

export interface DirectoryAccessProps {
  /** aws provider of the Region of Identity Center, whatever the Region of the directory: the application lives there. */
  readonly provider: TerraformProvider;
  /** The application that WorkSpaces made in Identity Center for the directory. */
  readonly applicationArn: string;
  /** Id of the group of desktop users in the identity store. */
  readonly groupId: string;
  /** Only the group may use the application, instead of everybody in Identity Center. */
  readonly requireAssignment: boolean;
}

/** Who may use a directory: the group of desktop users is assigned to the directory's application. */
export class DirectoryAccess extends Construct {
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DirectoryAccessProps) {
    super(scope, id);
    const { provider, applicationArn } = props;
    const assignment = new SsoadminApplicationAssignment(this, 'group', {
      provider,
      applicationArn,
      principalId: props.groupId,
      principalType: 'GROUP',
    });
    // Always stated, also `false`: when this block goes, the provider does not put back what was there, it requires
    // assignments. After the assignment, or everybody would be out for a moment.
    const configuration = new SsoadminApplicationAssignmentConfiguration(this, 'require', {
      provider,
      applicationArn,
      assignmentRequired: props.requireAssignment,
      dependsOn: [assignment],
    });
    this.ready = [assignment, configuration];
  }
}
