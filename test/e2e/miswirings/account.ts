import { asked, expected, inEvents, inTurn, together, wires, type Row } from './wires.js';

/** The account: network, roles, function, directory, bundle, desktops. */
const rows: readonly Row[] = [
  [
    'both subnets in one zone',
    (w) => w.replace(wires.privateSubnet, 'euc1-az3', 'euc1-az2'),
    'apply',
    'AWS answered OperationNotSupported to workspaces:RegisterWorkspaceDirectory',
    asked,
  ],
  [
    'a zone that WorkSpaces does not take',
    (w) => w.replace(wires.privateSubnet, 'euc1-az3', 'euc1-az1'),
    'apply',
    'AWS answered OperationNotSupported to workspaces:RegisterWorkspaceDirectory',
    asked,
  ],
  [
    'no way to the internet from one subnet',
    (w) => w.remove('aws_route.site-berlin_network_private-1-internet'),
    'people',
    'has no route to the internet',
    inTurn(),
  ],
  [
    'a subnet without its route table',
    (w) => w.remove('aws_route_table_association.site-berlin_network_private-1'),
    'people',
    'has no route to the internet',
    asked,
  ],
  [
    'desktops lie behind the internet gateway itself',
    (w) =>
      w.set(
        'aws_route_table_association.site-berlin_network_private-1',
        'route_table_id',
        w.reference('aws_route_table.site-berlin_network_public', 'id'),
      ),
    'people',
    'desktops of the directory have no public address',
    asked,
  ],
  [
    'the NAT gateway lies in a private subnet',
    (w) =>
      w.set(
        'aws_nat_gateway.site-berlin_network',
        'subnet_id',
        w.reference('aws_subnet.site-berlin_network_private-1', 'id'),
      ),
    'people',
    'of the NAT gateway has no internet gateway',
    asked,
  ],
  [
    'the NAT gateway has no way out',
    (w) => w.remove('aws_route.site-berlin_network_public-internet'),
    'people',
    'of the NAT gateway has no internet gateway',
    asked,
  ],
  ...(
    [
      ['has another name', 'workspaces_DefaultRole', 'workspaces_Role'],
      ['cannot be assumed by WorkSpaces', 'workspaces.amazonaws.com', 'ec2.amazonaws.com'],
    ] as const
  ).map(([what, from, to]): Row => [
    `the default role ${what}`,
    (w) => w.replace(wires.defaultRole, from, to),
    'apply',
    'AWS answered WorkspacesDefaultRoleNotFound',
    asked,
  ]),
  [
    'the default role lacks its policy',
    (w) => w.remove('aws_iam_role_policy_attachment.service-role_service'),
    'apply',
    'AWS answered WorkspacesDefaultRoleNotFound',
    together('connected a', wires.directory),
  ],
  [
    'the function cannot be run by Lambda',
    (w) => w.replace(wires.role, 'lambda.amazonaws.com', 'ec2.amazonaws.com'),
    'apply',
    'The role defined for the function cannot be assumed by Lambda',
    together('a', wires.function),
  ],
  ...(
    [
      [
        'describe directories',
        'workspaces:DescribeWorkspaceDirectories',
        'apply',
        together('b', 'aws_lambda_invocation.control-plane'),
      ],
      [
        'register a directory',
        'workspaces:RegisterWorkspaceDirectory',
        'apply',
        together('connected b', wires.directory),
      ],
      ['make the application', 'sso:CreateApplication', 'apply', asked],
      ['hand the default role over', 'iam:PassRole', 'apply', asked],
      ['look users up', 'identitystore:GetUserId', 'apply', asked],
      ['deregister a directory', 'workspaces:DeregisterWorkspaceDirectory', 'destroy', asked],
    ] as const
  ).map(([what, action, at, more]): Row => [
    `the function may not ${what}`,
    (w) => w.replace(wires.rolePolicy, `\\"${action}\\"`, '\\"sts:GetCallerIdentity\\"'),
    at,
    'AWS answered AccessDenied',
    more,
  ]),
  [
    'the function has its rights in another Region',
    (w) => w.replace(wires.rolePolicy, 'RequestedRegion\\":\\"eu-central-1', 'RequestedRegion\\":\\"eu-west-1'),
    'apply',
    'AWS answered AccessDenied',
    asked,
  ],
  [
    'the function starts in a file that it does not have',
    (w) => w.set(wires.function, 'handler', 'main.handler'),
    'apply',
    "Cannot find module 'main'",
    together('c', 'aws_lambda_invocation.control-plane'),
  ],
  [
    'the function has a runtime that has ended',
    (w) => w.set(wires.function, 'runtime', 'nodejs12.x'),
    'apply',
    'is no longer supported for creating or updating',
    together('d', wires.function),
  ],
  [
    'the directory of another tenant',
    (w) => inEvents(w, wires.directory, '11111111-2222', '22222222-2222'),
    'people',
    'AADSTS90002',
    asked,
  ],
  [
    'the directory reads the SCIM token',
    (w) => inEvents(w, wires.directory, w.reference(wires.secret, 'arn'), w.reference(wires.scimSecret, 'arn')),
    'people',
    'does not let workspaces.amazonaws.com get its value',
    asked,
  ],
  [
    'a directory of another name',
    (w) => inEvents(w, wires.directory, 'contoso-berlin', 'contoso-paris'),
    'people',
    'contoso-paris',
    asked,
  ],
  [
    'users are local administrators of their desktops',
    (w) => inEvents(w, wires.directory, '"localAdministrator":false', '"localAdministrator":true'),
    'people',
    '"UserEnabledAsLocalAdministrator":true',
    asked,
  ],
  [
    'the bundle of another image',
    (w) => inEvents(w, wires.bundle, 'wsi-0a1b2c3d4', 'wsi-0f9e8d7c6'),
    'people',
    '"imageId":"wsi-0f9e8d7c6"',
    asked,
  ],
  [
    'the bundle of another size',
    (w) => inEvents(w, wires.bundle, '"userVolumeGib":100', '"userVolumeGib":200'),
    'apply',
    'Check block assertion failed',
    asked,
  ],
  [
    'the claim removes nothing',
    (w) => w.set(wires.claim, 'lifecycle_scope', 'CREATE_ONLY'),
    // The directory is still there, and its subnets are in use.
    'destroy',
    'DependencyViolation: The subnet',
  ],
  ['there is no claim', (w) => w.remove(wires.claim), 'destroy', 'DependencyViolation: The subnet', asked],
  [
    'the group is not assigned to the application of the directory',
    (w) => w.remove(wires.access),
    'people',
    'requires an assignment that ada@contoso.com does not have',
    inTurn(),
  ],
  [
    'anybody may open the application of the directory',
    (w) => w.set(wires.accessRule, 'assignment_required', false),
    'people',
    'anybody may open the application of contoso-berlin',
    asked,
  ],
  [
    'a user is assigned in the place of the group',
    (w) => w.set(wires.access, 'principal_type', 'USER'),
    'apply',
    'creating SSO Admin Application Assignment',
    asked,
  ],
  [
    'the application is taken from an attribute that there is not',
    (w) => w.replace(wires.access, '.applicationArn', '.directoryArn'),
    'apply',
    'Unsupported attribute',
    asked,
  ],
  [
    'a desktop for the mail address and not the UPN',
    (w) => w.set(wires.ada, 'user_name', 'ada.lovelace@contoso.com'),
    'apply',
    'ResourceNotFound.User',
    asked,
  ],
  [
    'a desktop of a bundle of others',
    (w) => w.set(wires.ada, 'bundle_id', 'wsb-0a1b2c3d4'),
    'apply',
    'ResourceNotFound.Bundle',
    asked,
  ],
  [
    'a desktop of another compute type',
    (w) => w.replace(wires.ada, 'POWER', 'STANDARD'),
    'people',
    'contoso-berlin-standard STANDARD',
    asked,
  ],
  [
    'a desktop that never stops',
    (w) => {
      w.replace(wires.ada, 'AUTO_STOP', 'ALWAYS_ON');
      w.replace(wires.ada, '"running_mode_auto_stop_timeout_in_minutes":60,', '');
    },
    'people',
    'POWER ALWAYS_ON AVAILABLE',
    asked,
  ],
  [
    'a slow desktop has half an hour',
    (w) => w.set(wires.ada, 'timeouts', undefined),
    'apply',
    'timeout while waiting',
    { ...asked, prepare: ({ aws }) => void aws.settings.desktopOutcomes.set('ada@contoso.com', { minutes: 75 }) },
  ],
  [
    'the secret lies in another Region',
    (w) => w.set(wires.secret, 'provider', 'aws.eu-west-1'),
    'apply',
    'ResourceNotFoundException',
    together('b', 'aws_secretsmanager_secret_'),
  ],
  [
    'Identity Center is looked for in another Region',
    (w) => {
      for (const instances of Object.values(w.json.data['aws_ssoadmin_instances'] ?? {}))
        instances['provider'] = 'aws.us-east-1';
    },
    'apply',
    'is not to be seen in eu-central-1',
  ],
];

export const accountMiswirings = expected(rows);
