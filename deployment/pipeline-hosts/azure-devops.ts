/**
 * Azure Pipelines. Source of its subjects:
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/release/configure-workload-identity.
 */
import { z } from 'zod';
import { azurePipelinesFile } from '../../domain/pipeline-files.js';
import { audiences } from '../../domain/pipeline-subjects.js';
import { guid, roleArn } from '../fields.js';
import { entraRights, orNobody, pipelineHost, twoIdentities } from './pipeline-host.js';

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

/** As the service connection of the identity shows them. */
export interface AzureDevOpsSubject {
  readonly issuer: string;
  readonly subject: string;
}

export const azureDevOps = pipelineHost({
  settings: z
    .strictObject({
      organization: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,48}[A-Za-z0-9]?$/, {
          error: 'must be the name of an organization: dev.azure.com/NAME',
        })
        .describe('Organization: dev.azure.com/NAME.'),
      project: azureName('a project').describe('Project.'),
      repository: azureName('a repository')
        .optional()
        .describe('Repository of the project, in Azure Repos; without it the one with the name of the project.'),
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
        .optional()
        .describe(
          `Service connections; the checks that protect an apply are made on them, not in the YAML. ${orNobody}`,
        ),
      entraRights: entraRights(),
      aws: twoIdentities(roleArn, 'Role')
        .optional()
        .describe(
          `Roles that trust the tokens of the connections. Experimental: Azure DevOps retires the issuer vstoken.dev.azure.com in July 2027, and nobody has seen AWS take the other one. ${orNobody}`,
        ),
      entra: twoIdentities(guid, 'Application (client id)')
        .optional()
        .describe(`Applications of the connections. ${orNobody}`),
    })
    .describe('Azure Pipelines.'),
  home: azurePipelinesFile,
  issuers: ({ connections = {} }) => Object.values(connections).flatMap((each) => each?.issuer ?? []),
  trusted: (_identity, { issuer: said, subject }: AzureDevOpsSubject) => ({
    issuer: said,
    // What an application takes is all that a connection asks for.
    audiences: { aws: audiences.entra, entra: audiences.entra },
    subject,
    claims: {},
  }),
});
