import { DataAwsWorkspacesDirectory } from '@cdktf/provider-aws/lib/data-aws-workspaces-directory/index.js';
import {
  Fn,
  Op,
  type IResolvable,
  type ITerraformDependable,
  type TerraformProvider,
  type TerraformResource,
} from 'cdktf';
import { Construct } from 'constructs';
import type { ControlPlane } from '../control-plane/control-plane.js';
import type { ManagedResource } from '../control-plane/managed-resource.js';
import { directoryNameProblem } from '../../domain/directory-name.js';
import { deviceTypeAttributes, managedSettings, type DirectorySettings } from './directory-settings.js';
import { DriftCheck, stepsOf } from '../control-plane/drift-check.js';

export interface EntraDirectoryProps {
  /** The control plane of the directory's Region, with the kind `entra-directory`. */
  readonly controlPlane: ControlPlane;
  /** aws provider of the directory's Region. */
  readonly provider: TerraformProvider;
  /** Name of the directory, and at once the Autopilot group tag of its devices. Fixed once it is registered. */
  readonly name: string;
  /** The Entra tenant. Fixed. */
  readonly tenantId: string;
  /** The registration secret, in the directory's Region. Fixed; its content may change. */
  readonly secretArn: string;
  /** The Identity Center instance. Fixed. */
  readonly identityCenterInstanceArn: string;
  /** Two subnets in different availability zones with WorkSpaces. Fixed. */
  readonly subnetIds: readonly string[];
  /** What may change while desktops are in it. */
  readonly settings: DirectorySettings;
  /** Makes Terraform refuse to delete or replace the directory. */
  readonly protection: boolean;
  /** All tags: the provider's default tags do not reach what the control plane makes. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Whether a plan compares the directory with what AWS has: `true`, or a variable.
   * @default true
   */
  readonly lookForDrift?: boolean | IResolvable;
  /** What WorkSpaces needs while it registers and while it removes: it exists before and outlives the directory. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * A WorkSpaces directory whose users come from Microsoft Entra ID through IAM Identity Center.
 *
 * The aws provider cannot register one (hashicorp/terraform-provider-aws#39355, #46521), so the control plane does. This class is
 * the seam: `awscc_workspaces_directory` can become a second engine behind the same outputs once it is proven.
 */
export class EntraDirectory extends Construct implements ITerraformDependable {
  /** `wsd-…` */
  readonly directoryId: string;
  /** What a person types into the WorkSpaces client. */
  readonly registrationCode: string;
  /** The application that WorkSpaces made in Identity Center: assignments go there. */
  readonly applicationArn: string;
  readonly fqn: string;

  constructor(scope: Construct, id: string, props: EntraDirectoryProps) {
    super(scope, id);
    const problem = directoryNameProblem(props.name);
    if (problem) throw new Error(`\`name\` of a directory ${problem}, got: ${props.name}`);
    if (props.subnetIds.length !== 2) {
      throw new Error(`\`subnetIds\` of a directory must be two subnets, got: ${props.subnetIds.length}`);
    }

    const directory = props.controlPlane.managedResource(
      this,
      'directory',
      {
        kind: 'entra-directory',
        identity: { name: props.name },
        properties: {
          tenantId: props.tenantId,
          secretArn: props.secretArn,
          identityCenterInstanceArn: props.identityCenterInstanceArn,
          subnetIds: props.subnetIds,
          tags: props.tags,
          ...managedSettings(props.settings),
        },
      },
      { preventDestroy: props.protection, dependsOn: props.dependsOn },
    );
    this.fqn = directory.fqn;
    this.directoryId = directory.attributes.directoryId;
    this.registrationCode = directory.attributes.registrationCode;
    this.applicationArn = directory.attributes.applicationArn;
    this.watchForDrift(props, directory);
  }

  private watchForDrift(props: EntraDirectoryProps, directory: ManagedResource<'entra-directory'>): void {
    const named = `The directory ${props.name}`;
    const again = (step: string) => {
      const invocation = directory.node.findChild(step) as TerraformResource;
      return `terraform apply -replace=${invocation.terraformResourceType}.${invocation.friendlyUniqueId}`;
    };
    const { provider } = props;
    const { directoryId } = this;
    new DriftCheck(this, 'drift', {
      look: props.lookForDrift ?? true,
      after: stepsOf(directory),
      dataSource: (scope, id, meta) => new DataAwsWorkspacesDirectory(scope, id, { provider, directoryId, ...meta }),
      expectations: (seen) => [
        {
          condition: Op.eq(seen('registration_code'), this.registrationCode),
          errorMessage: `${named} has another registration code than recorded. To record the present one: ${again('ids')}`,
        },
        {
          condition: Op.eq(Fn.toset(seen('subnet_ids')), Fn.toset([...props.subnetIds])),
          errorMessage: `${named} lies in other subnets than the deployment says. It cannot be moved: put the old subnets back.`,
        },
        {
          condition: Fn.alltrue(deviceTypeConditions(props.settings, seen)),
          errorMessage:
            `${named} lets other types of devices connect than \`access.deviceTypes\` says. ` +
            `Change the deployment, or set it again: ${again('ensure')}`,
        },
      ],
    });
  }
}

type Seen = (path: string) => IResolvable;

function deviceTypeConditions(settings: DirectorySettings, seen: Seen): IResolvable[] {
  return Object.entries(deviceTypeAttributes).map(([type, attribute]) =>
    Op.eq(
      seen(`workspace_access_properties[0].${attribute}`),
      (settings.deviceTypes as readonly string[]).includes(type) ? 'ALLOW' : 'DENY',
    ),
  );
}
