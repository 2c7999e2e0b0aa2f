import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { kinds, records } from '../../../domain/control-plane/contract.js';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import { decide, type Statement } from '../../../twin/aws/policy.js';
import { callsOf, fileOf, handler } from '../../modules/control-plane/calls.js';
import { minimal, synthesize } from '../../modules/control-plane/synthesis.js';
import { jsonWithReferences } from '../../modules/json-with-references.js';

/** The statements of a synthesized role. */
function statementsWith(
  props: Parameters<typeof synthesize>[0],
): { Action: string[]; Resource: string[]; Condition?: unknown }[] {
  const policy = synthesize(props).only('aws_iam_role_policy')['policy'] as string;
  return (jsonWithReferences(policy) as { Statement: { Action: string[]; Resource: string[] }[] }).Statement;
}

const actionsWith = (props: Parameters<typeof synthesize>[0]): string[] => [
  ...new Set(statementsWith(props).flatMap(({ Action }) => Action)),
];

describe.each(kinds)('the permissions of %s', (kind) => {
  const { permissions } = records[kind];
  const calls = callsOf(fileOf(kind));
  const own = permissions.filter(({ neededBy }) => neededBy === undefined);

  test('name every call that it can make', () => {
    expect(own.map(({ action }) => action)).toEqual(expect.arrayContaining([...calls]));
    expect(calls.size).toBeGreaterThan(0);
  });

  test('name no call that it cannot make', () => {
    expect(own.map(({ action }) => action).filter((action) => !calls.has(action))).toEqual([]);
  });

  test('name, for what AWS checks on the caller, a call that it makes', () => {
    const others = permissions.flatMap(({ neededBy }) => neededBy ?? []);
    expect(others.filter((call) => !calls.has(call))).toEqual([]);
  });

  test('are actions by name, never patterns', () => {
    expect(permissions.filter(({ action }) => !/^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
  });

  test('allow every resource under a condition only, or where the API knows no resource for the action', () => {
    const open = permissions.filter(({ resource, condition }) => resource === '*' && !condition);
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamidentitycenter.html
    const withoutResource = [
      'sso:ListInstances',
      'sso:ListApplications',
      'identitystore:CreateIdentityStore',
      'identitystore:DeleteIdentityStore',
      'organizations:DescribeOrganization',
    ];
    expect(open.map(({ action }) => action).filter((action) => !withoutResource.includes(action))).toEqual([]);
  });
});

describe('the way in which calls are found', () => {
  test('misses none: each call of a client holds its command', () => {
    // The fleet's functions have roles of their own: test/modules/fleet and test/e2e/fleet.test.ts hold those to their calls.
    for (const file of readdirSync(handler, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.startsWith('fleet/'),
    )) {
      const text = readFileSync(join(handler, file), 'utf8');
      const sends = [...text.matchAll(/\.send\(\s*new \w+Command\(/g)].length;
      expect({ file: relative(handler, file), sends: [...text.matchAll(/\.send\(/g)].length }).toEqual({
        file: relative(handler, file),
        sends,
      });
    }
  });

  test('sees each file that talks to AWS in a kind, in the watch, or where a role is taken on', () => {
    const elsewhere = ['expiry.ts', 'clients.ts'].flatMap((file) => [...callsOf(join(handler, file))]);
    expect(elsewhere.sort()).toEqual(['secretsmanager:DescribeSecret', 'sns:Publish', 'sts:AssumeRole']);
    const everywhere = callsOf(join(handler, 'index.ts'));
    expect([...everywhere].sort()).toEqual(
      [...new Set([...kinds.flatMap((kind) => [...callsOf(fileOf(kind))]), ...elsewhere])].sort(),
    );
  });
});

describe("the function's role", () => {
  test('may do nothing of a kind that it is not asked for', () => {
    expect(
      actionsWith({ kinds: ['bundle'] }).filter((action) =>
        /Directory$|^sso|^identitystore|^iam|^ec2|^kms/.test(action),
      ),
    ).toEqual([]);
  });

  test('writes its own log and makes no log group, which would come back after a destroy', () => {
    const statement = statementsWith({}).find(({ Action }) => Action.includes('logs:PutLogEvents'))!;
    expect(statement.Resource).toEqual([
      'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/contoso-control-plane:log-stream:*',
    ]);
    expect(actionsWith({})).not.toContain('logs:CreateLogGroup');
  });

  test('leaves no placeholder in its policy', () => {
    expect(JSON.stringify(statementsWith({ kinds }))).not.toMatch(/\{[a-zA-Z]+\}/);
  });

  test('takes the partition of its Region', () => {
    expect(JSON.stringify(statementsWith({ region: 'us-gov-west-1', kinds: ['bundle'] }))).not.toContain('arn:aws:');
  });

  test('takes on the role of Identity Center, which then makes the calls to it', () => {
    const roleArn = 'arn:aws:iam::444455556666:role/identity-center';
    const statements = statementsWith({ kinds: ['synced-group', 'user-presence'], identityCenterRoleArn: roleArn });
    expect(statements.find(({ Action }) => Action.includes('sts:AssumeRole'))!.Resource).toEqual([roleArn]);
    expect(JSON.stringify(statements)).not.toContain('identitystore:');
  });

  test('looks into one identity store when that is known', () => {
    const statements = JSON.stringify(statementsWith({ kinds: ['user-presence'], identityStoreId: 'd-1234567890' }));
    expect(statements).toContain('identitystore::*:identitystore/d-1234567890');
  });

  test('reads the tags of watched secrets and never their content', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:contoso-scim-AbCdEf';
    const topicArn = 'arn:aws:sns:eu-central-1:111122223333:alerts';
    const statements = statementsWith({
      watch: { topicArn, expiries: [{ label: 'token', fix: 'Renew.', secretArn }] },
    });
    expect(statements).toContainEqual(
      expect.objectContaining({ Action: ['secretsmanager:DescribeSecret'], Resource: [secretArn] }),
    );
    expect(statements).toContainEqual(expect.objectContaining({ Action: ['sns:Publish'], Resource: [topicArn] }));
    expect(JSON.stringify(statements)).not.toContain('GetSecretValue');
  });

  test('may tag what it makes, and never with the mark under which a fleet removes desktops', () => {
    const Statement = statementsWith({ ...minimal, kinds }) as unknown as readonly Statement[];
    const may = (operation: string, ...keys: string[]): string =>
      decide([{ Statement }], {
        action: `workspaces:${operation}`,
        resource: '*',
        context: { 'aws:RequestedRegion': 'eu-central-1', 'aws:TagKeys': keys },
      });
    expect(may('CreateTags', 'owner', 'entra-workspaces:deployment')).toBe('allowed');
    expect(may('CreateTags', fleetTag)).toBe('explicit deny');
    expect(may('CreateTags', 'owner', fleetTag.toUpperCase())).toBe('explicit deny');
    expect(may('CreateTags', personTag)).toBe('explicit deny');
  });

  test("in a VPC lets Lambda make network interfaces, and the function's own code not", () => {
    const functionVpc = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
    const Statement = statementsWith({ ...minimal, kinds, functionVpc }) as unknown as readonly Statement[];
    const mayMake = (context: Readonly<Record<string, string>>): string =>
      decide([{ Statement }], {
        action: 'ec2:CreateNetworkInterface',
        resource: '*',
        context: { 'aws:RequestedRegion': 'eu-central-1', 'aws:ViaAWSService': 'false', ...context },
      });
    const code = {
      'lambda:SourceFunctionArn': `arn:aws:lambda:${minimal.region}:${minimal.accountId}:function:${minimal.name}-control-plane`,
    };
    expect(mayMake({})).toBe('allowed');
    expect(mayMake(code)).toBe('explicit deny');
    // WorkSpaces makes them in the function's name while it registers a directory.
    expect(mayMake({ ...code, 'aws:ViaAWSService': 'true' })).toBe('allowed');
  });

  test('fits, with everything, into the 10,240 characters that inline policies of a role may have', () => {
    const policy = synthesize({
      ...minimal,
      kinds,
      identityCenterRoleArn: '',
      functionVpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] },
      watch: {
        topicArn: 'arn:aws:sns:eu-central-1:111122223333:alerts',
        expiries: ['one', 'two', 'three', 'four'].map((label) => ({
          label,
          fix: 'Renew.',
          secretArn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-name-of-usual-length/${label}-AbCdEf`,
        })),
      },
    }).only('aws_iam_role_policy')['policy'] as string;
    expect(policy.length).toBeLessThan(10_240);
  });
});
