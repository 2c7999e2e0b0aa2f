/** Rules about the account and the tenant as a whole. */
import { alertsTables } from './alerts-tables.js';
import { rulesOf } from './cases.js';
import { fleetTables } from './fleet-tables.js';
import { hostTables } from './host-tables.js';
import { pipeline, roles } from './pipeline-seen.js';
import { pipelineTables } from './pipeline-tables.js';
import { stateTables } from './state-tables.js';
import { first, inDays, lets, one, tenantId, well, without } from './world.js';

const role = well.serviceRole;
const boundaryArn = 'arn:aws:iam::111122223333:policy/contoso-desktops-control-plane-boundary';
const boundsNothing =
  "Whoever may write the function's role, as the identity that applies, becomes an administrator through it. Name the policy that `entra-workspaces permissions --command boundary --deployment deployment.json` prints in aws.permissionsBoundaryArn, or deny these actions in this one.";
const appliesIn = {
  pipeline: { github: { ...pipeline.github, aws: { ...roles, apply: 'arn:aws:iam::111122223333:role/apply' } } },
};

const approvers = [{ group: '0c2f1a9b-7d3e-4b56-8a90-1f2e3d4c5b6a' }];
const asking = { site: { fleet: { selfService: { accessPackage: { approvers } } } } };
const decider = (kind: 'user' | 'group', rest: object = {}) => ({
  ...{ kind, id: approvers[0]?.group ?? '', isThere: true },
  ...rest,
});

