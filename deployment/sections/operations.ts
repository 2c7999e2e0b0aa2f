import { z } from 'zod';
import { choice, guid, roleArn, topicArn } from '../fields.js';

const email = () => z.email({ error: 'must be an e-mail address' });

/** Who hears of credentials that are about to expire. */
export const alertsSection = choice({
  email: email(),
  snsTopicArn: topicArn(),
})
  .nullable()
  .default(null)
  .describe(
    'Who hears of a token, secret or certificate that is about to expire: an `email` address, or an `snsTopicArn` of yours. With a fleet its alarm tells them, too: a topic of yours has to be in the Region of the fleet then, and one that is encrypted needs a key whose policy lets `cloudwatch.amazonaws.com` use it.',
  );

/** Watching sign-in and provisioning in Azure Monitor. */
export const monitoringSection = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        '`false` removes what was made and keeps the settings, so that Azure credentials are still at hand to do so.',
      ),
    subscriptionId: guid().describe('Azure subscription of the Log Analytics workspace.'),
    location: z
      .string()
      .regex(/^[a-z][a-z0-9]+$/, { error: 'must be an Azure location such as westeurope' })
      .describe('Azure location.'),
    alertEmail: email().describe('Who gets mail on failed provisioning and failed sign-in.'),
  })
  .nullable()
  .default(null)
  .describe('Failed provisioning and failed sign-in, watched in Azure Monitor. `null`: not.');

/** Where Terraform keeps its state. */
export const stateSection = choice({
  s3: z.strictObject({
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be the name of an S3 bucket' })
      .describe('Bucket, with versioning on.'),
    region: z.string().min(1).describe('Region of the bucket.'),
    key: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Key of the state. `entra-workspaces/NAME.tfstate` by default.'),
    kmsKeyId: z.string().min(1).optional().describe('KMS key (ARN) that encrypts the state.'),
    roleArn: roleArn().optional().describe('Role to assume for the bucket.'),
  }),
  azurerm: z.strictObject({
    resourceGroupName: z.string().min(1).max(90).describe('Resource group of the storage account.'),
    storageAccountName: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, { error: 'must be the name of a storage account' })
      .describe('Storage account.'),
    containerName: z
      .string()
      .regex(/^[a-z0-9](-?[a-z0-9]){2,62}$/, { error: 'must be the name of a container' })
      .describe('Container.'),
    subscriptionId: guid().optional().describe('Subscription of the storage account.'),
    key: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Name of the blob. `entra-workspaces/NAME.tfstate` by default.'),
  }),
  local: z.strictObject({
    path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File of the state, from the folder of this file; NAME.tfstate by default. For trying out: it holds secrets and nobody else can use it.',
      ),
  }),
}).describe('Where Terraform keeps its state. It holds secrets: encrypt it and let few people read it.');
