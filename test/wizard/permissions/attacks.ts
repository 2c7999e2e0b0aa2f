/** The known ways in which rights in AWS become those of an administrator, tried on the emulated IAM. */
import { Account } from '../../../twin/aws/account.js';
import { AwsError } from '../../../twin/aws/errors.js';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import type { PolicyDocument } from '../../../twin/aws/policy.js';
import type { Caller } from '../../../twin/aws/principals.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { zipOf } from '../../twin/aws/function-in-test.js';
import type { ServiceName } from '../../../twin/aws/api-model.js';

export interface Company {
  readonly account: Account;
  readonly accountId: string;
  readonly region: string;
  /** Name of the deployment. */
  readonly name: string;
  readonly rolePath: string;
  readonly boundaryArn: string | undefined;
  /** Roles, keys and secrets of others. */
  readonly adminRole: string;
  readonly adminFunctionRole: string;
  readonly companyKey: string;
  /** Nobody gave it an alias or a tag: nothing tells it from a key that was just made. */
  readonly namelessKey: string;
  readonly companySecret: string;
}

const everything: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const trustOf = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });

/** An account with things of others in it, and one deployment of ours that was applied. */
export async function companyWith(
  deployment: { accountId: string; region: string; name: string; rolePath: string; boundaryArn: string | undefined },
  boundary: PolicyDocument,
): Promise<Company> {
  const { accountId, region, name, boundaryArn } = deployment;
  const world = { network: new Network(), clock: new Clock(300), faults: new Faults(), rules: new RuleBook() };
  const account = new Account(world, { accountId, timings: { roleEffective: 0, functionReady: 0 } });
  const { roles } = account.foundation as FoundationStore;
  const adminPolicy = `arn:aws:iam::${accountId}:policy/everything`;
  roles.policies.set(adminPolicy, everything);
  if (boundaryArn !== undefined) roles.policies.set(boundaryArn, boundary);
  const admin = account.principals.administratorCaller;
  const call = caller(account, admin, region);
  const adminTrusting = async (RoleName: string, who: object): Promise<string> => {
    await call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trustOf(who) });
    await call('iam', 'AttachRolePolicy', { RoleName, PolicyArn: adminPolicy });
    return `arn:aws:iam::${accountId}:role/${RoleName}`;
  };
  const adminRole = await adminTrusting('contoso-administrators', { AWS: `arn:aws:iam::${accountId}:root` });
  const adminFunctionRole = await adminTrusting('payroll', { Service: 'lambda.amazonaws.com' });
  await makeFunction(call, 'payroll', adminFunctionRole);
  const key = (await call('kms', 'CreateKey', {})) as { KeyMetadata: { KeyId: string } };
  await call('kms', 'CreateAlias', { AliasName: 'alias/payroll', TargetKeyId: key.KeyMetadata.KeyId });
  const nameless = (await call('kms', 'CreateKey', {})) as { KeyMetadata: { KeyId: string } };
  const secret = (await call('secretsmanager', 'CreateSecret', {
    Name: `${name}-prod-munich-registration-1`,
    SecretString: '{}',
    Tags: [{ Key: 'entra-workspaces:deployment', Value: `${name}-prod` }],
  })) as { ARN: string };
  return {
    account,
    ...deployment,
    adminRole,
    adminFunctionRole,
    companyKey: key.KeyMetadata.KeyId,
    namelessKey: nameless.KeyMetadata.KeyId,
    companySecret: secret.ARN,
  };
}

type CallAs = (service: ServiceName, operation: string, input: object) => Promise<Record<string, unknown>>;

export function caller(account: Account, who: Caller, region: string): CallAs {
  return (service, operation, input) =>
    account.call({ service, operation, region, caller: who, input: input as Record<string, unknown> });
}

const makeFunction = (call: CallAs, FunctionName: string, Role: string): Promise<object> =>
  call('lambda', 'CreateFunction', {
    FunctionName,
    Role,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: Buffer.from(zipOf('export const handler = () => 1;')) },
  });

/** Whether somebody may do what an administrator may. */
export async function isAdministrator({ account, accountId }: Company, who: Caller): Promise<boolean> {
  return (
    (await refusal(account, who, 'iam:CreateAccessKey', `arn:aws:iam::${accountId}:user/administrator`)) === undefined
  );
}