rulesOf('account', {
  ...alertsTables,
  ...pipelineTables,
  ...hostTables,
  ...fleetTables,
  ...stateTables,
  'wrong-account': {
    'the account of the deployment': {},
    'another account': {
      facts: { account: { ...well.account, id: '444455556666' } },
      finds: [{ got: 'account 444455556666 instead of 111122223333' }],
    },
  },
  'wrong-tenant': {
    'the tenant of the deployment': {},
    'its id in upper case': { facts: { signedIn: { ...well.signedIn, tenantId: tenantId.toUpperCase() } } },
    'nobody can tell the tenant': { facts: { signedIn: { ...well.signedIn, tenantId: '' } } },
    'another tenant': {
      facts: { signedIn: { ...well.signedIn, tenantId: '00000000-1111-2222-3333-444444444444' } },
      finds: [{ got: `tenant 00000000-1111-2222-3333-444444444444 instead of ${tenantId}` }],
    },
  },
  'name-taken': {
    'nothing bears its names, or a state knows it': {},
    'each thing, by its cloud': {
      facts: { namesakes: { inEntra: ['group "Contoso desktops users" (1)'], inAws: ['function a in eu-central-1'] } },
      finds: [
        { thing: 'group "Contoso desktops users" (1)', got: `in the tenant ${tenantId}, and not in the state` },
        { thing: 'function a in eu-central-1', got: 'in the account 111122223333, and not in the state' },
      ],
    },
  },
  'region-enabled': {
    'its only Region is enabled': {},
    'the Region of a second site is not': {
      deployment: { more: [{ key: 'milan', region: 'eu-south-1' }] },
      finds: [{ thing: 'eu-south-1', got: 'not enabled' }],
    },
    'the Region of Identity Center is not': {
      deployment: { identityCenter: { region: 'ap-east-1' } },
      finds: [{ thing: 'ap-east-1', got: 'not enabled' }],
    },
    'Identity Center is another account’s, whose Regions nobody sees here': {
      deployment: { identityCenter: { region: 'ap-east-1', roleArn: 'arn:aws:iam::444455556666:role/reader' } },
    },
    'a Region of two sites is told once': {
      facts: { enabledRegions: [] },
      deployment: { more: [{ key: 'munich' }] },
      finds: [{ thing: 'eu-central-1', got: 'not enabled' }],
    },
  },
  'self-service-licence': {
    'Entra ID P2': {
      deployment: asking,
      facts: { licences: [{ ...first(well.licences), plans: ['AAD_PREMIUM', 'AAD_PREMIUM_P2'] }] },
    },
    'Entra ID Governance, by the name of a licence': {
      deployment: asking,
      facts: { licences: [{ ...first(well.licences), name: 'Microsoft_Entra_ID_Governance' }] },
    },
    'neither of them': {
      deployment: asking,
      finds: [{ thing: 'Entra ID P2 or Governance', got: 'no licence found' }],
    },
    'a fleet whose members somebody else keeps': { deployment: { site: { fleet: {} } }, holds: false },
    'a licence that has ended': {
      deployment: asking,
      facts: { licences: [{ ...first(well.licences), enabled: false, plans: ['AAD_PREMIUM_P2'] }] },
      finds: [{ thing: 'Entra ID P2 or Governance', got: 'no licence found' }],
    },
  },
  approver: {
    'a group with members, and a user': {
      deployment: asking,
      facts: { approvers: [decider('group', { members: 2 }), decider('user')] },
    },
    'a group and a user that Entra does not know': {
      deployment: asking,
      facts: { approvers: [decider('group', { isThere: false }), decider('user', { isThere: false })] },
      finds: [
        { thing: `group ${approvers[0]?.group}`, got: 'not in this tenant' },
        { thing: `user ${approvers[0]?.group}`, got: 'not in this tenant' },
      ],
    },
    'a group of nobody': {
      deployment: asking,
      facts: { approvers: [decider('group', { members: 0 })] },
      finds: [{ thing: `group ${approvers[0]?.group}`, got: 'no members' }],
    },
    'managers alone': {
      deployment: { site: { fleet: { selfService: { accessPackage: { approvers: ['manager'] } } } } },
      holds: false,
    },
  },
  byol: {
    enabled: {},
    'not enabled': {
      facts: { byol: { ...well.byol, enabled: false } },
      finds: [{ thing: 'eu-central-1', got: 'not enabled' }],
    },
    'being enabled: there is nothing to do but wait': {
      facts: { byol: { ...well.byol, enabled: false, pendingSince: new Date(inDays(-2)) } },
      finds: [{ thing: 'eu-central-1', got: 'being enabled since 2026-11-23', fix: 'Wait until AWS has enabled it.' }],
    },
    refused: {
      facts: { byol: { ...well.byol, enabled: false, failure: 'quota of 50 desktops' } },
      finds: [{ thing: 'eu-central-1', got: 'refused: quota of 50 desktops' }],
    },
    'enabled in the end, whatever was before': { facts: { byol: { ...well.byol, failure: 'an earlier one' } } },
  },
  'desktop-quota': {
    'as many as there are desktops': { facts: { quotas: { region: 'eu-central-1', desktops: 2 } } },
    'one fewer': {
      facts: { quotas: { region: 'eu-central-1', desktops: 1 } },
      finds: [{ thing: 'eu-central-1', got: '1 for 2 desktops' }],
    },
    'with its code, the command that asks for more': {
      facts: { quotas: { region: 'eu-central-1', desktops: 1, desktopsQuotaCode: 'L-34278094' } },
      finds: [
        {
          thing: 'eu-central-1',
          got: '1 for 2 desktops',
          command:
            'aws service-quotas request-service-quota-increase --service-code workspaces --quota-code L-34278094 --desired-value 2 --region eu-central-1',
        },
      ],
    },
    'desktops of another site of the Region count': {
      facts: { quotas: { region: 'eu-central-1', desktops: 3 } },
      deployment: { more: [{ key: 'munich' }] },
      finds: [{ thing: 'eu-central-1', got: '3 for 4 desktops' }],
    },
    'desktops of another Region do not': {
      facts: { quotas: { region: 'eu-central-1', desktops: 2 } },
      deployment: { more: [{ key: 'dublin', region: 'eu-west-1' }] },
    },
    'users on hold keep their desktops': {
      facts: { quotas: { region: 'eu-central-1', desktops: 0 } },
      deployment: { site: { users: [{ upn: 'ada@contoso.com', state: 'held' }] } },
      finds: [{ thing: 'eu-central-1', got: '0 for 1 desktop' }],
    },
    'a quota that nobody tells': { facts: { quotas: { region: 'eu-central-1' } } },
  },
  'service-role': {
    'as the guide says': {},
    missing: { facts: { serviceRole: undefined }, finds: [{ got: 'no such role' }] },
    'under a path': {
      facts: { serviceRole: { ...role, path: '/contoso/' } },
      finds: [{ got: 'the path /contoso/' }],
    },
    'a trust policy for another service': {
      facts: { serviceRole: { ...role, trust: lets('ec2.amazonaws.com', 'sts:AssumeRole') } },
      finds: [{ got: 'a trust policy that does not name workspaces.amazonaws.com' }],
    },
    'one policy is missing': {
      facts: { serviceRole: { ...role, policies: ['AmazonWorkSpacesServiceAccess'] } },
      finds: [{ got: 'without AmazonWorkSpacesSelfServiceAccess' }],
    },
    'a boundary, no policies, no trust: each is told': {
      facts: { serviceRole: { ...without(role, 'trust'), policies: [], boundaryArn } },
      finds: [
        { got: 'a trust policy that does not name workspaces.amazonaws.com' },
        { got: 'without AmazonWorkSpacesServiceAccess and AmazonWorkSpacesSelfServiceAccess' },
        { got: `the permissions boundary ${boundaryArn}` },
      ],
    },
    'before an apply that makes it': { occasion: 'preflight', holds: false },
    'before an apply that expects it': {
      occasion: 'preflight',
      deployment: { aws: { serviceRole: 'existing' } },
      facts: { serviceRole: undefined },
      finds: [{ got: 'no such role' }],
    },
  },
  boundary: {
    'the one that is named exists': {
      deployment: { ...appliesIn, aws: { permissionsBoundaryArn: boundaryArn } },
      facts: { boundary: { arn: boundaryArn, document: undefined } },
    },
    'the one that is printed leaves nothing': {
      deployment: { ...appliesIn, aws: { permissionsBoundaryArn: boundaryArn } },
      facts: { boundary: { arn: boundaryArn, document: { Statement: { Effect: 'Allow', Action: 's3:*' } } } },
    },
    'one of the company that allows all': {
      deployment: { aws: { permissionsBoundaryArn: boundaryArn } },
      facts: { boundary: { arn: boundaryArn, document: { Statement: [{ Effect: 'Allow', Action: '*' }] } } },
      finds: [
        {
          thing: boundaryArn,
          got: 'it leaves iam:AddUserToGroup, iam:AttachGroupPolicy, iam:AttachRolePolicy and 11 more to the function',
          fix: boundsNothing,
        },
      ],
    },
    'one that allows all but IAM, in different words': {
      deployment: { aws: { permissionsBoundaryArn: boundaryArn } },
      facts: { boundary: { arn: boundaryArn, document: { Statement: { Effect: 'Allow', NotAction: ['iam:*'] } } } },
    },
    'one that allows all and denies IAM': {
      deployment: { aws: { permissionsBoundaryArn: boundaryArn } },
      facts: {
        boundary: {
          arn: boundaryArn,
          document: {
            Statement: [
              { Effect: 'Allow', Action: ['*'] },
              { Effect: 'Deny', Action: 'iam:*' },
            ],
          },
        },
      },
    },
    'one that denies IAM to others alone': {
      deployment: { aws: { permissionsBoundaryArn: boundaryArn } },
      facts: {
        boundary: {
          arn: boundaryArn,
          document: {
            Statement: [
              { Effect: 'Allow', Action: ['iam:PutRolePolicy'] },
              { Effect: 'Deny', Action: 'iam:*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } },
            ],
          },
        },
      },
      finds: [{ thing: boundaryArn, got: 'it leaves iam:PutRolePolicy to the function', fix: boundsNothing }],
    },
    'the one that is named does not exist': {
      deployment: { aws: { permissionsBoundaryArn: boundaryArn } },
      finds: [{ thing: boundaryArn, got: 'no such policy', severity: 'error' }],
    },
    'a pipeline applies and none is named': {
      deployment: appliesIn,
      finds: [
        {
          got: 'a pipeline applies, and aws.permissionsBoundaryArn names none',
          fix: `Make the policy that \`entra-workspaces permissions --command boundary --deployment deployment.json\` prints, and write "permissionsBoundaryArn": "${boundaryArn}" under aws.`,
        },
      ],
    },
    'an administrator who applies by hand needs none': { holds: false },
    'a pipeline that only plans needs none': {
      deployment: { pipeline },
      holds: false,
    },
  },
  'directory-quota': {
    'the directory exists, however full the Region is': {
      facts: { directories: Array.from({ length: 50 }, () => well.directory) },
    },
    'one place is left': {
      facts: { directory: undefined, directories: Array.from({ length: 49 }, () => well.directory) },
    },
    'fifty, which is what AWS allows where it says nothing': {
      facts: { directory: undefined, directories: Array.from({ length: 50 }, () => well.directory) },
      finds: [{ thing: 'eu-central-1', got: '50 of 50 directories' }],
    },
    'a quota that AWS tells': {
      facts: { directory: undefined, quotas: { region: 'eu-central-1', directories: 1 } },
      finds: [{ thing: 'eu-central-1', got: '1 of 1 directories' }],
    },
  },
  licences: {
    'one licence with everything': {},
    'Entra ID P2 is more than P1': {
      facts: { licences: [{ ...one.licence, plans: ['AAD_PREMIUM_P2', 'INTUNE_A', 'WIN10_VDA_E3'] }] },
    },
    'each plan in a licence of its own, named like it': {
      facts: {
        licences: ['AAD_PREMIUM', 'INTUNE_A_D', 'Win10_vda_e5'].map((name) => ({ ...one.licence, name, plans: [] })),
      },
    },
    'nothing at all: Windows is only a warning, as its names vary': {
      facts: { licences: [] },
      finds: [
        { thing: 'Entra ID P1', got: 'no licence found', severity: 'error' },
        { thing: 'Intune', got: 'no licence found', severity: 'error' },
        { thing: 'Windows VDA E3 or E5', got: 'no licence found', severity: 'warning' },
      ],
    },
    'a licence that has ended counts as none': {
      facts: {
        licences: [
          { ...one.licence, plans: ['AAD_PREMIUM', 'WIN10_VDA_E3'] },
          { ...one.licence, enabled: false, name: 'INTUNE_A' },
        ],
      },
      finds: [{ thing: 'Intune', got: 'no licence found', severity: 'error' }],
    },
    'a name that only holds that of a plan': {
      facts: { licences: [{ ...one.licence, plans: ['MY_AAD_PREMIUM', 'INTUNE_A', 'WIN10_VDA_E3'] }] },
      finds: [{ thing: 'Entra ID P1', got: 'no licence found', severity: 'error' }],
    },
  },
  'ebs-encryption': {
    'not by default': { facts: { images: [] } },
    'by default, and the image is there': { facts: { ebsEncryption: { region: 'eu-central-1', byDefault: true } } },
    'by default, and the image is not there': {
      facts: { ebsEncryption: { region: 'eu-central-1', byDefault: true }, images: [] },
      finds: [{ thing: 'eu-central-1', got: 'encrypted by default' }],
    },
    'an image that is still imported is not there': {
      facts: {
        ebsEncryption: { region: 'eu-central-1', byDefault: true },
        images: [{ ...one.image, state: 'PENDING' }],
      },
      finds: [{ thing: 'eu-central-1', got: 'encrypted by default' }],
    },
    'an image that was not imported with BYOL is not the one': {
      facts: {
        ebsEncryption: { region: 'eu-central-1', byDefault: true },
        images: [{ ...one.image, dedicated: false }],
      },
      finds: [{ thing: 'eu-central-1', got: 'encrypted by default' }],
    },
    'bundles that exist need no image': {
      facts: { ebsEncryption: { region: 'eu-central-1', byDefault: true }, images: [] },
      deployment: { site: { bundles: { standard: { existing: { id: 'wsb-contoso00' } } } } },
    },
  },
});
