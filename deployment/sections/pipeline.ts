/** Who plans and applies in a pipeline: one host, its identities in both clouds, and what it can enforce. */
import { z } from 'zod';
import { choice, guid, roleArn } from '../fields.js';

/** A name as hosts take it for an environment: text, never an expression. */
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

/** The same where nothing plans a pull request. */
const twoIdentities = (one: () => z.ZodString | z.ZodGUID, noun: string) =>
  identities(one, noun).omit({ pullRequestPlan: true });

/** What the identity that applies may do in Entra. */
const entraRights = () =>
  z
    .enum(['daily', 'whole'])
    .default('daily')
    .describe(
      'What the application that applies may do in Entra. `daily`: people, desktops, secrets on their turn and what Intune gives; it owns the registration app and the groups of the deployment, and a person applies what needs more (foundation, handshake, consent). `whole`: all of it, which is as much as Global Administrator. A file that names such an application and does not say is read as `whole`: these are the rights that it has.',
    );

/** A name of Azure DevOps. Source: https://learn.microsoft.com/en-us/azure/devops/organizations/settings/naming-restrictions. */
const azureName = (what: string) =>
  z
    .string()
    .regex(/^[^\s"'`$\\/:*?<>;#{},+=[\]|-][^"'`$\\/:*?<>;#{},+=[\]|]{0,63}$/, {
      error: `must be the name of ${what}, without quotes, slashes or other signs that it forbids`,
    })
    .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), {
      error: 'must be a name in one line, without control characters',
    });

/**
 * A service connection of the kind "Azure Resource Manager, workload identity federation". Issuer and subject cannot be
 * foretold: the connection shows them.
 */
const connection = (use: string) =>
  z
    .strictObject({
      name: azureName('a service connection').describe('Its name, as the pipeline calls it.'),
      id: guid().describe('Its id (resourceId in the address of its page).'),
      issuer: z
        .string()
        .regex(
          /^https:\/\/(login\.microsoftonline\.com\/[0-9a-f-]{36}\/v2\.0|vstoken\.dev\.azure\.com\/[0-9a-f-]{36})$/i,
          {
            error:
              'must be the issuer that the connection shows, such as https://login.microsoftonline.com/TENANT/v2.0',
          },
        )
        .describe('Its issuer, as it shows it.'),
      subject: z
        .string()
        .regex(/^[\w/.:~ -]{1,600}$/, { error: 'must be the subject identifier that the connection shows' })
        .describe('Its subject identifier, as it shows it.'),
    })
    .describe(use);

const hosts = {
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
      entraRights: entraRights(),
      aws: identities(roleArn, 'Role').describe('Roles that trust the OIDC tokens of this repository.'),
      entra: identities(guid, 'Application (client id)').describe(
        'Applications with a federated credential for this repository.',
      ),
    })
    .describe('GitHub Actions.'),
  gitlab: z
    .strictObject({
      url: z
        .string()
        .regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/i, {
          error: 'must be the address of GitLab, without a path or a slash at its end',
        })
        .default('https://gitlab.com')
        .describe('Address of GitLab: it signs the tokens of its jobs, and both clouds have to reach it.'),
      project: z
        .string()
        .regex(/^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/, { error: 'must be GROUP/PROJECT' })
        .describe('GROUP/PROJECT, with every group above it.'),
      environment: environmentName().describe('Protected environment whose approvers release an apply.'),
      level: z
        .enum(['approved', 'confirmed', 'refused'])
        .default('approved')
        .describe(
          'What the project can enforce. `approved`: approvers of a protected environment (Premium). `confirmed`, without them: a person who had no part in the change starts the apply. `refused`: nothing but a laptop applies.',
        ),
      entraRights: entraRights(),
      aws: twoIdentities(roleArn, 'Role').describe('Roles that trust the ID tokens of this project.'),
      entra: twoIdentities(guid, 'Application (client id)').describe(
        'Applications with a federated credential for this project.',
      ),
    })
    .describe('GitLab CI/CD.'),
  azureDevOps: z
    .strictObject({
      organization: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,48}[A-Za-z0-9]?$/, {
          error: 'must be the name of an organization: dev.azure.com/NAME',
        })
        .describe('Organization: dev.azure.com/NAME.'),
      project: azureName('a project').describe('Project.'),
      level: z
        .enum(['approved', 'refused'])
        .default('approved')
        .describe(
          'What the project can enforce. `approved`: approvals and branch control on the service connection that applies. `refused`: nothing but a laptop applies.',
        ),
      connections: z
        .strictObject({
          mainPlan: connection('Service connection of the job that plans the main branch.'),
          apply: connection(
            'Service connection of the job that applies; its approvals are the approval of an apply.',
          ).optional(),
        })
        .describe('Service connections; the checks that protect an apply are made on them, not in the YAML.'),
      entraRights: entraRights(),
      aws: twoIdentities(roleArn, 'Role').describe(
        'Roles that trust the tokens of the connections. Experimental: Azure DevOps retires the issuer vstoken.dev.azure.com in July 2027, and nobody has seen AWS take the other one.',
      ),
      entra: twoIdentities(guid, 'Application (client id)').describe('Applications of the connections.'),
    })
    .describe('Azure Pipelines.'),
};

type Chosen<Host extends keyof typeof hosts, How> = {
  [Each in keyof typeof hosts]?: Each extends Host ? How : never;
} & { [Each in Host]: How };

/** One host, and none beside it: `pipeline.github?.level` may be read of any. */
type OneHost<Of extends 'input' | 'output'> = {
  [Host in keyof typeof hosts]: Chosen<
    Host,
    Of extends 'input' ? z.input<(typeof hosts)[Host]> : z.output<(typeof hosts)[Host]>
  >;
}[keyof typeof hosts];

/** Who plans and applies in a pipeline. */
export const pipelineSection = (choice(hosts) as unknown as z.ZodType<OneHost<'output'>, OneHost<'input'>>)
  .nullable()
  .default(null)
  .describe('Check on a pull request, plan and apply after the merge. `null`: by hand.');
