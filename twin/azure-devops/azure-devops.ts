import { randomUUID } from 'node:crypto';
import type { World } from '../clouds.js';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';

const settingsWhenAsked = rule(
  'azure-devops-check-settings-expand',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/check-configurations/list: $expand=settings',
  'Settings of checks come where they are asked for.',
);
const signInPage = rule(
  'azure-devops-sign-in-page',
  'https://learn.microsoft.com/en-us/azure/devops/integrate/get-started/authentication/authentication-guidance; that the status is 203: Azure/azure-devops-cli-extension#1072 and others',
  'Whoever has no right token is answered 203 with a page.',
);
const previewVersion = rule(
  'azure-devops-preview-version',
  'https://learn.microsoft.com/en-us/azure/devops/integrate/concepts/rest-api-versioning: preview',
  'An API in preview is asked for with -preview in its version: else 400.',
);

/** What stands on a service connection; in the words of its API. */
export interface AzureConnection {
  readonly checks: object[];
  everyPipeline: boolean;
}

/** An approval by so many people. */
export const approvalBy = (approvers: number, starterApproves = false): object => ({
  type: { id: '8C6F20A7-A545-4486-9777-F762FAFE0D4D', name: 'Approval' },
  settings: {
    approvers: Array.from({ length: approvers }, (_each, at) => ({ id: `person-${at}` })),
    minRequiredApprovers: 0,
    requesterCannotBeApprover: !starterApproves,
  },
  timeout: 43200,
});

/** Branch control. @param branches as people write them: `refs/heads/main, refs/heads/release` */
export const branchControl = (branches: string): object => ({
  type: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
  settings: {
    displayName: 'Branch control',
    definitionRef: { id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b', name: 'evaluatebranchProtection', version: '0.0.1' },
    inputs: { allowedBranches: branches, ensureProtectionOfBranch: 'true' },
  },
  timeout: 1440,
});

/** A template that a pipeline has to extend. */
export const requiredTemplate = (templatePath: string): object => ({
  type: { id: '4020E66E-B0F3-47E1-BC88-48F3CC59B5F3', name: 'ExtendsCheck' },
  settings: {
    extendsChecks: [
      { repositoryType: 'git', repositoryName: 'templates', repositoryRef: 'refs/heads/main', templatePath },
    ],
  },
});

/** dev.azure.com as far as the checks of service connections go; runs of pipelines are not played. */
export class AzureDevOpsHost {
  /** By id. */
  readonly connections = new Map<string, AzureConnection>();
  /** Personal access tokens. */
  readonly tokens = new Set<string>();
  readonly unknownCalls: string[] = [];

  constructor(private readonly world: World) {
    world.network.register('dev.azure.com', async (request) => this.answer(request));
  }

  addToken(): string {
    const token = `${randomUUID().replaceAll('-', '')}sandbox`;
    this.tokens.add(token);
    return token;
  }

  private answer({ method, path, headers, query }: CloudRequest): CloudResponse {
    const basic = /^Basic (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
    if (!this.tokens.has(Buffer.from(basic, 'base64').toString().replace(/^:/, ''))) {
      this.world.rules.leanOn(signInPage);
      const body = '<html><title>Azure DevOps Services | Sign In</title></html>';
      return { status: 203, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
    }
    const [, , , , ...parts] = path.split('/').map(decodeURIComponent);
    if (!query.get('api-version')?.endsWith('-preview.1')) {
      this.world.rules.leanOn(previewVersion);
      return json(400, { message: 'The requested version is under preview. The -preview flag must be supplied.' });
    }
    const what = parts.slice(0, 3).join('/');
    const id = (what === 'pipelines/checks/configurations' ? query.get('resourceId') : parts[3]) ?? '';
    const connection = this.connections.get(id);
    if (method !== 'GET') return this.unknown(method, path);
    if (what === 'pipelines/checks/configurations' && query.get('resourceType') === 'endpoint') {
      this.world.rules.leanOn(settingsWhenAsked);
      const whole = query.get('$expand') === 'settings';
      const value = (connection?.checks ?? []).map((each, at) => {
        const { settings, ...rest } = each as { settings?: unknown };
        return { id: at + 1, ...rest, resource: { type: 'endpoint', id }, ...(whole ? { settings } : {}) };
      });
      return json(200, { count: value.length, value });
    }
    if (what === 'pipelines/pipelinepermissions/endpoint') {
      const all = connection?.everyPipeline === true ? { authorized: true } : null;
      return json(200, { resource: { type: 'endpoint', id }, allPipelines: all, pipelines: [] });
    }
    return this.unknown(method, path);
  }

  private unknown(method: string, path: string): CloudResponse {
    this.unknownCalls.push(`${method} ${path}`);
    return json(404, { message: 'The resource cannot be found.' });
  }
}
