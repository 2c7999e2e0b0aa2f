import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DescribeWorkspaceDirectoriesCommand, WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decide, refusalOf as refusalByPolicy, type PolicyDocument, type Statement } from '../../../twin/aws/policy.js';
import { readyForDirectory, refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';
import { callerSource, invoke, makeFunction, makeRole } from './function-in-test.js';

const policy = (...statements: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement: statements });
const allow = (of: Partial<Statement>): Statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...of });
const question = (of: object = {}) => ({
  action: 'workspaces:DescribeTags',
  resource: 'arn:aws:workspaces:eu-central-1:1:directory/wsd-1',
  context: {},
  ...of,
});

describe('policies', () => {
  test.each<[string, Statement, object, boolean]>([
    ['an action without case', allow({ Action: 'WorkSpaces:describetags' }), {}, true],
    ['a pattern of actions', allow({ Action: ['sso:*', 'workspaces:Describe*'] }), {}, true],
    ['another action', allow({ Action: 'workspaces:CreateTags' }), {}, false],
    ['all but an action', allow({ Action: undefined, NotAction: 'workspaces:Create*' } as never), {}, true],
    ['a pattern of resources', allow({ Resource: 'arn:aws:workspaces:*:*:directory/wsd-?' }), {}, true],
    ['resources with case', allow({ Resource: 'arn:aws:workspaces:*:*:Directory/*' }), {}, false],
    [
      'a Region that fits',
      allow({ Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } }),
      { context: { 'aws:RequestedRegion': 'eu-central-1' } },
      true,
    ],
    [
      'a Region that does not',
      allow({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      { context: { 'aws:RequestedRegion': 'eu-central-1' } },
      false,
    ],
    ['a key that is absent', allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } }), {}, false],
    [
      'a key that may be absent',
      allow({ Condition: { StringEqualsIfExists: { 'aws:PrincipalTag/team': 'x' } } }),
      {},
      true,
    ],
    ['a key that must be absent', allow({ Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } }), {}, true],
    [
      'a negation',
      allow({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      { context: { 'aws:RequestedRegion': 'eu-west-1' } },
      false,
    ],
    [
      'every tag key',
      allow({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } } }),
      { context: { 'aws:TagKeys': ['a', 'c'] } },
      false,
    ],
    [
      'any tag key',
      allow({ Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } } }),
      { context: { 'aws:TagKeys': ['ab', 'c'] } },
      true,
    ],
  ])('%s', (_, statement, asked, allowed) => {
    expect(decide([policy(statement)], question(asked)) === 'allowed').toBe(allowed);
  });

  test('a Deny wins over every Allow', () => {
    const both = [policy(allow({})), policy({ Effect: 'Deny', Action: 'workspaces:*', Resource: '*' })];
    expect(decide(both, question())).toBe('explicit deny');
  });

  test('a permissions boundary must allow it too', () => {
    const boundary = policy(allow({ Action: 'sso:*' }));
    expect(refusalByPolicy([policy(allow({}))], boundary, question())).toBe(
      'because no permissions boundary allows the workspaces:DescribeTags action',
    );
    expect(refusalByPolicy([policy(allow({}))], policy(allow({})), question())).toBeUndefined();
  });

  test('a condition key that is not played is refused loudly, whatever operator would let it pass', () => {
    for (const operator of ['StringNotEquals', 'StringEqualsIfExists', 'Null']) {
      const asked = allow({ Condition: { [operator]: { 'aws:SourceVpce': 'true' } } });
      expect(() => decide([policy(asked)], question())).toThrow('aws:SourceVpce is not played');
    }
  });

  test('a key that the service does not list for the action is absent', () => {
    const byTag = policy(allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'x' } } }));
    const context = { 'aws:ResourceTag/team': 'x' };
    expect(decide([byTag], question({ context, known: ['aws:ResourceTag/${TagKey}'] }))).toBe('allowed');
    expect(decide([byTag], question({ context, known: [] }))).toBe('implicit deny');
  });

  test('the principal of a resource policy is a service, or everybody of an account', () => {
    const service = policy(allow({ Principal: { Service: ['workspaces.amazonaws.com'] } }));
    expect(decide([service], question({ principal: { Service: 'workspaces.amazonaws.com' } }))).toBe('allowed');
    expect(decide([service], question({ principal: { Service: 'ec2.amazonaws.com' } }))).toBe('implicit deny');
    const root = policy(allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } }));
    expect(decide([root], question({ principal: { AWS: 'arn:aws:iam::111122223333:role/x' } }))).toBe('allowed');
    expect(decide([root], question({ principal: { Service: 'workspaces.amazonaws.com' } }))).toBe('implicit deny');
  });
});

