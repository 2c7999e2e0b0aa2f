/** Providers, backend, alerts, monitoring and outputs of the stack. */
import { describe, expect, test } from '@jest/globals';
import { App } from 'cdktf';
import type { Deployment } from '../../deployment/schema.js';
import { DeploymentStack } from '../../stacks/index.js';
import { deploymentTags } from '../../stacks/providers.js';
import { changed, example, functionZip, jsonOf, outdir, type Block, type Json } from './synthesized.js';

const everything = jsonOf(example('everything-on'));
const aliases = (json: Json) => (json['provider'].aws as Block[]).map(({ alias }) => alias as string);
const blocks = (json: Json, type: string): [string, Block][] => Object.entries((json['resource'][type] ?? {}) as Json);

describe('providers', () => {
  test('are pinned to exactly what the bindings were made for', () => {
    expect(everything['terraform'].required_providers).toEqual({
      aws: { source: 'hashicorp/aws', version: '6.25.0' },
      azuread: { source: 'hashicorp/azuread', version: '3.7.0' },
      azurerm: { source: 'hashicorp/azurerm', version: '4.55.0' },
      msgraph: { source: 'microsoft/msgraph', version: '0.5.0' },
      time: { source: 'hashicorp/time', version: '0.13.1' },
    });
  });

  test('are there for every Region with Entra directories, used or not', () => {
    expect(aliases(jsonOf(example('smallest')))).toEqual([
      ...['us-east-1', 'us-east-2', 'us-west-2', 'ap-south-1', 'ap-northeast-1', 'ap-northeast-2'],
      ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-5', 'ca-central-1', 'eu-central-1', 'eu-west-1'],
      ...['eu-west-2', 'eu-west-3', 'sa-east-1', 'us-gov-west-1', 'us-gov-east-1', 'identity-center'],
    ]);
  });

  test('are there for a Region of Identity Center without WorkSpaces', () => {
    const json = jsonOf(changed('cross-region', ({ identityCenter }) => void (identityCenter.region = 'eu-north-1')));
    expect(aliases(json)).toContain('eu-north-1');
  });

  test('refuse the credentials of another AWS account', () => {
    const json = jsonOf(
      changed('everything-on', (deployment) => {
        // With a pipeline no role is shared by those who plan and those who apply.
        Object.assign(deployment, { pipeline: null });
        deployment.identityCenter.roleArn = 'arn:aws:iam::444455556666:role/contoso-identity-center';
      }),
    );
    for (const provider of json['provider'].aws as Block[]) {
      const account = provider.alias === 'identity-center' ? '444455556666' : '111122223333';
      expect(provider.allowed_account_ids).toEqual([account]);
    }
  });

  test('an application for Intune alone signs in for Intune, and for what goes to Entra by the same provider a person does', () => {
    const clientId = '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c';
    const json = jsonOf(
      changed('greenfield-connected', ({ intune }) => Object.assign(intune, { application: { clientId } })),
    );
    const { tenant_id: tenantId } = (json['provider'].azuread as Block[])[0] as { tenant_id: string };
    // The certificate that the environment names is that of the application, and a secret that of the person: an empty text
    // keeps a provider from looking for the other one, which it would try, and stop at.
    expect(json['provider'].msgraph).toEqual([
      {
        ...{ tenant_id: tenantId, client_id: clientId, use_cli: false },
        ...{ client_secret: '', client_secret_file_path: '' },
      },
      { alias: 'entra', tenant_id: tenantId, client_certificate: '', client_certificate_path: '' },
    ]);
    expect(json['provider'].azuread).toEqual([
      { tenant_id: tenantId, client_certificate: '', client_certificate_path: '' },
    ]);
    const all = ['msgraph_resource', 'msgraph_update_resource', 'msgraph_resource_action'].flatMap((type) =>
      blocks(json, type),
    );
    const byPerson = all.filter(([, { provider }]) => provider === 'msgraph.entra').map(([, each]) => each);
    const byApp = all.filter(([, { provider }]) => provider === undefined).map(([, each]) => each);
    const url = ({ url: own, resource_url: of }: Block): string => String(own ?? of);
    expect(byPerson.map(url).filter((each) => !each.startsWith('servicePrincipals/'))).toEqual([]);
    expect(byApp.map(url).filter((each) => !/^device(App)?Management/.test(each))).toEqual([]);
    expect([byPerson.length, byApp.length]).not.toContain(0);
  });

  test('refuse the credentials of another tenant, with what to do', () => {
    const tenantId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    expect(everything['provider'].azuread).toEqual([{ tenant_id: tenantId }]);
    expect(everything['provider'].msgraph).toEqual([{ tenant_id: tenantId }]);
    const [client] = Object.values<Block>(everything['data'].azuread_client_config as Json);
    expect(client.lifecycle.postcondition).toEqual([
      {
        condition: `\${lower(self.tenant_id) == "${tenantId}"}`,
        error_message: expect.stringMatching(
          new RegExp(`belong to another tenant than ${tenantId}. Sign in to that tenant`),
        ),
      },
    ]);
  });

  test('leave Azure out when there is no monitoring', () => {
    expect(jsonOf(example('smallest'))['provider']).not.toHaveProperty('azurerm');
  });
});

