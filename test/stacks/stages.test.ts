import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../deployment/schema.js';
import { blocksOf, changed, example, jsonOf, type Block } from './synthesized.js';

/** The same deployment before its handshake was recorded. */
function foundationOf(deployment: Deployment): Deployment {
  const before = structuredClone(deployment);
  const { federation } = before.identityCenter;
  if (!('setUp' in federation)) throw new Error('only a federation that is set up has a foundation');
  federation.setUp.handshake = null;
  return before;
}

/** Arguments of a block that Terraform acts on: order of dependencies and conditions change nothing in the cloud. */
function argumentsOf(block: Block): Record<string, unknown> {
  if (typeof block !== 'object') return { value: block };
  const { depends_on: _dependsOn, lifecycle: _lifecycle, ...rest } = block;
  return rest;
}

describe.each(['greenfield-connected', 'everything-on', 'account-instance'])(
  'from foundation to connected: %s',
  (name) => {
    const connected = changed(name, (deployment) => {
      const { federation } = deployment.identityCenter;
      // The handshake of an example that has none yet.
      if ('setUp' in federation) federation.setUp.handshake ??= handshakeOfExample();
    });
    const before = blocksOf(jsonOf(foundationOf(connected)));
    const after = blocksOf(jsonOf(connected));

    test('every address stays', () => {
      expect([...before.keys()].filter((address) => !after.has(address))).toEqual([]);
      expect(after.size).toBeGreaterThan(before.size);
    });

    test('only these arguments change', () => {
      const changes = [...before].flatMap(([address, block]) => {
        const [old, now] = [argumentsOf(block), argumentsOf(after.get(address))];
        return [...new Set([...Object.keys(old), ...Object.keys(now)])]
          .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
          .map((key) => `${address.split('.')[0]}.${key}`);
      });
      const allowed = [
        'azuread_service_principal.login_url',
        // Another certificate than the first one may have been recorded as the one that Identity Center trusts.
        'msgraph_update_resource.body',
        'aws_cloudwatch_event_target.input',
      ];
      expect(changes.filter((change) => !allowed.includes(change))).toEqual([]);
      expect(changes).toContain('azuread_service_principal.login_url');
    });

    test('no protection is lost or gained', () => {
      for (const [address, block] of before) {
        expect(after.get(address)?.lifecycle?.prevent_destroy).toBe(block?.lifecycle?.prevent_destroy);
      }
    });
  },
);

function handshakeOfExample() {
  const { federation } = example('greenfield-connected').identityCenter;
  if (!('setUp' in federation)) throw new Error('the example sets its federation up');
  return federation.setUp.handshake;
}

describe('the foundation', () => {
  const json = jsonOf(foundationOf(example('everything-on')));
  const types = (json['resource'] ?? {}) as Record<string, object>;

  test('has everything that needs no handshake', () => {
    expect(Object.keys(types)).toEqual(
      expect.arrayContaining([
        'azuread_application_from_template',
        'msgraph_resource_action',
        'azuread_group',
        'azuread_app_role_assignment',
        'azuread_application_password',
        'msgraph_resource',
        'aws_kms_key',
        'aws_secretsmanager_secret',
        'aws_vpc',
        'aws_lambda_function',
        'aws_iam_role',
      ]),
    );
  });

  test('has no directory, no desktop, no provisioning and no access', () => {
    for (const type of [
      'aws_workspaces_workspace',
      'azuread_synchronization_job',
      'azuread_synchronization_secret',
      'azuread_application_identifier_uri',
      'aws_ssoadmin_application_assignment',
    ]) {
      expect(Object.keys(types)).not.toContain(type);
    }
    expect(JSON.stringify(json)).not.toContain('entra-directory\\",\\"identity');
  });

  test('reads no token', () => {
    expect(json['data']).not.toHaveProperty('aws_secretsmanager_secret_version');
  });

  test('says where the metadata is that Identity Center needs, and what to do now', () => {
    expect(json['output'].federation_metadata_url.value).toMatch(
      /^https:\/\/login\.microsoftonline\.com\/.*federationmetadata\.xml\?appid=\$\{/,
    );
    expect(json['output'].what_to_do_now.value).toContain('entra-workspaces connect');
    expect(json['output']).not.toHaveProperty('sign_in_url');
  });
});

describe('an existing federation', () => {
  const json = jsonOf(example('existing-federation'));

  test('has one stage', () => {
    expect(json['output'].stage.value).toBe('connected');
  });

  test('is changed by nothing but the assignment of our group', () => {
    const types = Object.keys((json['resource'] ?? {}) as object);
    expect(
      types
        .filter(
          (type) =>
            type.startsWith('azuread_synchronization') ||
            /service_principal|identifier_uri|redirect_uris|from_template/.test(type),
        )
        .sort(),
    ).toEqual(
      // The service principal is that of our own registration app.
      ['azuread_service_principal'],
    );
    expect(Object.keys(json['resource'].azuread_service_principal as object)).toEqual([
      expect.stringContaining('registration-app'),
    ]);
    expect(json['resource']).not.toHaveProperty('msgraph_update_resource');
  });

  test('gives the sign-in address of the instance', () => {
    expect(json['output'].sign_in_url.value).toMatch(/^https:\/\/\$\{.*identity_store_ids.*\}\.awsapps\.com\/start$/);
  });
});

test('by-admin changes nothing that exists and asks for no right to assign or to consent', () => {
  const json = jsonOf(example('by-admin'));
  expect(json['resource']).not.toHaveProperty('azuread_app_role_assignment');
});