describe('the role of a function', () => {
  let started: StartedAccount;
  beforeEach(async () => {
    started = await startAccount();
  });
  afterEach(() => started.stop());

  const describeDirectories = { service: 'workspaces', target: 'WorkspacesService.DescribeWorkspaceDirectories' };
  const calling = async (statements: readonly object[], event: object = describeDirectories, boundary?: string) => {
    const Role = await makeRole(started, 'function-role', statements, boundary);
    return invoke(await makeFunction(started, callerSource, { Role }), event);
  };

  test('allows what its policy allows', async () => {
    const { payload, error } = await calling([
      { Effect: 'Allow', Action: 'workspaces:DescribeWorkspaceDirectories', Resource: '*' },
    ]);
    expect({ payload, error }).toEqual({ payload: { Directories: [] }, error: undefined });
  });

  test('refuses the rest in the words of AWS', async () => {
    const { payload } = await calling([]);
    expect(payload).toMatchObject({
      errorType: 'AccessDeniedException',
      errorMessage:
        'User: arn:aws:sts::111122223333:assumed-role/function-role/contoso is not authorized to perform: workspaces:DescribeWorkspaceDirectories because no identity-based policy allows the workspaces:DescribeWorkspaceDirectories action',
    });
  });

  test('is held by its boundary', async () => {
    const boundary = 'arn:aws:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess';
    const { payload } = await calling([{ Effect: 'Allow', Action: '*', Resource: '*' }], describeDirectories, boundary);
    expect(payload).toMatchObject({ errorMessage: expect.stringContaining('because no permissions boundary allows') });
  });

  test('holds conditions of its policy', async () => {
    const elsewhere = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    const { payload } = await calling([
      { Effect: 'Allow', Action: 'workspaces:*', Resource: '*', Condition: elsewhere },
    ]);
    expect(payload).toMatchObject({ errorType: 'AccessDeniedException' });
  });

  test('is asked about the resources that the service authorization reference names', async () => {
    const target = 'WorkspacesService.CreateWorkspaceBundle';
    const imageId = started.account.workspaces.addImage(region);
    const input = {
      BundleName: 'b',
      BundleDescription: 'Bundle',
      ImageId: imageId,
      ComputeType: { Name: 'STANDARD' },
      UserStorage: { Capacity: '50' },
    };
    const bundles = `arn:aws:workspaces:${region}:111122223333:workspacebundle/*`;
    const image = `arn:aws:workspaces:${region}:111122223333:workspaceimage/${imageId}`;
    const Role = await makeRole(started, 'function-role', [
      { Effect: 'Allow', Action: 'workspaces:CreateWorkspaceBundle', Resource: bundles },
    ]);
    const lambda = await makeFunction(started, callerSource, { Role });
    const refused = await invoke(lambda, { service: 'workspaces', target, input });
    expect(refused.payload).toMatchObject({ errorMessage: expect.stringContaining(`on resource: ${image}`) });
    const both = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'workspaces:CreateWorkspaceBundle', Resource: [bundles, image] }],
    };
    const iam = new IAMClient(started.configuration());
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'function-role', PolicyName: 'own', PolicyDocument: JSON.stringify(both) }),
    );
    expect((await invoke(lambda, { service: 'workspaces', target, input })).payload).toMatchObject({
      WorkspaceBundle: { Name: 'b' },
    });
  });

  test('registers a directory only with the rights in Identity Center, through WorkSpaces', async () => {
    const { registration } = await readyForDirectory(started);
    const target = 'WorkspacesService.RegisterWorkspaceDirectory';
    const own = {
      Effect: 'Allow',
      Action: 'workspaces:RegisterWorkspaceDirectory',
      Resource: `arn:aws:workspaces:${region}:111122223333:directory/*`,
    };
    const Role = await makeRole(started, 'function-role', [own]);
    const lambda = await makeFunction(started, callerSource, { Role });
    const event = { service: 'workspaces', target, input: registration };
    expect((await invoke(lambda, event)).payload).toMatchObject({
      errorMessage: expect.stringContaining('sso:DescribeInstance'),
    });
    const through = {
      Effect: 'Allow',
      Action: 'sso:*',
      Resource: '*',
      Condition: { Bool: { 'aws:ViaAWSService': 'true' } },
    };
    const handsOver = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111122223333:role/workspaces_DefaultRole',
      Condition: { StringEquals: { 'iam:PassedToService': 'workspaces.amazonaws.com' } },
    };
    const iam = new IAMClient(started.configuration());
    const mayDo = async (...Statement: object[]): Promise<void> => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.send(new PutRolePolicyCommand({ RoleName: 'function-role', PolicyName: 'own', PolicyDocument }));
    };
    await mayDo(own, through);
    expect((await invoke(lambda, event)).payload).toMatchObject({
      errorMessage: expect.stringContaining('iam:PassRole'),
    });
    await mayDo(own, through, handsOver);
    expect((await invoke(lambda, event)).payload).toMatchObject({ State: 'REGISTERING' });
  });

  test('counts after some seconds only, when that is switched on', async () => {
    started.account.settings.timings.roleEffective = 30;
    const Role = await makeRole(started, 'function-role', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
    expect((await refusalOf(makeFunction(started, callerSource, { Role }))).message).toBe(
      'The role defined for the function cannot be assumed by Lambda.',
    );
    await started.world.clock.advance(31);
    const lambda = await makeFunction(started, callerSource, { Role });
    expect((await invoke(lambda, describeDirectories)).error).toBeUndefined();
  });

  test('does not have a fresh policy at once, when that is switched on', async () => {
    const Role = await makeRole(started, 'function-role');
    const lambda = await makeFunction(started, callerSource, { Role });
    started.account.settings.timings.roleEffective = 30;
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    await new IAMClient(started.configuration()).send(
      new PutRolePolicyCommand({ RoleName: 'function-role', PolicyName: 'fresh', PolicyDocument }),
    );
    expect((await invoke(lambda, describeDirectories)).payload).toMatchObject({ errorType: 'AccessDeniedException' });
    await started.world.clock.advance(31);
    expect((await invoke(lambda, describeDirectories)).error).toBeUndefined();
  });
});

describe('callers', () => {
  let started: StartedAccount;
  beforeEach(async () => {
    started = await startAccount();
  });
  afterEach(() => started.stop());

  test('with keys that nobody issued are refused', async () => {
    const client = new WorkSpacesClient(started.configuration({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' }));
    expect((await refusalOf(client.send(new DescribeWorkspaceDirectoriesCommand({})))).name).toBe(
      'UnrecognizedClientException',
    );
  });

  test('may be users with few rights', async () => {
    const user = started.account.principals.issueUser('reader', [policy(allow({ Action: 'sts:*' }))]);
    const client = new WorkSpacesClient(started.configuration(user));
    const refusal = await refusalOf(client.send(new DescribeWorkspaceDirectoriesCommand({})));
    expect(refusal.message).toContain('User: arn:aws:iam::111122223333:user/reader is not authorized to perform');
  });
});