describe('the backend', () => {
  const backend = (name: string, stateFolder?: string, change: (deployment: Deployment) => void = () => undefined) => {
    const deployment = changed(name, change);
    const app = new App({ outdir, stackTraces: false });
    const stack = new DeploymentStack(app, deployment.name, {
      deployment,
      functionZip,
      ...(stateFolder ? { stateFolder } : {}),
    });
    return (stack.toTerraform() as Json)['terraform'].backend;
  };

  test('in S3 is encrypted and locked without a table', () => {
    expect(backend('greenfield-connected')).toEqual({
      s3: {
        bucket: 'contoso-terraform-state',
        region: 'eu-central-1',
        key: 'entra-workspaces/contoso-desktops.tfstate',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  test('in S3 takes key, KMS key and role', () => {
    const roleArn = 'arn:aws:iam::111122223333:role/state';
    const json = backend('everything-on', undefined, ({ state }) => {
      if ('s3' in state) state.s3.roleArn = roleArn;
    });
    expect(json.s3).toMatchObject({
      key: 'desktops/everything.tfstate',
      kms_key_id: 'arn:aws:kms:eu-central-1:111122223333:key/2a3b4c5d-6e7f-4081-92a3-b4c5d6e7f809',
      assume_role: { role_arn: roleArn },
    });
  });

  test('in Azure signs in with Entra instead of an account key', () => {
    const json = backend('smallest', undefined, (deployment) => {
      deployment.state = {
        azurerm: { resourceGroupName: 'terraform', storageAccountName: 'contosostate', containerName: 'state' },
      };
    });
    expect(json).toEqual({
      azurerm: {
        resource_group_name: 'terraform',
        storage_account_name: 'contosostate',
        container_name: 'state',
        key: 'entra-workspaces/contoso.tfstate',
        use_azuread_auth: true,
      },
    });
  });

  test.each([
    [undefined, undefined, '../../../contoso.tfstate'],
    ['..', undefined, '../contoso.tfstate'],
    ['..', 'states/mine.tfstate', '../states/mine.tfstate'],
    ['..', '/var/lib/states/mine.tfstate', '/var/lib/states/mine.tfstate'],
  ])('in a file lies beside the deployment file: from %s, path %s', (stateFolder, path, expected) => {
    const json = backend('smallest', stateFolder, (deployment) => {
      deployment.state = { local: path ? { path } : {} };
    });
    expect(json).toEqual({ local: { path: expected } });
  });
});

describe('alerts', () => {
  test('are sent by the function in the Region of Identity Center alone', () => {
    const rules = blocks(everything, 'aws_cloudwatch_event_rule');
    expect(rules).toHaveLength(1);
    expect(rules[0]![1].provider).toBe('aws.eu-central-1');
  });

  test('watch token, client secret and certificate, each with what to do', () => {
    const [[, target]] = blocks(everything, 'aws_cloudwatch_event_target') as [[string, Block]];
    expect([...(target.input as string).matchAll(/"label":"([^"]+)"/g)].map(([, label]) => label)).toEqual([
      'SCIM token',
      'Client secret of the registration app',
      'SAML signing certificate',
    ]);
  });

  test('watch the certificate that Entra signs with, and not the one that waits to be imported', () => {
    const watched = (active: string): string => {
      const json = jsonOf(
        changed('greenfield-connected', (deployment) => {
          deployment.alerts = { email: 'desktops@contoso.com' };
          const { enterpriseApp } = deployment.entra;
          if ('create' in enterpriseApp) Object.assign(enterpriseApp.create, { certificates: ['1', '2'] });
          const { federation } = deployment.identityCenter;
          if ('setUp' in federation) Object.assign(federation.setUp.handshake!, { activeCertificate: active });
        }),
      );
      const [[, target]] = blocks(json, 'aws_cloudwatch_event_target') as [[string, Block]];
      return /signing-certificate_certificate-(\d)/.exec(target.input as string)?.[1] ?? 'none';
    };
    expect(['1', '2'].map(watched)).toEqual(['1', '2']);
  });

  test('watch nothing that belongs to somebody else', () => {
    const json = jsonOf(
      changed('existing-federation', (deployment) => void (deployment.alerts = { email: 'desktops@contoso.com' })),
    );
    const [[, target]] = blocks(json, 'aws_cloudwatch_event_target') as [[string, Block]];
    expect(target.input).not.toContain('SCIM token');
    expect(target.input).not.toContain('certificate');
  });

  test('are not scheduled when nobody wants them', () => {
    const json = jsonOf(changed('greenfield-connected', (deployment) => void (deployment.alerts = null)));
    expect(blocks(json, 'aws_cloudwatch_event_rule')).toEqual([]);
    expect(blocks(json, 'aws_sns_topic')).toEqual([]);
  });
});

describe('outputs', () => {
  test('say what people need next in stage connected', () => {
    const { sites, sign_in_url, what_to_do_now, stage } = everything['output'] as Json;
    expect(stage.value).toBe('connected');
    expect(sign_in_url.value).toBe('https://d-99672f0a1b.awsapps.com/start');
    expect(what_to_do_now.value).toContain('entra-workspaces doctor');
    expect(Object.keys(sites.value as Json)).toEqual(['berlin', 'virginia']);
    expect(sites.value.berlin).toEqual({
      vpc_id: expect.any(String),
      subnet_ids: [expect.any(String), expect.any(String)],
      directory_id: expect.stringContaining('.directoryId}'),
      registration_code: expect.stringContaining('.registrationCode}'),
    });
  });

  test('name the secret of the SCIM token where the federation is set up here', () => {
    expect(everything['output']).toHaveProperty('scim_token_secret_arn');
    expect(jsonOf(example('existing-federation'))['output']).not.toHaveProperty('scim_token_secret_arn');
  });

  test('name function, log and role of each Region: another account has to trust the role by its ARN', () => {
    const functions = Object.keys(everything['output'].control_planes.value as Json);
    expect(functions).toEqual(['eu-central-1', 'us-east-1']);
    expect(everything['output'].control_planes.value['eu-central-1']).toEqual({
      function_name: expect.stringMatching(/^\$\{aws_lambda_function\..*function_name}$/),
      role_arn: expect.stringMatching(/^\$\{aws_iam_role\.control-plane.*\.arn}$/),
      log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.name}$/),
    });
  });

  test('are neither secret nor derived from one', () => {
    for (const [name, { value, sensitive }] of Object.entries<Block>(everything['output'] as Json)) {
      expect({ name, sensitive }).toEqual({ name, sensitive: undefined });
      expect(JSON.stringify(value)).not.toMatch(/secret_string|\.value\b|secret_version/);
    }
  });
});

describe('what a person wrote', () => {
  test('is text, even where it looks like an expression', () => {
    const json = jsonOf(
      changed('greenfield-connected', ({ entra, intune }) => {
        if ('create' in entra.enterpriseApp)
          entra.enterpriseApp.create.displayName = 'Sign-in ${upper("x")} %{if true}';
        if ('create' in intune.profile) intune.profile.create.description = '100 %{of} ${us}';
      }),
    );
    const [[, app]] = blocks(json, 'azuread_application_from_template') as [[string, Block]];
    expect(app.display_name).toBe('Sign-in $${upper("x")} %%{if true}');
    const profile = blocks(json, 'msgraph_resource').find(([, { body }]) => body.description)!;
    expect(profile[1].body.description).toBe('100 %%{of} $${us}');
  });

  test('keeps a device name template as it is', () => {
    expect(JSON.stringify(everything)).toContain('"CWS-%RAND:9%"');
  });
});

test('a group that is gone from Identity Center comes again by the job of provisioning, where that is ours', () => {
  const advice = (name: string): string =>
    Object.values(jsonOf(example(name))['check'] as Json)
      .flatMap(({ assert }: Block) => assert as Block[])
      .map(({ error_message: message }: Block) => message as string)
      .find((message) => message.startsWith('Identity Center no longer has the group'))!;
  const origin = /-replace=terraform_data\.identity-center_desktop-users_group_origin_\w+$/;
  expect(advice('greenfield-connected')).toMatch(
    new RegExp(`-replace=azuread_synchronization_job\\.federation_provisioning_job_\\w+ ${origin.source}`),
  );
  expect(advice('existing-federation')).toMatch(/restart provisioning/);
  expect(advice('existing-federation')).toMatch(origin);
});

test('no tag of a person takes the place of the one by which what belongs to a deployment is found', () => {
  const tags = { owner: 'desktops', 'entra-workspaces:deployment': 'another' };
  expect(deploymentTags({ name: 'contoso', tags })).toEqual({
    owner: 'desktops',
    'entra-workspaces:deployment': 'contoso',
  });
});

test('an existing registration app keeps its secret out of the state, and needs an existing one', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:desktops/registration-AbCdEf';
  const existing = { existing: { applicationId: '0b8a2d2e-2f7d-4b55-9d1d-0d9a1f6f3c11' } };
  const json = jsonOf(
    changed('greenfield-connected', ({ entra, sites }) => {
      entra.registrationApp = existing;
      sites[0]!.registrationSecret = { existing: { arn } };
    }),
  );
  expect(json['resource']).not.toHaveProperty('azuread_application_password');
  // Of the SCIM token alone.
  expect(blocks(json, 'aws_kms_key').map(([id]) => id)).toEqual([expect.stringMatching(/^federation_scim-token_key_/)]);
  expect(() => jsonOf(changed('greenfield-connected', ({ entra }) => void (entra.registrationApp = existing)))).toThrow(
    /`registrationSecret` must be an existing one with an existing registration app, got: create/,
  );
});
