/**
 * Whoever has exactly what `permissions` prints tries to become an administrator of the account by every known way
 * (https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation, https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html),
 * on the emulated IAM.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../twin/aws/errors.js';
import type { PolicyDocument, Statement } from '../../../twin/aws/policy.js';
import { boundaryArnOf } from '../../../wizard/permissions/places.js';
import { commandRights, type Subject } from '../../../wizard/permissions/report.js';
import { caller, chains, companyWith, isAdministrator, refusal, thefts } from './attacks.js';
import { rightsThatAreEnough } from './single-rights.js';
import { exampleSubjects, names } from './example-subjects.js';

let subjects: Record<string, Subject>;

beforeAll(async () => {
  subjects = await exampleSubjects();
});

/** The deployment of an example, with a boundary or without. */
function subjectOf(name: string, withBoundary: boolean): Subject {
  const { deployment, stack } = subjects[name]!;
  const { permissionsBoundaryArn: _, ...aws } = deployment.aws;
  const permissionsBoundaryArn = `arn:aws:iam::${aws.accountId}:policy/desktops-boundary`;
  return { stack, deployment: { ...deployment, aws: withBoundary ? { ...aws, permissionsBoundaryArn } : aws } };
}

/** Each attack starts in a company of its own, and all of them from the same rights. */
const rightsBySubject = new WeakMap<Subject, ReturnType<typeof commandRights>>();
function rightsOf(subject: Subject): ReturnType<typeof commandRights> {
  const rights = rightsBySubject.get(subject) ?? commandRights(subject);
  rightsBySubject.set(subject, rights);
  return rights;
}

/** By command. Those that only look are tried together: whoever has all their rights has each one's. */
function printed(subject: Subject): Record<string, readonly PolicyDocument[]> {
  const all = rightsOf(subject).filter(({ command }) => !['control-plane', 'boundary'].includes(command));
  const changing = all.filter(({ command }) => ['plan', 'pull-request-plan', 'apply', 'destroy'].includes(command));
  const looking = all.filter((each) => !changing.includes(each));
  return {
    looking: looking.flatMap(({ aws, optional }) => [...aws, ...(optional?.policies ?? [])]),
    ...Object.fromEntries(changing.map(({ command, aws }) => [command, aws])),
    'in Identity Center': all.flatMap(({ awsByRole }) => awsByRole?.policies ?? []),
    'on the state': all.flatMap(({ awsOfState }) => awsOfState?.policies ?? []),
  };
}
const boundaryOf = (subject: Subject): PolicyDocument =>
  rightsOf(subject).find(({ command }) => command === 'boundary')!.aws[0]!;
/** Applied with a boundary where the deployment names one, or where its owner made what is printed before naming it. */
const companyOf = (subject: Subject, boundaryArn = subject.deployment.aws.permissionsBoundaryArn) => {
  const { name, aws, identityCenter } = subject.deployment;
  const { accountId, rolePath } = aws;
  return companyWith({ accountId, name, rolePath, boundaryArn, region: identityCenter.region }, boundaryOf(subject));
};

