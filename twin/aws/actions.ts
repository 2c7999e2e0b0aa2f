import type { ServiceName } from './api-model.js';
import { isRecord } from './api-validation.js';

/** What a call means to IAM: the action and the resources that it touches. */
export interface Access {
  readonly action: string;
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const prefixes: Partial<Record<ServiceName, string>> = { 'sso-admin': 'sso', 'service-quotas': 'servicequotas' };

/** Calls whose IAM action has another name. Source: the service authorization reference. */
const otherNames: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** Calls that everybody may make. */
const free = new Set(['sts:GetCallerIdentity']);

/** Undefined: needs no permission. */
export function accessOf(
  service: ServiceName,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  at: { region: string; accountId: string },
): Access | undefined {
  const name = `${prefixes[service] ?? service}:${operation}`;
  if (free.has(name)) return undefined;
  const resources = resourcesOf(service, input, at);
  const tags = tagsOf(input);
  return {
    action: otherNames[name] ?? name,
    resources: resources.length > 0 ? resources : ['*'],
    context: {
      'aws:RequestedRegion': at.region,
      ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      ...(tags.size > 0 ? { 'aws:TagKeys': [...tags.keys()] } : {}),
    },
  };
}

/**
 * Resources by the members of the input that name them. Where the service authorization reference has a type for a
 * call, the policy of the caller can name it; a call that names nothing is asked of `*`.
 */
function resourcesOf(
  service: ServiceName,
  input: Readonly<Record<string, unknown>>,
  at: { region: string; accountId: string },
): string[] {
  const arn = (type: string): string => `arn:aws:${service}:${at.region}:${at.accountId}:${type}`;
  switch (service) {
    case 'workspaces':
      return workspacesResources(input, arn);
    case 'sso-admin':
      return texts(input, ['ApplicationArn', 'InstanceArn', 'ResourceArn']);
    case 'identitystore': {
      const store = texts(input, ['IdentityStoreId']).map(
        (id) => `arn:aws:identitystore::${at.accountId}:identitystore/${id}`,
      );
      const users = texts(input, ['UserId']).map((id) => `arn:aws:identitystore:::user/${id}`);
      const groups = texts(input, ['GroupId']).map((id) => `arn:aws:identitystore:::group/${id}`);
      return [...store, ...users, ...groups];
    }
    case 'secretsmanager':
      return texts(input, ['SecretId']).map((id) => (id.startsWith('arn:') ? id : arn(`secret:${id}`)));
    case 'kms':
      return texts(input, ['KeyId', 'TargetKeyId']).map((id) =>
        id.startsWith('arn:') ? id : arn(id.startsWith('alias/') ? id : `key/${id}`),
      );
    case 'sns':
      return texts(input, ['TopicArn', 'ResourceArn']);
    case 'sts':
      return texts(input, ['RoleArn']);
    case 'iam':
      return texts(input, ['RoleName']).map((role) => `arn:aws:iam::${at.accountId}:role/${role}`);
    case 'lambda':
      return texts(input, ['FunctionName']).map((id) => (id.startsWith('arn:') ? id : arn(`function:${id}`)));
    case 'logs':
      return texts(input, ['logGroupName']).map((id) => arn(`log-group:${id}`));
    case 'events':
      return texts(input, ['Rule']).map((id) => arn(`rule/${id}`));
    default:
      return [];
  }
}

function workspacesResources(input: Readonly<Record<string, unknown>>, arn: (type: string) => string): string[] {
  const types: readonly (readonly [RegExp, string])[] = [
    [/^(?:d|wsd)-/, 'directory/'],
    [/^wsb-/, 'workspacebundle/'],
    [/^wsi-/, 'workspaceimage/'],
    [/^wsipg-/, 'workspaceipgroup/'],
    [/^ws-/, 'workspace/'],
  ];
  const named = [
    'DirectoryId',
    'BundleId',
    'ImageId',
    'WorkspaceId',
    'ResourceId',
    'GroupId',
    'DirectoryIds',
    'WorkspaceIds',
    'BundleIds',
    'GroupIds',
  ];
  const inside = ['Workspaces', 'TerminateWorkspaceRequests', 'RebuildWorkspaceRequests', 'RebootWorkspaceRequests'];
  const nested = [...inside, 'StartWorkspaceRequests', 'StopWorkspaceRequests'].flatMap((name) => {
    const requests = input[name];
    return Array.isArray(requests) ? requests.filter(isRecord).flatMap((each) => texts(each, named)) : [];
  });
  return [...texts(input, named), ...nested].map((id) =>
    arn(`${types.find(([pattern]) => pattern.test(id))?.[1] ?? ''}${id}`),
  );
}

function texts(input: Readonly<Record<string, unknown>>, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  });
}

function tagsOf(input: Readonly<Record<string, unknown>>): Map<string, string> {
  const tags = input['Tags'];
  if (isRecord(tags)) return new Map(Object.entries(tags).map(([key, value]) => [key, String(value)]));
  if (!Array.isArray(tags)) return new Map();
  return new Map(
    tags.filter(isRecord).map((tag) => [String(tag['Key'] ?? tag['key']), String(tag['Value'] ?? tag['value'] ?? '')]),
  );
}
