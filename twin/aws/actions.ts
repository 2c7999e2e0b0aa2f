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

const prefixes: Partial<Record<ServiceName, string>> = {
  'sso-admin': 'sso',
  'service-quotas': 'servicequotas',
  stepfunctions: 'states',
};

/** Calls whose IAM action has another name. */
const otherNames: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** Calls that everybody may make; for AssumeRole the role's trust is asked first, see services/account-services.ts. */
const free = new Set(['sts:GetCallerIdentity', 'sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity']);

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
  'cloudwatch:PutMetricAlarm': 'cloudwatch:TagResource',
  'dynamodb:CreateTable': 'dynamodb:TagResource',
  'events:PutRule': 'events:TagResource',
  'iam:CreateOpenIDConnectProvider': 'iam:TagOpenIDConnectProvider',
  'iam:CreatePolicy': 'iam:TagPolicy',
  'iam:CreateRole': 'iam:TagRole',
  'kms:CreateKey': 'kms:TagResource',
  'lambda:CreateFunction': 'lambda:TagResource',
  'logs:CreateLogGroup': 'logs:TagResource',
  'network-firewall:CreateFirewall': 'network-firewall:TagResource',
  'network-firewall:CreateFirewallPolicy': 'network-firewall:TagResource',
  'network-firewall:CreateRuleGroup': 'network-firewall:TagResource',
  'secretsmanager:CreateSecret': 'secretsmanager:TagResource',
  'sns:CreateTopic': 'sns:TagResource',
  'states:CreateStateMachine': 'states:TagResource',
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
      // Whoever makes a key with a policy of their own has to be able to change it, unless they say that they need not:
      // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-Policy.
      (each !== 'kms:PutKeyPolicy' ||
        (input['Policy'] !== undefined && input['BypassPolicyLockoutSafetyCheck'] !== true)) &&
      // Of Key Management Service only for keys of several Regions, which nobody here makes.
      (each !== 'iam:CreateServiceLinkedRole' || service in serviceLinkedRoles),
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
      resources:
        each === 'iam:CreateServiceLinkedRole' ? [serviceLinkedRole(service, at)] : resourcesOf(each, named, at),
      context: {
        ...context,
        ...requestContext(each, input),
        'iam:AWSServiceName': serviceLinkedRoles[service]?.principal ?? '',
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

/**
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html,
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/using-service-linked-roles.html
 */
const serviceLinkedRoles: Partial<Record<ServiceName, { readonly principal: string; readonly role: string }>> = {
  'sso-admin': { principal: 'sso.amazonaws.com', role: 'AWSServiceRoleForSSO' },
  'network-firewall': { principal: 'network-firewall.amazonaws.com', role: 'AWSServiceRoleForNetworkFirewall' },
};

function serviceLinkedRole(service: ServiceName, at: Place): string {
  const { principal, role } = serviceLinkedRoles[service] ?? { principal: '', role: '' };
  return `arn:aws:iam::${at.accountId}:role/aws-service-role/${principal}/${role}`;
}

/**
 * The reference lists each kind of resource as needed, the call names one of them
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html: a state machine or a Map Run;
 * …/API_DescribeExecution.html: a standard or an express execution;
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DeleteRuleGroup.html: a stateful or a stateless one).
 */
const oneOfSeveral: ReadonlySet<string> = new Set([
  ...['states:DescribeExecution', 'states:ListExecutions', 'network-firewall:DeleteRuleGroup'],
]);

/**
 * The resources that a policy is asked about. Each type that the reference requires is asked for: as the request names
 * it, else (a new object has no id yet) as a whole. An action without types is asked of `*`.
 */
function resourcesOf(action: string, named: readonly string[], at: Place): readonly string[] {
  const known = referenceOf(action);
  if (!known) return named.length > 0 ? named : ['*'];
  const required = known.required.flatMap((template) => {
    const matching = named.filter((arn) => patternOf(template).test(arn));
    if (matching.length === 0 && named.length > 0 && oneOfSeveral.has(action)) return [];
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
