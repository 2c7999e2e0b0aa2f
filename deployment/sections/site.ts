import { z } from 'zod';
import { defaults } from '../../domain/defaults.js';
import {
  autoStopStepMinutes,
  computeTypes,
  deviceTypes,
  rootVolumeGib,
  runningModes,
  selfServiceActions,
  userVolumeGib,
} from '../../domain/bundle-options.js';
import { siteKeyPattern } from '../../domain/names.js';
import { allowedNamePattern, mostAdded } from '../../domain/outbound.js';
import {
  autoStopMinutes,
  bucketArn,
  bundleId,
  choice,
  imageId,
  immutable,
  keyArn,
  secretArn,
  securityGroupId,
  subnetId,
  tags,
  vpcId,
} from '../fields.js';
import { fleetSection } from './fleet.js';
import { userSchema } from './user.js';

const anotherDirectory =
  'Add a site with another key, directory name and network, move the users there, then remove this one: a directory cannot be changed in this.';
const anotherBundle = 'Add a bundle under another name and point desktops to it; those that exist keep theirs.';

const allowList = z
  .strictObject({
    also: z
      .array(
        z.string().regex(allowedNamePattern, {
          error:
            'must be a host name in lower case, with a dot in front for it and everything below it: .contoso.com; the firewall knows no *, and no address by a name',
        }),
      )
      .max(mostAdded, { error: `must be at most ${mostAdded} names` })
      .default([])
      .describe('Names of your own that desktops reach over HTTPS and HTTP: web sites, mail, business software.'),
  })
  .describe('Only what is listed gets out, by the names that TLS and HTTP show. About $580 a month for two endpoints.');

const network = immutable(
  choice({
    create: z.strictObject({
      cidr: immutable(
        z.string().min(1),
        'IPv4 range of the new network, /16 to /25. Half of it holds desktops, in two zones.',
        anotherDirectory,
      ),
      availabilityZoneIds: immutable(
        z.array(z.string().min(1)).length(2, { error: 'must be two Availability Zone ids' }),
        'Ids of two different zones in which WorkSpaces runs, such as euc1-az2 and euc1-az3. Ids, because zone names differ per account.',
        anotherDirectory,
      ),
      natGateways: z
        .union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' })
        .default(1)
        .describe('NAT gateways: 1, or 2 to survive the loss of a zone.'),
      capacity: z
        .int()
        .min(1)
        .default(50)
        .describe('How many desktops the network must have room for; a third is kept free for rebuilds.'),
      flowLogs: z
        .strictObject({
          bucketArn: bucketArn().describe('Bucket of yours; its policy must let delivery.logs.amazonaws.com write.'),
        })
        .nullable()
        .default(null)
        .describe('Record all traffic of the network into a bucket. Not by default: it costs by the gigabyte.'),
      outbound: z
        .union([z.literal('open'), z.strictObject({ allowList })], { error: 'must be `open` or {"allowList": {}}' })
        .default(defaults.outbound)
        .describe(
          'What desktops may reach: `open` is everything. `allowList` is what signing in, Intune, apps, updates and activation need, through AWS Network Firewall; everything not listed stops.',
        ),
    }),
    existing: z.strictObject({
      vpcId: immutable(vpcId(), 'The network of the desktops.', anotherDirectory),
      subnetIds: immutable(
        z.array(subnetId()).length(2, { error: 'must be two subnets' }),
        'Two subnets in different zones in which WorkSpaces runs, with a way to the internet.',
        anotherDirectory,
      ),
    }),
  }),
  'The network of the desktops: `create` one or use an `existing` one. Range, zones, VPC and subnets never change; gateways, capacity, flow logs and the way out may.',
  anotherDirectory,
);

const bundle = choice({
  existing: z.strictObject({ id: bundleId().describe('Id of the bundle.') }),
  fromImage: z.strictObject({
    imageId: imageId().describe(
      'The Windows image. A new one reaches new desktops at once, existing ones by an explicit rebuild.',
    ),
    computeType: immutable(z.enum(computeTypes), 'Size of the desktops.', anotherBundle),
    rootVolumeGib: immutable(
      z.int().min(rootVolumeGib.minimum).max(rootVolumeGib.maximum),
      'Size of the system volume in GiB.',
      anotherBundle,
    ),
    userVolumeGib: immutable(
      z.int().min(userVolumeGib.minimum).max(userVolumeGib.maximum),
      'Size of the user volume in GiB.',
      anotherBundle,
    ),
  }),
});

const ipGroup = z.strictObject({
  name: z.string().min(1).max(100).describe('Name of the group; unique in the site.'),
  description: z.string().min(1).max(255).optional().describe('What the ranges are.'),
  rules: z
    .array(
      z.strictObject({
        cidr: z.string().min(1).describe('Public IPv4 range from which people connect, such as 203.0.113.0/24.'),
        description: z.string().min(1).max(255).optional().describe('What this range is.'),
      }),
    )
    .min(1)
    .max(30, { error: 'must be at most 30 ranges (quota of a group)' })
    .describe('The ranges.'),
});

