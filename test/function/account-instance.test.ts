import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { accountId, changes, eventOf, messageOf, Plan, region, startFunction, type StartedFunction } from './steps.js';

const identity = { name: 'contoso', accountId };
const request = { kind: 'account-instance', identity, properties: { tags: { owner: 'desktops' } } } as const;

describe('an account instance of Identity Center', () => {
  let started: StartedFunction;
  let plan: Plan<'account-instance'>;

  beforeEach(async () => {
    started = await startFunction();
    plan = new Plan(started.invoke, request);
  });
  afterEach(() => started.stop());

  const own = () => started.account.identityCenter.instances.filter(({ kind }) => kind === 'account');

  test('is made, waited for and known by its ARN and identity store', async () => {
    await plan.apply();
    expect(own()).toHaveLength(1);
    expect(plan.ids).toEqual({ instanceArn: own()[0]!.arn, identityStoreId: own()[0]!.store.id });
  });

  test("is told from the organization's instance, which the account sees as well", async () => {
    started.account.identityCenter.enableOrganizationInstance(region);
    await plan.apply();
    expect(plan.ids).toMatchObject({ instanceArn: own()[0]!.arn });
  });

  test('is adopted when it is there', async () => {
    await plan.apply();
    const other = new Plan(started.invoke, request);
    await other.apply();
    expect(other.ids).toEqual(plan.ids);
    expect(own()).toHaveLength(1);
  });

  test('is refused when the account has another one, with its ARN and what to do', async () => {
    await plan.apply();
    const other = eventOf({ ...request, identity: { ...identity, name: 'other' } }, 'ensure');
    const message = await messageOf(started.invoke(other));
    expect(message).toMatch(
      /^REFUSED: the account 111122223333 has an Identity Center instance already: arn:aws:sso:::instance\/.* \(named contoso\)/,
    );
    expect(message).toMatch(/"existing"/);
  });

  test('cannot be had in the management account, and says so', async () => {
    const management = await startFunction({ organization: { managementAccountId: accountId } });
    const message = await messageOf(new Plan(management.invoke, request).apply());
    await management.stop();
    expect(message).toMatch(/management account of an organization cannot have an account instance/);
  });

  test('goes, is waited for, and can be made anew', async () => {
    await plan.apply();
    await plan.destroy();
    expect(own()).toEqual([]);
    await plan.apply();
    expect(own()).toHaveLength(1);
  });

  test('is not removed while an application uses it, and names that', async () => {
    await plan.apply();
    started.account.identityCenter.addApplication(
      own()[0]!,
      'WorkSpaces.wsd-abc123456',
      'arn:aws:sso::aws:applicationProvider/workspaces',
    );
    expect(await messageOf(plan.destroy())).toMatch(
      /^REFUSED: the Identity Center instance contoso is not removed: 1 application \(WorkSpaces\.wsd-abc123456\)/,
    );
    expect(own()).toHaveLength(1);
  });

  test('asked for twice at once is made once', async () => {
    const ensure = eventOf(request, 'ensure');
    await Promise.all([started.invoke(ensure), started.invoke(ensure)]);
    expect(own()).toHaveLength(1);
    expect(changes(started).filter((call) => call === 'CreateInstance')).toHaveLength(1);
  });
});
