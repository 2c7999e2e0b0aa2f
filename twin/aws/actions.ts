import { generatedData } from '../generated-data.js';
import type { ServiceName } from './api-model.js';
import { isRecord } from './api-validation.js';

/** One thing that IAM is asked before a call goes through. */
export interface Access {
  readonly action: string;
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

interface Reference {
  /** Where it comes from: the service authorization reference. */
  readonly source: string;
  readonly actions: Readonly<
    Record<
      string,
      {
        readonly required: readonly string[];
        readonly optional: readonly string[];
        readonly dependent: readonly string[];
      }
    >
  >;
}

const prefixes: Partial<Record<ServiceName, string>> = { 'sso-admin': 'sso', 'service-quotas': 'servicequotas' };

/** Calls whose IAM action has another name. */
const otherNames: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** Calls that everybody may make. */
const free = new Set(['sts:GetCallerIdentity']);

/**
 * Actions that another one depends on, asked as well. Left out: those that count under conditions which the twin does
 * not play (`kms:…` with a customer managed key on Identity Center) or which a service asks about by itself (PassRole).
 */
const dependents = new Set([
  ...['identitystore:CreateIdentityStore', 'identitystore:DeleteIdentityStore', 'iam:CreateServiceLinkedRole'],
  ...['workspaces:AuthorizeIpRules', 'workspaces:CreateTags', 'workspaces:RevokeIpRules'],
  'workspaces:UpdateRulesOfIpGroup',
]);

let reference: Reference | undefined;

function referenceOf(action: string): Reference['actions'][string] | undefined {
  reference ??= generatedData('aws-api/actions') as Reference;
  return reference.actions[action];
}

interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** What a call needs to be allowed; empty: everybody may make it. */
export function accessesOf(
  service: ServiceName,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  at: Place,
): readonly Access[] {
  const plain = `${prefixes[service] ?? service}:${operation}`;
  if (free.has(plain)) return [];
  const action = otherNames[plain] ?? plain;
  const named = resourcesNamed(service, input, at);
  const tags = tagsOf(input);
  const context = {
    'aws:RequestedRegion': at.region,
    'aws:ViaAWSService': 'false',
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(tags.size > 0 ? { 'aws:TagKeys': [...tags.keys()] } : {}),
  };
  const needed = (referenceOf(action)?.dependent ?? []).filter(
    (each) =>
      dependents.has(each) &&
      (!each.endsWith(':CreateTags') || tags.size > 0) &&
      // Of Key Management Service only for keys of several Regions, which nobody here makes.
      (each !== 'iam:CreateServiceLinkedRole' || service === 'sso-admin'),
  );
  return [
    { action, resources: resourcesOf(action, named, at), context },
    ...needed.map((each) => ({
      action: each,
      resources: each === 'iam:CreateServiceLinkedRole' ? [serviceLinkedRole(at)] : resourcesOf(each, named, at),
      context: {
        ...context,
        'iam:AWSServiceName': 'sso.amazonaws.com',
        'aws:ViaAWSService': each.startsWith(`${prefixes[service] ?? service}:`) ? 'false' : 'true',
      },
    })),
  ];
}

function serviceLinkedRole(at: Place): string {
  return `arn:aws:iam::${at.accountId}:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO`;
}

/**
 * The resources that a policy is asked about. Each type that the reference requires is asked for: as the request names
 * it, else (a new object has no id yet) as a whole. An action without types is asked of `*`.
 */
function resourcesOf(action: string, named: readonly string[], at: Place): readonly string[] {
  const known = referenceOf(action);
  if (!known) return named.length > 0 ? named : ['*'];
  const required = known.required.flatMap((template) => {
    const matching = named.filter((arn) => patternOf(template).test(arn));
    return matching.length > 0 ? matching : [filled(template, at)];
  });
  if (required.length > 0) return required;
  const optional = known.optional.flatMap((template) => named.filter((arn) => patternOf(template).test(arn)));
  return optional.length > 0 ? [...new Set(optional)] : ['*'];
}

function patternOf(template: string): RegExp {
  const literal = template.replace(/[.+^()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${literal.replace(/\$\{[^}]+\}/g, '[^:]*')}$`);
}

function filled(template: string, at: Place): string {
  return template
    .replace('${Partition}', 'aws')
    .replace('${Region}', at.region)
    .replace(/\$\{Account(?:Id)?\}/, at.accountId)
    .replace(/\$\{[^}]+\}/g, '*');
}

/** The ARNs of what the members of a request name. */
function resourcesNamed(service: ServiceName, input: Readonly<Record<string, unknown>>, at: Place): string[] {
  const arn = (type: string): string => `arn:aws:${service}:${at.region}:${at.accountId}:${type}`;
  const names = (members: readonly string[], make: (id: string) => string): string[] =>
    texts(input, members).map((id) => (id.startsWith('arn:') ? id : make(id)));
  switch (service) {
    case 'workspaces':
      return workspacesNamed(input, arn);
    case 'sso-admin':
      return names(['ApplicationArn', 'InstanceArn', 'ResourceArn'], (id) => id);
    case 'identitystore': {
      const member = input['MemberId'];
      return [
        ...names(['IdentityStoreId'], (id) => `arn:aws:identitystore::${at.accountId}:identitystore/${id}`),
        ...names(['GroupId', 'GroupIds'], (id) => `arn:aws:identitystore:::group/${id}`),
        ...texts(isRecord(member) ? { ...input, ...member } : input, ['UserId']).map(
          (id) => `arn:aws:identitystore:::user/${id}`,
        ),
      ];
    }
    case 'secretsmanager':
      // Of a new secret the policy is asked by its name, with the six characters that the service adds at its end:
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html.
      return [
        ...names(['SecretId'], (id) => arn(`secret:${id}`)),
        ...names(['Name'], (name) => arn(`secret:${name}-AbCdEf`)),
      ];
    case 'kms':
      return [
        ...names(['KeyId', 'TargetKeyId'], (id) => arn(id.startsWith('alias/') ? id : `key/${id}`)),
        ...names(['AliasName'], (id) => arn(id)),
      ];
    case 'sns':
      return names(['TopicArn', 'ResourceArn', 'SubscriptionArn', 'Name'], (id) => arn(id));
    case 'sts':
      return names(['RoleArn'], (id) => id);
    case 'iam':
      return names(['RoleName'], (id) => `arn:aws:iam::${at.accountId}:role/${id}`);
    case 'lambda':
      return names(['FunctionName', 'Resource'], (id) => arn(`function:${id}`));
    case 'logs':
      return names(['logGroupName', 'resourceArn'], (id) => arn(`log-group:${id}`));
    case 'events':
      return names(['Rule', 'Name', 'ResourceARN'], (id) => arn(`rule/${id}`));
    default:
      return [];
  }
}

function workspacesNamed(input: Readonly<Record<string, unknown>>, arn: (type: string) => string): string[] {
  const types: readonly (readonly [RegExp, string])[] = [
    [/^(?:d|wsd)-/, 'directory/'],
    [/^wsb-/, 'workspacebundle/'],
    [/^wsi-/, 'workspaceimage/'],
    [/^wsipg-/, 'workspaceipgroup/'],
    [/^ws-/, 'workspace/'],
  ];
  const members = ['DirectoryId', 'BundleId', 'ImageId', 'WorkspaceId', 'ResourceId', 'GroupId'];
  const lists = ['ResourceIds', 'GroupIds', 'WorkspaceIds'];
  const inside = ['Workspaces', 'TerminateWorkspaceRequests', 'RebuildWorkspaceRequests', 'RebootWorkspaceRequests'];
  const nested = [...inside, 'StartWorkspaceRequests', 'StopWorkspaceRequests'].flatMap((name) => {
    const requests = input[name];
    return Array.isArray(requests) ? requests.filter(isRecord).flatMap((each) => texts(each, members)) : [];
  });
  const ids = [...texts(input, [...members, ...lists]), ...nested];
  return ids.map((id) => arn(`${types.find(([pattern]) => pattern.test(id))?.[1] ?? ''}${id}`));
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
  if (isRecord(tags)) return new Map(Object.entries(tags).map(([key, value]) => [key, textOf(value)]));
  if (!Array.isArray(tags)) return new Map();
  return new Map(
    tags.filter(isRecord).map((tag) => [textOf(tag['Key'] ?? tag['key']), textOf(tag['Value'] ?? tag['value'])]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
