import { Group } from '@cdktf/provider-azuread/lib/group/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export interface AutopilotGroupProps {
  /** Name of the WorkSpaces directory. WorkSpaces writes it as group tag into each device it registers. */
  readonly directoryName: string;
  /** Name of the group in Entra. */
  readonly displayName: string;
  /** @default - says which directory's devices are in the group */
  readonly description?: string;
  /**
   * Object ids of its owners, and of nobody else: the provider removes all others.
   * @default - whoever makes it, and then whoever owns it in Entra
   */
  readonly owners?: readonly string[];
}

/**
 * The dynamic group of all devices of one directory: whatever has the directory's name as Autopilot group tag.
 *
 * Source of the rule: https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html.
 */
export class AutopilotGroup extends Construct {
  readonly objectId: string;
  /** What an assignment to the group must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AutopilotGroupProps) {
    super(scope, id);
    validateDirectoryName(props.directoryName);
    const group = new Group(this, 'Resource', {
      displayName: props.displayName,
      description:
        props.description ?? `Devices of the WorkSpaces directory ${props.directoryName}, by Autopilot group tag`,
      securityEnabled: true,
      ...(props.owners ? { owners: [...props.owners] } : {}),
      types: ['DynamicMembership'],
      dynamicMembership: { enabled: true, rule: membershipRule(props.directoryName) },
    });
    this.objectId = group.objectId;
    this.ready = [group];
  }
}

/** Compares the whole tag: with `-startsWith` a directory `Finance` would also get the devices of `Finance-Test`. */
export function membershipRule(directoryName: string): string {
  return `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${directoryName}"))`;
}

function validateDirectoryName(directoryName: string): void {
  if (directoryName.trim() === '' || /["\\\r\n]/.test(directoryName)) {
    throw new Error(
      `\`directoryName\` must be the name of a directory, without quotation mark, backslash and line end, got: ${directoryName}`,
    );
  }
}