/** Every way that ends where it should not. */
async function successes(
  subject: Subject,
  policies: readonly PolicyDocument[],
  boundaryArn?: string,
): Promise<string[]> {
  const found: string[] = [];
  const attempt = async (name: string, run: () => Promise<boolean>): Promise<void> => {
    try {
      if (await run()) found.push(name);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  };
  const attackerOf = async () => {
    const company = await companyOf(subject, boundaryArn);
    const { account, region } = company;
    const who = account.principals.of(account.principals.issueUser('attacker', policies).accessKeyId)!;
    return { company, who, call: caller(account, who, region) };
  };
  for (const [name, { run }] of Object.entries(chains)) {
    await attempt(name, async () => {
      const attacker = await attackerOf();
      return isAdministrator(attacker.company, await run(attacker));
    });
  }
  const { company, who, call } = await attackerOf();
  for (const [name, run] of Object.entries(thefts)) {
    await attempt(name, async () => run({ company, who, call }).then(() => true));
  }
  for (const [action, resource, context] of rightsThatAreEnough(company)) {
    if ((await refusal(company.account, who, action, resource, context)) === undefined)
      found.push(`${action} on ${resource}`);
  }
  return found;
}

test('the ways work for whoever has all rights', async () => {
  const everything: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const subject = subjectOf('smallest.json', false);
  const company = await companyOf(subject);
  const found = await successes(subject, [everything]);
  const ways = [...Object.keys(chains), ...Object.keys(thefts)].filter(
    (name) => !/what AWS attaches|our function/.test(name),
  );
  expect(found).toEqual(expect.arrayContaining(ways.filter((name) => !/boundary (off|on)|attach a policy/.test(name))));
  expect(found.length).toBeGreaterThanOrEqual(rightsThatAreEnough(company).length);
});

describe.each(names)('the rights printed for %s make nobody an administrator', (name) => {
  const none = async (subject: Subject, boundaryArn?: string): Promise<void> => {
    for (const [command, policies] of Object.entries(printed(subject))) {
      expect({ command, ways: await successes(subject, policies, boundaryArn) }).toEqual({ command, ways: [] });
    }
  };

  test('where the deployment names a boundary', async () => none(subjectOf(name, true)));

  test('where it names none, and the roles have none', async () => none(subjectOf(name, false)));

  test('where it names none, and the one that is printed is there', async () => {
    const subject = subjectOf(name, false);
    await none(subject, boundaryArnOf(subject.deployment));
  });
});

test('roles are made and written with a boundary alone, also where no deployment is given', () => {
  for (const subject of [undefined, ...names.flatMap((name) => [true, false].map((with_) => subjectOf(name, with_)))]) {
    const statements = commandRights(subject)
      .flatMap(({ aws, awsByRole, awsOfState, optional }) =>
        [aws, awsByRole?.policies ?? [], awsOfState?.policies ?? [], optional?.policies ?? []].flat(),
      )
      .flatMap(({ Statement }) => Statement)
      .filter(({ Action }) => Action.some((each) => /^iam:(Create|Put)Role/.test(each)));
    const unbounded = statements.filter(({ Condition }) => !JSON.stringify(Condition ?? {}).includes('iam:Permiss'));
    // AWS lets workspaces_DefaultRole have none: it is made, and takes three policies of AWS.
    expect(
      unbounded.flatMap(({ Action, Resource }) => Action.flatMap((each) => Resource.map((on) => [each, on]))),
    ).toEqual(unbounded.map(() => ['iam:CreateRole', expect.stringMatching(/:role\/workspaces_DefaultRole$/)]));
    expect(statements.length).toBeGreaterThan(unbounded.length);
  }
});

describe('what the code of the function reaches', () => {
  const reached = async (subject: Subject): Promise<string[]> => {
    const company = await companyOf(subject);
    const { account, region } = company;
    const apply = printed(subject)['apply']!;
    const who = account.principals.of(account.principals.issueUser('attacker', apply).accessKeyId)!;
    const controlled = await chains['put a policy onto the role of the function']!.run({
      company,
      who,
      call: caller(account, who, region),
    });
    const wanted = [
      ...rightsThatAreEnough(company),
      ['iam:PutRolePolicy', company.adminRole] as const,
      ['secretsmanager:GetSecretValue', company.companySecret] as const,
      ['lambda:UpdateFunctionCode', `arn:aws:lambda:${region}:${company.accountId}:function:payroll`] as const,
    ];
    const answers = await Promise.all(
      wanted.map(async ([action, resource, context]) =>
        (await refusal(account, controlled, action, resource, context)) === undefined ? [action] : [],
      ),
    );
    return answers.flat();
  };

  test('is what the boundary allows, whatever policy was written onto its role', async () => {
    // WorkSpaces knows no resource for tags: the function tags what it makes.
    expect(await reached(subjectOf('greenfield-connected.json', true))).toEqual(['workspaces:CreateTags']);
  });

  test('is what an administrator wrote, where there is no boundary: nobody else can write the policy of its role', async () => {
    await expect(reached(subjectOf('greenfield-connected.json', false))).rejects.toThrow(
      /not authorized to perform: iam:PutRolePolicy/,
    );
  });
});

describe('a statement that is a little wider is found', () => {
  const loosened = async (
    action: string,
    change: (statement: Statement) => object,
    withBoundary = true,
  ): Promise<string[]> => {
    const subject = subjectOf('greenfield-connected.json', withBoundary);
    const policies = printed(subject)['apply']!.map(({ Statement: statements, ...document }) => ({
      ...document,
      Statement: [statements]
        .flat()
        .flatMap((each) => ([each.Action ?? []].flat().includes(action) ? change(each) : each)),
    })) as PolicyDocument[];
    return successes(subject, policies);
  };
  const withoutCondition = ({ Condition: _, ...rest }: Statement): object => rest;
  const anywhere = (statement: Statement): object => ({ ...statement, Resource: '*' });

  test.each<[string, (statement: Statement) => object, string]>([
    ['iam:CreateRole', withoutCondition, 'make the role of the function without a boundary'],
    ['iam:AttachRolePolicy', withoutCondition, 'attach any policy to workspaces_DefaultRole'],
    ['iam:PassRole', anywhere, 'make a function with an administrators role'],
    ['lambda:UpdateFunctionCode', anywhere, 'change the code of a function of others'],
    ['kms:TagResource', withoutCondition, 'tag a key as ours'],
    ['kms:CreateAlias', withoutCondition, 'give a key an alias like ours'],
    ['kms:ScheduleKeyDeletion', withoutCondition, 'delete a key before its owner notices'],
    ['secretsmanager:GetSecretValue', withoutCondition, "read another deployment's secret"],
    ['workspaces:CreateTags', withoutCondition, 'workspaces:CreateTags on *'],
  ])('%s', async (action, change, way) => {
    expect((await loosened(action, change)).join('\n')).toContain(way);
  });

  test.each<[string, Statement['Condition']]>([
    ['that has no alias', { Null: { 'kms:ResourceAliases': 'true' } }],
    ['with our tag', { StringEquals: { 'aws:ResourceTag/entra-workspaces:deployment': 'contoso-desktops' } }],
    ['with our alias', { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': ['alias/contoso-desktops-*'] } }],
  ])('kms:PutKeyPolicy on a key %s, whatever the rest says', async (_, Condition) => {
    const putting = { Effect: 'Allow', Action: ['kms:PutKeyPolicy'], Resource: ['*'], Condition };
    const found = await loosened('kms:CreateKey', (each) => [each, putting]);
    expect(found.join('\n')).toMatch(/put (the|its) policy/);
  });

  test('a right on roles without the condition, where the deployment names no boundary', async () => {
    expect(await loosened('iam:CreateRole', withoutCondition, false)).toEqual([
      'put a policy onto the role of the function',
      'make the role of the function, trusting oneself',
      'make the role of the function without a boundary',
      'put another boundary on',
    ]);
  });
});