/** Undefined: it is allowed. */
export async function refusal(
  account: Account,
  who: Caller,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  try {
    const own = { 'aws:RequestedRegion': 'eu-central-1', 'aws:ViaAWSService': 'false' };
    await account.ask(who, { action, resources: [resource], context: { ...own, ...context } });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

interface Attacker {
  readonly company: Company;
  readonly who: Caller;
  readonly call: CallAs;
}

/** Ends with whom the attacker is now; an AwsError when a step was refused. */
type Chain = (attacker: Attacker) => Promise<Caller>;

const allOf = JSON.stringify(everything);
export const functionRole = ({ name, region }: Company): string => `${name}-control-plane-${region}`;
const asRole = ({ account }: Company, arn: string): Caller =>
  account.principals.of(account.principals.issueSession(arn, 'attack').accessKeyId)!;
export const made = ({ accountId, rolePath }: Company, roleName: string): string =>
  `arn:aws:iam::${accountId}:role${rolePath}${roleName}`;
const bounded = ({ boundaryArn }: Company): object =>
  boundaryArn === undefined ? {} : { PermissionsBoundary: boundaryArn };
/** The function's role as an apply makes it. */
const makeFunctionRole = async ({ company, call }: Attacker, of: object = bounded(company)): Promise<string> => {
  const RoleName = functionRole(company);
  const AssumeRolePolicyDocument = trustOf({ Service: 'lambda.amazonaws.com' });
  await call('iam', 'CreateRole', { RoleName, Path: company.rolePath, AssumeRolePolicyDocument, ...of });
  return made(company, RoleName);
};
const applied = async (attacker: Attacker): Promise<string> =>
  makeFunctionRole({
    ...attacker,
    call: caller(
      attacker.company.account,
      attacker.company.account.principals.administratorCaller,
      attacker.company.region,
    ),
  });

/** Chains of calls that the twin plays. */
export const chains: Readonly<Record<string, { readonly run: Chain }>> = {
  'put a policy onto the role of the function': {
    run: async (attacker) => {
      const arn = await applied(attacker);
      const RoleName = functionRole(attacker.company);
      await attacker.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: allOf });
      await makeFunction(attacker.call, `${attacker.company.name}-control-plane`, arn);
      return asRole(attacker.company, arn);
    },
  },
  'make the role of the function, trusting oneself': {
    run: async (attacker) => {
      const arn = await makeFunctionRole(attacker, {
        ...bounded(attacker.company),
        AssumeRolePolicyDocument: trustOf({ AWS: attacker.who.arn }),
      });
      const RoleName = functionRole(attacker.company);
      await attacker.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: allOf });
      const answer = await attacker.call('sts', 'AssumeRole', { RoleArn: arn, RoleSessionName: 'attack' });
      const { AccessKeyId } = answer['Credentials'] as { AccessKeyId: string };
      return attacker.company.account.principals.of(AccessKeyId)!;
    },
  },
  'make the role of the function without a boundary': {
    run: async (attacker) => {
      const arn = await makeFunctionRole(attacker, {});
      const RoleName = functionRole(attacker.company);
      await attacker.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: allOf });
      return asRole(attacker.company, arn);
    },
  },
  'take the boundary off': {
    run: async (attacker) => {
      const arn = await applied(attacker);
      await attacker.call('iam', 'DeleteRolePermissionsBoundary', { RoleName: functionRole(attacker.company) });
      return asRole(attacker.company, arn);
    },
  },
  'put another boundary on': {
    run: async (attacker) => {
      const arn = await applied(attacker);
      const PermissionsBoundary = `arn:aws:iam::${attacker.company.accountId}:policy/everything`;
      const RoleName = functionRole(attacker.company);
      await attacker.call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
      await attacker.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: allOf });
      return asRole(attacker.company, arn);
    },
  },
  'attach a policy to the role of the function': {
    run: async (attacker) => {
      const arn = await applied(attacker);
      const PolicyArn = `arn:aws:iam::${attacker.company.accountId}:policy/everything`;
      await attacker.call('iam', 'AttachRolePolicy', { RoleName: functionRole(attacker.company), PolicyArn });
      return asRole(attacker.company, arn);
    },
  },
  ...onDefaultRole('attach any policy to workspaces_DefaultRole', async ({ company, call }, RoleName) => {
    const PolicyArn = `arn:aws:iam::${company.accountId}:policy/everything`;
    await call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  }),
  ...onDefaultRole('put a policy onto workspaces_DefaultRole', async ({ call }, RoleName) => {
    await call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: allOf });
  }),
  ...onDefaultRole('take on workspaces_DefaultRole with what AWS attaches', async ({ call }, RoleName) => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess';
    await call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  }),
  'change the trust of an administrators role': {
    run: async ({ company, who, call }) => {
      await call('iam', 'UpdateAssumeRolePolicy', {
        RoleName: 'contoso-administrators',
        PolicyDocument: trustOf({ AWS: who.arn }),
      });
      return asRole(company, company.adminRole);
    },
  },
  'put a policy onto a role of others': {
    run: async ({ company, call }) => {
      await call('iam', 'PutRolePolicy', { RoleName: 'payroll', PolicyName: 'own', PolicyDocument: allOf });
      return asRole(company, company.adminFunctionRole);
    },
  },
  'take on an administrators role that trusts the account': {
    run: async ({ company, call }) => {
      await call('sts', 'AssumeRole', { RoleArn: company.adminRole, RoleSessionName: 'attack' });
      return asRole(company, company.adminRole);
    },
  },
  'make a function with an administrators role': {
    run: async ({ company, call }) => {
      await makeFunction(call, `${company.name}-control-plane`, company.adminFunctionRole);
      return asRole(company, company.adminFunctionRole);
    },
  },
  'change the code of a function of others': {
    run: async ({ company, call }) => {
      const ZipFile = Buffer.from(zipOf('export const handler = () => 2;'));
      await call('lambda', 'UpdateFunctionCode', { FunctionName: 'payroll', ZipFile });
      return asRole(company, company.adminFunctionRole);
    },
  },
  'invoke a function of others': {
    run: async ({ company, call }) => {
      await call('lambda', 'Invoke', { FunctionName: 'payroll', InvocationType: 'DryRun' });
      return asRole(company, company.adminFunctionRole);
    },
  },
};

