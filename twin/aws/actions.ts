import { generatedData } from '../generated-data.js';
import type { ServiceName } from './api-model.js';
import { resourcesNamed, type Place } from './named-resources.js';
import { requestContext, tagsOf, type Context } from './request-context.js';

/** One thing that IAM is asked before a call goes through. */
export interface Access {
  readonly action: string;
  readonly resources: readonly string[];
  readonly context: Context;
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
        /** Condition keys by ARN of a type; under `*` those of the action. */
        readonly keys: Readonly<Record<string, readonly string[]>>;
      }
    >
  >;
}

const prefixes: Partial<Record<ServiceName, string>> = { 'sso-admin': 'sso', 'service-quotas': 'servicequotas' };

/** Calls whose IAM action has another name. */
const otherNames: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** Calls that everybody may make; for AssumeRole the role's trust is asked first, see services/account-services.ts. */
const free = new Set(['sts:GetCallerIdentity', 'sts:AssumeRole']);

/**
 * Actions that another one depends on, asked as well. Left out: those that count under conditions which the twin does
 * not play (`kms:…` with a customer managed key on Identity Center) or which a service asks about by itself (PassRole).
 */
const dependents = new Set([
  ...['identitystore:CreateIdentityStore', 'identitystore:DeleteIdentityStore', 'iam:CreateServiceLinkedRole'],
  ...['workspaces:AuthorizeIpRules', 'workspaces:CreateTags', 'workspaces:RevokeIpRules'],
  ...['workspaces:UpdateRulesOfIpGroup', 'kms:PutKeyPolicy'],
]);

/**
 * Who makes something with tags needs the right to tag it: the API page of each call says so, e.g.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html,
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html.
 */
const tagging: Readonly<Record<string, string>> = {
  'events:PutRule': 'events:TagResource',
  'iam:CreateRole': 'iam:TagRole',
  'kms:CreateKey': 'kms:TagResource',
  'lambda:CreateFunction': 'lambda:TagResource',
  'logs:CreateLogGroup': 'logs:TagResource',
  'secretsmanager:CreateSecret': 'secretsmanager:TagResource',
  'sns:CreateTopic': 'sns:TagResource',
};

let reference: Reference | undefined;

function referenceOf(action: string): Reference['actions'][string] | undefined {
  reference ??= generatedData('aws-api/actions') as Reference;
  return reference.actions[action];
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
  const context = { 'aws:RequestedRegion': at.region, 'aws:ViaAWSService': 'false' };
  const needed = (referenceOf(action)?.dependent ?? []).filter(
    (each) =>
      dependents.has(each) &&
      (!each.endsWith(':CreateTags') || tags.size > 0) &&
      // Of Key Management Service only for keys of several Regions, which nobody here makes.
      (each !== 'iam:CreateServiceLinkedRole' || service === 'sso-admin'),
  );
  const tagged = tags.size > 0 ? tagging[action] : undefined;
  const made = 'TagSpecifications' in input && tags.size > 0 ? createdBy(action, at) : [];
  return [
    { action, resources: resourcesOf(action, named, at), context: { ...context, ...requestContext(action, input) } },
    ...(tagged === undefined
      ? []
      : [
          {
            action: tagged,
            resources: resourcesOf(tagged, named, at),
            context: { ...context, ...requestContext(tagged, input) },
          },
        ]),
    ...(made.length === 0
      ? []
      : [
          {
            action: 'ec2:CreateTags',
            resources: made,
            context: { ...context, ...requestContext('ec2:CreateTags', input), 'ec2:CreateAction': operation },
          },
        ]),
    ...needed.map((each) => ({
      action: each,
      resources: each === 'iam:CreateServiceLinkedRole' ? [serviceLinkedRole(at)] : resourcesOf(each, named, at),
      context: {
        ...context,
        ...requestContext(each, input),
        'iam:AWSServiceName': 'sso.amazonaws.com',
        'aws:ViaAWSService': each.startsWith(`${prefixes[service] ?? service}:`) ? 'false' : 'true',
      },
    })),
  ];
}

/** What a call to EC2 makes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html. */
function createdBy(action: string, at: Place): readonly string[] {
  const types = Object.entries(referenceOf(action)?.keys ?? {}).filter(([, keys]) =>
    keys.some((key) => key.startsWith('aws:RequestTag/')),
  );
  return types.map(([template]) => filled(template, at));
}

/** Condition keys that the reference lists for an action on a resource; undefined: it does not list the action. */
export function conditionKeysOf(action: string, resource: string): readonly string[] | undefined {
  const keys = referenceOf(action)?.keys;
  if (keys === undefined) return undefined;
  return Object.entries(keys).flatMap(([template, of]) =>
    template === '*' || patternOf(template).test(resource) ? of : [],
  );
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
  // EC2 asks about everything that a request names: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policy-structure.html
  const also = action.startsWith('ec2:')
    ? known.optional.flatMap((template) => named.filter((arn) => patternOf(template).test(arn)))
    : [];
  if (required.length > 0) return [...new Set([...required, ...also])];
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
