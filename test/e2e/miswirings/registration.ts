import { asked, body, expected, inTurn, together, wires, type Row } from './wires.js';

/** What WorkSpaces reads and as whom it registers devices; the group tag and the profile that take them on. */
const rows: readonly Row[] = [
  ...(
    [
      ['with a space', 'OrderID]: contoso-berlin', inTurn()],
      ['of another directory', 'OrderID]:contoso-paris', asked],
    ] as const
  ).map(([what, tag, more]): Row => [
    `the group tag ${what}`,
    (w) => w.replace(wires.deviceGroup, 'OrderID]:contoso-berlin', tag),
    'people',
    'no group takes in the device: none has a rule that matches [OrderID]:contoso-berlin',
    more,
  ]),
  [
    'the rule asks for the purchase order',
    (w) => w.replace(wires.deviceGroup, '[OrderID]', '[PurchaseOrderId]'),
    'people',
    'no group takes in the device',
    asked,
  ],
  [
    'the rule asks for a property that devices do not have',
    (w) => w.replace(wires.deviceGroup, 'devicePhysicalIds', 'devicePhysicalId'),
    'people',
    'no group takes in the device',
    asked,
  ],
  [
    'the rule is paused',
    (w) =>
      w.change(wires.deviceGroup, (group) => {
        group['dynamic_membership'] = { ...(group['dynamic_membership'] as object), enabled: false };
      }),
    'people',
    'no group takes in the device',
    inTurn(),
  ],
  [
    'the rule takes in every Autopilot device',
    (w) => {
      w.replace(wires.deviceGroup, ' -eq ', ' -startsWith ');
      w.replace(wires.deviceGroup, '[OrderID]:contoso-berlin', '[ZTDId]');
    },
    'people',
    'the profile Contoso berlin reaches the office computer OFFICE-1',
    asked,
  ],
  [
    'the device group has no rule',
    (w) => {
      w.set(wires.deviceGroup, 'dynamic_membership', undefined);
      w.set(wires.deviceGroup, 'types', undefined);
    },
    'people',
    'no group takes in the device',
    asked,
  ],
  [
    'the key does not let WorkSpaces decrypt',
    (w) => w.replace(wires.key, '\\"kms:Decrypt\\",', ''),
    'people',
    'does not allow workspaces.amazonaws.com kms:Decrypt',
    inTurn(),
  ],
  [
    'the key names another service',
    (w) => w.replace(wires.key, 'workspaces.amazonaws.com', 'appstream.amazonaws.com'),
    'people',
    'does not allow workspaces.amazonaws.com kms:Decrypt',
    asked,
  ],
  [
    'the key has the policy that KMS gives it',
    (w) => w.set(wires.key, 'policy', undefined),
    'people',
    'does not allow workspaces.amazonaws.com kms:Decrypt',
    asked,
  ],
  [
    'the key locks its own account out',
    (w) => w.replace(wires.key, ':root', ':role/nobody'),
    'apply',
    'because no resource-based policy allows the kms:',
    together('a', wires.key),
  ],
  [
    'the secret lies under the default key',
    (w) => w.set(wires.secret, 'kms_key_id', undefined),
    'people',
    'is not encrypted with a customer managed symmetric key',
  ],
  [
    'the secret has no policy',
    (w) => w.remove(wires.secretPolicy),
    'people',
    'WorkSpaces cannot read the registration secret: the policy of the secret',
    inTurn(),
  ],
  [
    'the policy of the secret lets WorkSpaces describe it alone',
    (w) => w.replace(wires.secretPolicy, 'GetSecretValue', 'DescribeSecret'),
    'people',
    'does not let workspaces.amazonaws.com get its value',
    asked,
  ],
  [
    'the policy lies on the other secret',
    (w) => w.set(wires.secretPolicy, 'secret_arn', w.reference(wires.scimSecret, 'arn')),
    'people',
    'WorkSpaces cannot read the registration secret',
    asked,
  ],
  [
    'the JSON key client_id',
    (w) => w.replace(wires.secretValue, 'application_id', 'client_id'),
    'people',
    'the registration secret lacks application_id (it has: client_id, application_password)',
    inTurn(),
  ],
  [
    'the JSON key applicationPassword',
    (w) => w.replace(wires.secretValue, 'application_password\\"', 'applicationPassword\\"'),
    'people',
    'the registration secret lacks application_password',
    asked,
  ],
  [
    'the id of the password in the place of its value',
    (w) => w.replace(wires.secretValue, /(azuread_application_password\.[\w-]+)\.value/, '$1.key_id'),
    'people',
    'AADSTS7000215',
    inTurn(),
  ],
  [
    'the object id of the app in the place of its client id',
    (w) => w.replace(wires.secretValue, '.client_id)', '.object_id)'),
    'people',
    'AADSTS700016',
    asked,
  ],
  [
    'the password alone, without JSON',
    (w) => w.set(wires.secretValue, 'secret_string', w.reference(wires.password, 'value')),
    'people',
    'it has: no JSON keys',
    asked,
  ],
  ['the secret is never filled', (w) => w.remove(wires.secretValue), 'people', 'has no value', asked],
  [
    'always the same of the two passwords',
    (w) =>
      w.set(
        wires.secretValue,
        'secret_string',
        `{"application_id":"${w.reference(wires.registrationApp, 'client_id')}","application_password":"${w.reference(wires.password, 'value')}"}`,
      ),
    'rotation',
    'AADSTS7000222',
    { ...asked, rotates: true },
  ],
  [
    'the older of the two passwords',
    (w) => w.replace(wires.secretValue, ' > -1) ?', ' < 0) ?'),
    'rotation',
    'AADSTS7000222',
    { ...asked, rotates: true },
  ],
  [
    'consent is missing',
    (w) => w.remove(wires.consent),
    'people',
    'lacks the consented application permission DeviceManagementServiceConfig.ReadWrite.All',
    inTurn(),
  ],
  [
    'consent to reading alone',
    (w) => w.replace(wires.consent, 'ServiceConfig.ReadWrite.All', 'ServiceConfig.Read.All'),
    'people',
    'lacks the consented application permission',
    asked,
  ],
  [
    'consent to a role that does not exist',
    (w) => w.set(wires.consent, 'app_role_id', '11111111-1111-1111-1111-111111111111'),
    'apply',
    'Could not create app role assignment',
    together('a', wires.consent),
  ],
  [
    'consent to the enterprise app',
    (w) => w.set(wires.consent, 'principal_object_id', w.reference(wires.enterprisePrincipal, 'object_id')),
    'people',
    'lacks the consented application permission',
    asked,
  ],
  [
    'consent to a client id in the place of an object id',
    (w) => w.set(wires.consent, 'principal_object_id', w.reference(wires.registrationApp, 'client_id')),
    'apply',
    'Could not create app role assignment',
    together('b', wires.consent),
  ],
  [
    'consent of the app to itself',
    (w) => w.set(wires.consent, 'resource_object_id', w.reference(wires.registrationPrincipal, 'object_id')),
    'apply',
    'Could not create app role assignment',
    together('c', wires.consent),
  ],
  [
    'consent to cleaning up is missing',
    (w) => w.remove(wires.cleanUpConsent),
    'left behind',
    /Entra device|devices: /,
    asked,
  ],
  [
    'the profile is assigned to nobody',
    (w) => w.remove(wires.profileAssignment),
    'people',
    'no Autopilot profile is assigned to the group Contoso berlin devices',
    inTurn(),
  ],
  [
    'the profile is assigned to the users',
    (w) =>
      w.change(wires.profileAssignment, (assignment) => {
        body(assignment)['target'] = {
          '@odata.type': '#microsoft.graph.groupAssignmentTarget',
          groupId: w.reference(wires.usersGroup, 'object_id'),
        };
      }),
    'people',
    'no Autopilot profile is assigned to the group Contoso berlin devices',
    inTurn(wires.profileAssignment),
  ],
  [
    'the profile is assigned to all devices',
    (w) =>
      w.change(wires.profileAssignment, (assignment) => {
        body(assignment)['target'] = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' };
      }),
    'people',
    'the profile Contoso berlin reaches the office computer OFFICE-1',
    inTurn(wires.profileAssignment),
  ],
  [
    'the group is excluded',
    (w) => w.replace(wires.profileAssignment, 'groupAssignmentTarget', 'exclusionGroupAssignmentTarget'),
    'people',
    'no Autopilot profile is assigned to the group Contoso berlin devices',
    asked,
  ],
  [
    'the profile is self-deploying',
    (w) => w.replace(wires.profile, 'singleUser', 'shared'),
    'people',
    'is self-deploying and not user-driven',
    inTurn(),
  ],
  [
    'the profile is for HoloLens',
    (w) => w.replace(wires.profile, 'windowsPc', 'holoLens'),
    'people',
    'is for holoLens and not for a Windows PC',
    asked,
  ],
  [
    'users become local administrators',
    (w) => w.replace(wires.profile, '"standard"', '"administrator"'),
    'people',
    '"userType":"administrator"',
    asked,
  ],
  ...(
    [
      ['is for hybrid join', 'azureADWindowsAutopilot', 'activeDirectoryWindowsAutopilot', 'a'],
      ['has a name template that is too long', 'WS-%RAND:9%', 'WORKSPACES-%RAND:9%', 'b'],
      ['has a hyphen in its name', 'Contoso berlin', 'Contoso-berlin', 'c'],
      ['is asked for in v1.0', '"api_version":"beta"', '"api_version":"v1.0"', 'd'],
      ['goes to a collection that does not exist', 'windowsAutopilotDeploymentProfiles', 'autopilotProfiles', 'e'],
    ] as const
  ).map(([what, from, to, life]): Row => [
    `the profile ${what}`,
    (w) => w.replace(wires.profile, from, to),
    'apply',
    'Failed to create resource',
    together(life, wires.profile),
  ]),
];

export const registrationMiswirings = expected(rows);
