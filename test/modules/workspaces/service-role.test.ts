import { describe, expect, test } from '@jest/globals';
import { ServiceRole } from '../../../modules/workspaces/service-role.js';
import { all, only, synthesized, type Block } from '../aws-stack.js';

const serviceRole = (mode: 'create' | 'existing', partition = 'aws') =>
  synthesized((stack, provider) => {
    new ServiceRole(stack, 'service-role', { mode, provider, partition });
  });

describe('the service role', () => {
  test('has exactly the name, path and trust that WorkSpaces looks for, and no boundary', () => {
    const role = only(serviceRole('create'), 'aws_iam_role');
    expect(role).toMatchObject({ name: 'workspaces_DefaultRole', path: '/' });
    expect(role).not.toHaveProperty('permissions_boundary');
    expect(JSON.parse(role.assume_role_policy as string).Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'workspaces.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
  });

  test('may be taken on for one account alone, where that is asked', () => {
    const json = synthesized((stack, provider) => {
      const sourceAccount = '111122223333';
      new ServiceRole(stack, 'service-role', { mode: 'create', provider, partition: 'aws', sourceAccount });
    });
    expect(JSON.parse(only(json, 'aws_iam_role').assume_role_policy as string).Statement).toMatchObject([
      { Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } },
    ]);
  });

  test.each(['aws', 'aws-us-gov'])('has the policies of AWS in the partition %s', (partition) => {
    const policies = all(serviceRole('create', partition), 'aws_iam_role_policy_attachment');
    expect(policies.map(([, { policy_arn }]) => policy_arn as string).sort()).toEqual([
      `arn:${partition}:iam::aws:policy/AmazonWorkSpacesPoolServiceAccess`,
      `arn:${partition}:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess`,
      `arn:${partition}:iam::aws:policy/AmazonWorkSpacesServiceAccess`,
    ]);
  });

  test('that exists is only checked, for trust and boundary', () => {
    const json = serviceRole('existing');
    const [role] = Object.values(json.data.aws_iam_role!);
    expect(json.resource).toEqual({});
    expect(role.lifecycle.postcondition.map((each: Block) => each.condition)).toEqual([
      '${strcontains(self.assume_role_policy, "workspaces.amazonaws.com")}',
      '${self.permissions_boundary == null || self.permissions_boundary == ""}',
    ]);
    expect(role.lifecycle.postcondition.map((each: Block) => each.error_message)).toEqual([
      expect.stringContaining('its trust policy does not name workspaces.amazonaws.com. Add that service'),
      expect.stringContaining('has a permissions boundary, which WorkSpaces does not support. Remove'),
    ]);
  });
});
