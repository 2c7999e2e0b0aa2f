/** What each part of the engine may do. Placeholders as in `domain/control-plane/permission.ts`, and `{table}`, `{name}`. */
import { anywhereInRegion, identityCenterKey, type Permission } from '../control-plane/permission.js';
import { fleetTag } from './removal.js';

export type FleetPart = 'observe' | 'act' | 'remove';
export const fleetParts: readonly FleetPart[] = ['observe', 'act', 'remove'];

const table = 'arn:{partition}:dynamodb:{region}:{account}:table/{table}';
const desktop = 'arn:{partition}:workspaces:{region}:{account}:workspace/*';
/** Only what carries the tag of a fleet of this deployment. */
const ofTheFleet: NonNullable<Permission['condition']> = {
  StringLike: { [`aws:ResourceTag/${fleetTag}`]: '{name}/*' },
};
const markedAsOurs: NonNullable<Permission['condition']> = {
  StringLike: { [`aws:RequestTag/${fleetTag}`]: '{name}/*' },
};

const rows = (...operations: string[]): Permission[] =>
  operations.map((operation) => ({ action: `dynamodb:${operation}`, resource: table }));
/** The store may lie in another Region, and the reference knows no narrower resource that is known beforehand. */
const anywhere = (...actions: string[]): Permission[] => actions.map((action) => ({ action, resource: '*' }));
const desktops = (...operations: string[]): Permission[] =>
  operations.map((operation) => ({ action: `workspaces:${operation}`, resource: desktop, condition: ofTheFleet }));

/** By part. `remove` alone may terminate, and only what carries the tag; it can tag nothing, so no part does both. */
export const fleetPermissions: Readonly<Record<FleetPart, readonly Permission[]>> = {
  observe: [
    ...rows('DeleteItem', 'DescribeTable', 'GetItem', 'PutItem', 'Query'),
    // The state machine has the table's name.
    {
      action: 'states:ListExecutions',
      resource: 'arn:{partition}:states:{region}:{account}:stateMachine:{table}',
    },
    {
      action: 'states:DescribeExecution',
      resource: 'arn:{partition}:states:{region}:{account}:execution:{table}:*',
    },
    ...anywhereInRegion('workspaces:DescribeWorkspaces'),
    ...anywhere(
      'identitystore:DescribeUser',
      'identitystore:GetUserId',
      'identitystore:ListGroupMemberships',
      'identitystore:ListUsers',
    ),
    identityCenterKey('identitystore', 'identitystore:ListGroupMemberships'),
  ],
  act: [
    ...rows('GetItem', 'PutItem', 'Query'),
    ...anywhereInRegion(
      'workspaces:DescribeTags',
      'workspaces:DescribeWorkspaces',
      'workspaces:DescribeWorkspacesConnectionStatus',
    ),
    // CreateTags takes no resource, and what CreateWorkspaces names has ids that are not known: with the tag of a fleet alone.
    ...['workspaces:CreateTags', 'workspaces:CreateWorkspaces'].map((action) => ({
      action,
      resource: '*',
      condition: markedAsOurs,
    })),
    ...desktops('ModifyWorkspaceProperties', 'ModifyWorkspaceState', 'StopWorkspaces'),
    // What people have done to many: a rebuild takes what is on a desktop since its last snapshot, and cannot remove it.
    ...desktops('RebootWorkspaces', 'RebuildWorkspaces', 'RestoreWorkspace', 'StartWorkspaces'),
    // A migration makes the new desktop and lets the old one go by itself. It takes the bundle as well, which has no such tag.
    ...desktops('DescribeWorkspaceSnapshots', 'MigrateWorkspace'),
    {
      action: 'workspaces:MigrateWorkspace',
      resource: 'arn:{partition}:workspaces:{region}:{account}:workspacebundle/*',
    },
  ],
  remove: [
    ...rows('GetItem', 'PutItem', 'Query'),
    ...anywhereInRegion(
      'workspaces:DescribeTags',
      'workspaces:DescribeWorkspaces',
      'workspaces:DescribeWorkspacesConnectionStatus',
    ),
    ...anywhere('identitystore:DescribeUser', 'identitystore:IsMemberInGroups'),
    identityCenterKey('identitystore', 'identitystore:IsMemberInGroups'),
    ...desktops('TerminateWorkspaces'),
  ],
};

/**
 * What `act` needs of the key that the volumes of a site are encrypted with, through WorkSpaces alone
 * (https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html: of whoever makes an encrypted one).
 */
export function volumeKeyPermissions(keyArn: string): readonly Permission[] {
  return ['kms:CreateGrant', 'kms:DescribeKey'].map((action) => ({
    action,
    resource: keyArn,
    condition: { StringLike: { 'kms:ViaService': 'workspaces.{region}.amazonaws.com' } },
    neededBy: 'workspaces:CreateWorkspaces',
  }));
}