function onDefaultRole(name: string, then: (attacker: Attacker, roleName: string) => Promise<void>): typeof chains {
  const run: Chain = async (attacker) => {
    const RoleName = 'workspaces_DefaultRole';
    const trust = trustOf({ AWS: attacker.who.arn });
    await attacker.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
    await then(attacker, RoleName);
    return asRole(attacker.company, `arn:aws:iam::${attacker.company.accountId}:role/${RoleName}`);
  };
  return { [name]: { run } };
}

const forEverybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
});
const opened = (KeyId: string): object => ({
  KeyId,
  PolicyName: 'default',
  Policy: forEverybody,
  BypassPolicyLockoutSafetyCheck: true,
});
const oursAs = ({ name }: Company): object => ({ TagKey: 'entra-workspaces:deployment', TagValue: name });

/** What can be done before, with the rights at hand; refused or not, the attack goes on. */
const ifAllowed = (step: Promise<unknown>): Promise<unknown> =>
  step.catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
  });

/** Chains that end at a thing of others. Done: the last call went through. */
export const thefts: Readonly<Record<string, (attacker: Attacker) => Promise<unknown>>> = {
  "put a key's policy": ({ company, call }) => call('kms', 'PutKeyPolicy', opened(company.companyKey)),
  'put the policy of a key without an alias': ({ company, call }) =>
    call('kms', 'PutKeyPolicy', opened(company.namelessKey)),
  'mark a key without an alias as ours, by tag and alias, and put its policy': async ({ company, call }) => {
    const KeyId = company.namelessKey;
    await ifAllowed(call('kms', 'TagResource', { KeyId, Tags: [oursAs(company)] }));
    await ifAllowed(call('kms', 'CreateAlias', { TargetKeyId: KeyId, AliasName: `alias/${company.name}-taken` }));
    await call('kms', 'PutKeyPolicy', opened(KeyId));
  },
  'mark a key without an alias as ours, and decrypt with it': async ({ company, call, who }) => {
    const KeyId = company.namelessKey;
    await ifAllowed(call('kms', 'TagResource', { KeyId, Tags: [oursAs(company)] }));
    await ifAllowed(call('kms', 'CreateAlias', { TargetKeyId: KeyId, AliasName: `alias/${company.name}-read` }));
    const arn = `arn:aws:kms:${company.region}:${company.accountId}:key/${KeyId}`;
    const answers = await Promise.all(
      ['Decrypt', 'ReEncryptFrom', 'GetParametersForImport', 'CreateGrant', 'RetireGrant'].map((each) =>
        refusal(company.account, who, `kms:${each}`, arn),
      ),
    );
    if (answers.every((each) => each !== undefined)) throw new AwsError('AccessDeniedException', answers.join('\n'));
  },
  'delete a key before its owner notices': async ({ company, call }) => {
    const KeyId = company.namelessKey;
    await ifAllowed(call('kms', 'TagResource', { KeyId, Tags: [oursAs(company)] }));
    await call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  },
  'tag a key as ours': ({ company, call }) =>
    call('kms', 'TagResource', {
      KeyId: company.companyKey,
      Tags: [{ TagKey: 'entra-workspaces:deployment', TagValue: company.name }],
    }),
  'give a key an alias like ours': ({ company, call }) =>
    call('kms', 'CreateAlias', { TargetKeyId: company.companyKey, AliasName: `alias/${company.name}-x` }),
  'delete a key': ({ company, call }) =>
    call('kms', 'ScheduleKeyDeletion', { KeyId: company.companyKey, PendingWindowInDays: 7 }),
  "read another deployment's secret": ({ company, call }) =>
    call('secretsmanager', 'GetSecretValue', { SecretId: company.companySecret }),
  "open another deployment's secret": ({ company, call }) =>
    call('secretsmanager', 'PutResourcePolicy', { SecretId: company.companySecret, ResourcePolicy: allOf }),
  "tag another deployment's secret as ours": ({ company, call }) =>
    call('secretsmanager', 'TagResource', {
      SecretId: company.companySecret,
      Tags: [{ Key: 'entra-workspaces:deployment', Value: company.name }],
    }),
  'open a function of others': ({ call }) =>
    call('lambda', 'AddPermission', {
      FunctionName: 'payroll',
      StatementId: 'x',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
    }),
  'open our function to another account': ({ company, call }) =>
    call('lambda', 'AddPermission', {
      FunctionName: `${company.name}-control-plane`,
      StatementId: 'x',
      Action: 'lambda:InvokeFunction',
      Principal: '999988887777',
    }),
};
