import { describe, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import { EntraDirectory, type EntraDirectoryProps } from '../../../modules/workspaces/entra-directory.js';
import { all, controlPlane, invocations, synthesized, type Block } from '../aws-stack.js';

const settings: EntraDirectoryProps['settings'] = {
  deviceTypes: ['web', 'windows'],
  ipGroups: [
    { name: 'office', rules: [{ cidr: '203.0.113.0/24' }] },
    { name: 'branch', rules: [{ cidr: '198.51.100.0/24' }] },
  ],
  selfService: ['rebuild', 'restart'],
  localAdministrator: false,
  internetAccess: false,
  maintenanceMode: true,
};
const directory = (more: Partial<EntraDirectoryProps> = {}, variable?: string) =>
  synthesized((stack, provider) => {
    const look = variable
      ? { lookForDrift: new TerraformVariable(stack, variable, { type: 'bool' }).booleanValue }
      : {};
    new EntraDirectory(stack, 'directory', {
      controlPlane: controlPlane(stack, provider),
      provider,
      name: 'Contoso Berlin',
      tenantId: '6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11',
      secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:contoso-berlin-AbCdEf',
      identityCenterInstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
      subnetIds: ['subnet-aaaaaaaa', 'subnet-bbbbbbbb'],
      settings,
      protection: true,
      tags: { team: 'design' },
      dependsOn: [{ fqn: 'aws_route.way_out' }],
      ...look,
      ...more,
    });
  });
const synthesizedWith = (variable: string) => directory({}, variable);
const step = (json: ReturnType<typeof directory>, name: string) => {
  const found = all(json, 'aws_lambda_invocation').find(([id]) => id.startsWith(`directory_${name}`));
  return found![1];
};

describe('a directory', () => {
  test('is asked for with what the deployment says of it', () => {
    const ensure = Object.values(invocations(directory())).find((input) => input.step === 'ensure');
    expect(ensure).toMatchObject({
      kind: 'entra-directory',
      identity: { name: 'Contoso Berlin' },
      properties: {
        tenantId: '6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11',
        secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:contoso-berlin-AbCdEf',
        identityCenterInstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
        subnetIds: ['subnet-aaaaaaaa', 'subnet-bbbbbbbb'],
        tags: { team: 'design' },
        localAdministrator: false,
        maintenanceMode: true,
      },
    });
  });

  test('is the same when lists of its settings are reordered', () => {
    const reordered = {
      ...settings,
      deviceTypes: [...settings.deviceTypes].reverse(),
      selfService: [...settings.selfService].reverse(),
      ipGroups: [...settings.ipGroups].reverse(),
    };
    expect(directory({ settings: reordered }).text).toBe(directory().text);
  });

  test('exists after what WorkSpaces needs, and goes before it', () => {
    const json = directory();
    const behind = (address: string): string[] => {
      const block = json.resource.aws_lambda_invocation![address.replace('aws_lambda_invocation.', '')];
      return [address, ...((block?.depends_on ?? []) as string[]).flatMap(behind)];
    };
    // The claim is what removes the directory: Terraform destroys it before anything that it depends on.
    const [claim] = all(json, 'aws_lambda_invocation').find(([id]) => id.startsWith('directory_claim_'))!;
    expect(behind(`aws_lambda_invocation.${claim}`)).toContain('aws_route.way_out');
  });

  test('is not destroyed by mistake, unless protection is off', () => {
    expect(step(directory(), 'claim').lifecycle).toEqual({ prevent_destroy: true });
    expect(step(directory({ protection: false }), 'claim').lifecycle).toBeUndefined();
  });

  test('is compared with what AWS has by a check that only reads and only warns', () => {
    const { check, data } = directory();
    const [[name, seen]] = Object.entries(data.aws_workspaces_directory!) as [[string, Block]];
    expect(seen).toMatchObject({
      provider: 'aws.eu-central-1',
      directory_id: expect.stringMatching(
        /^\$\{jsondecode\(aws_lambda_invocation\.directory_ids_\w+\.result\)\.directoryId\}$/,
      ),
    });
    const [{ assert }] = Object.values(check) as [Block];
    const [code, , devices] = assert;
    // Its own step alone: with the claim the directory would be removed, with ensure nothing would be recorded.
    expect(code.error_message).toMatch(
      /To record the present one: terraform apply -replace=aws_lambda_invocation\.directory_ids_\w+$/,
    );
    expect(devices.condition).toContain(
      `data.aws_workspaces_directory.${name}[0].workspace_access_properties[0].device_type_web == "ALLOW"`,
    );
    expect(devices.condition).toContain('device_type_ios == "DENY"');
    expect(devices.error_message).toMatch(
      /set it again: terraform apply -replace=aws_lambda_invocation\.directory_ensure_\w+$/,
    );
  });

  test.each([
    ['macos', 'osx'],
    ['ios', 'ios'],
    ['android', 'android'],
    ['zeroClient', 'zeroclient'],
  ] as const)('lets %s connect, which AWS calls %s, and nothing else', (type, attribute) => {
    const { check } = directory({ settings: { ...settings, deviceTypes: [type] } });
    const [{ assert }] = Object.values(check) as [Block];
    const compared = [...(assert[2].condition as string).matchAll(/device_type_(\w+) == "(\w+)"/g)];
    expect(compared.filter(([, , value]) => value === 'ALLOW').map(([, name]) => name)).toEqual([attribute]);
  });

  test('is read after a change of it that is still to be made, or the change would be told as drift', () => {
    const [seen] = Object.values(directory().data.aws_workspaces_directory!);
    for (const step of ['ensure', 'wait-1', 'ids']) {
      expect(seen.depends_on).toContainEqual(
        expect.stringMatching(new RegExp(`^aws_lambda_invocation[.]directory_${step}_`)),
      );
    }
  });

  test('is not looked at when a variable says so, as for a destroy after it was deleted by hand', () => {
    const json = synthesizedWith('look_for_drift');
    const [seen] = Object.values(json.data.aws_workspaces_directory!);
    expect(seen.count).toBe('${var.look_for_drift ? 1 : 0}');
    for (const { condition } of Object.values(json.check)[0].assert) {
      expect(condition).toMatch(/^\$\{\(!var\.look_for_drift \|\| try\(.*, false\)\)\}$/);
    }
  });

  test.each([
    [
      'a name that is no group tag',
      { name: 'Contoso  Berlin' },
      /`name` of a directory must hold no space at the end and no two in a row.*got: Contoso {2}Berlin/,
    ],
    ['one subnet', { subnetIds: ['subnet-aaaaaaaa'] }, /`subnetIds` of a directory must be two subnets, got: 1/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => directory(wrong)).toThrow(message);
  });
});