const access = z.strictObject({
  requireAssignment: z
    .boolean()
    .default(true)
    .describe(
      "Only the desktop users group may use the directory's application in Identity Center, instead of everybody there.",
    ),
  deviceTypes: z
    .array(z.enum(deviceTypes))
    .min(1)
    .default(['windows', 'macos', 'web', 'ios', 'android', 'chromeos', 'linux'])
    .describe('Devices from which people may connect; all others are denied.'),
  ipGroups: z
    .array(ipGroup)
    .max(35, { error: 'must be at most 35 groups (quota of a directory)' })
    .default([])
    .describe('Address ranges from which people may connect, in named groups. None: from everywhere.'),
  selfService: z
    .array(z.enum(selfServiceActions))
    .default(['restart'])
    .describe('What people may do with their own desktop. All but `restart` change its cost or can lose data.'),
  localAdministrator: z.boolean().default(false).describe('Whether people are administrators of their desktop.'),
  internetAccess: z
    .boolean()
    .default(false)
    .describe('Give each desktop a public address. Not needed with NAT gateways.'),
  maintenanceMode: z
    .boolean()
    .default(true)
    .describe('Let WorkSpaces install Windows updates in its maintenance window.'),
  rememberMe: z.boolean().default(false).describe('"Remember me" in the client.'),
  diagnosticUpload: z.boolean().default(true).describe('Let clients send diagnostic logs to AWS.'),
  securityGroupId: securityGroupId()
    .optional()
    .describe('A security group of yours for all desktops, beside the one that WorkSpaces makes.'),
});

const encryption = z.strictObject({
  root: z.boolean().describe('Encrypt the system volume.'),
  user: z.boolean().describe('Encrypt the user volume.'),
  key: z
    .union([z.literal('create'), keyArn('`create` or ')])
    .default('create')
    .describe('`create` a key for this site, or the ARN of an existing one.'),
});

const desktops = z.strictObject({
  bundle: z.string().min(1).describe('Name of the bundle of this site that desktops are made from.'),
  runningMode: z
    .enum(runningModes)
    .default('AUTO_STOP')
    .describe('AUTO_STOP: pay by the hour. ALWAYS_ON: pay by the month.'),
  autoStopMinutes: autoStopMinutes()
    .default(autoStopStepMinutes)
    .describe('Minutes without use after which a desktop in AUTO_STOP stops; whole hours.'),
  properties: z
    .enum(['enforced', 'initial'])
    .default('enforced')
    .describe('`enforced`: what people changed by self-service goes back at the next apply. `initial`: it stays.'),
  encryption: encryption
    .nullable()
    .default(null)
    .describe('Encryption of the volumes. Settled when a desktop is made; a change reaches new desktops only.'),
  users: choice({
    list: z.array(userSchema).describe('The users, here in the file.'),
    file: z.string().min(1).describe('A users file (CSV) beside this file.'),
    group: fleetSection.describe(
      'A fleet: the members of the desktop users group have a desktop each, outside the Terraform state.',
    ),
  }).describe('Who has a desktop: a `list` here, a `file`, or the members of a `group`.'),
});

/** One WorkSpaces directory with its Region, network, bundles and desktops. */
export const siteSchema = z.strictObject({
  key: immutable(
    z.string().regex(siteKeyPattern, {
      error:
        'must be 1 to 20 lower-case letters, digits and hyphens, begin with a letter and end with a letter or digit',
    }),
    'The name of the site in everything that is made for it.',
    'Put the old key back: a changed key is another site, and the old one would be destroyed with its desktops.',
  ),
  region: immutable(z.string().min(1), 'The Region of the desktops.', anotherDirectory),
  directoryName: immutable(
    z.string().min(1),
    'Name of the directory, and the Autopilot group tag of its devices.',
    anotherDirectory,
  ),
  registrationSecret: immutable(
    choice({
      create: z.strictObject({}),
      existing: z.strictObject({ arn: secretArn().describe('ARN of the secret, in the Region of the site.') }),
    }).default({ create: {} }),
    'The secret from which WorkSpaces reads the credentials of the registration app. `existing` keeps them out of the Terraform state.',
    anotherDirectory,
  ),
  network,
  bundles: z
    .record(
      z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/, {
        error: 'must be 1 to 32 letters, digits, `_` and `-`, beginning with a letter or digit',
      }),
      bundle,
    )
    .refine((bundles) => Object.keys(bundles).length > 0, { error: 'must have at least one bundle' })
    .describe('What desktops are made from, by a name of yours.'),
  access: access.prefault({}).describe('Who may connect from what, and what people may do with their desktop.'),
  desktops: desktops.describe('The desktops of the site.'),
  tags: tags().optional().describe('Tags on everything of this site, over those of the deployment.'),
});
