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
    'Who hears of a token, secret or certificate that is about to expire: an `email` address, or an `snsTopicArn` of yours.',
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

/** A name as GitHub takes it for an environment: text, never an expression. */
const environmentName = () =>
  z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(255, { error: 'must have at most 255 characters' })
    .refine((name) => name === name.trim(), { error: 'must have no space around it' })
    .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), {
      error: 'must be a name in one line, without control characters',
    })
    .refine((name) => !name.includes('${{'), { error: 'must be a name, not an expression (`${{`)' });

/** The identities of a pipeline in one cloud; each is another one. */
const identities = (one: () => z.ZodString | z.ZodGUID, noun: string) =>
  z.strictObject({
    mainPlan: one().describe(
      `${noun} that plans what is on the main branch: trusts that branch alone, reads, keeps plans.`,
    ),
    apply: one()
      .optional()
      .describe(`${noun} that applies: trusts the main branch and the environment. Left out with level \`refused\`.`),
    pullRequestPlan: one()
      .optional()
      .describe(`${noun} that plans pull requests: reads and keeps nothing. With \`pullRequests: plan\` alone.`),
  });

/** Who plans and applies in a pipeline. */
export const pipelineSection = choice({
  github: z
    .strictObject({
      repository: z
        .string()
        // Users that a company manages carry its short code: ada_contoso.
        .regex(/^[A-Za-z0-9_-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, { error: 'must be OWNER/REPOSITORY' })
        .describe('OWNER/REPOSITORY.'),
      environment: environmentName().describe('GitHub environment whose reviewers approve an apply.'),
      level: z
        .enum(['approved', 'confirmed', 'refused'])
        .default('approved')
        .describe(
          'What the host can enforce. `approved`: reviewers of the environment. `confirmed`, for a host without them: nothing is applied on merge, a person who had no part in the change starts the apply with the digest of the plan. `refused`: the main branch cannot be protected, so nothing but a laptop applies.',
        ),
      pullRequests: z
        .enum(['check', 'plan'])
        .default('check')
        .describe(
          'What a pull request gets. `check`: no identity, only the files of the repository. `plan`: a plan with an identity that reads both clouds and the state, secrets included, once a person has released the run.',
        ),
      aws: identities(roleArn, 'Role').describe('Roles that trust the OIDC tokens of this repository.'),
      entra: identities(guid, 'Application (client id)').describe(
        'Applications with a federated credential for this repository.',
      ),
    })
    .describe('GitHub Actions.'),
})
  .nullable()
  .default(null)
  .describe('Check on a pull request, plan and apply after the merge. `null`: by hand.');
