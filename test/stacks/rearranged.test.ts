import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../deployment/schema.js';
import { blocksOf, changed, dependenciesOf, example, jsonOf } from './synthesized.js';

const connected = example('greenfield-connected');
const blocks = blocksOf(jsonOf(connected));
const ada = 'aws_workspaces_workspace.desktop_berlin_ada-contoso-com-f6ca951c';

/** Addresses whose block differs between two deployments. */
function differences(one: Deployment, other: Deployment): string[] {
  const [a, b] = [blocksOf(jsonOf(one)), blocksOf(jsonOf(other))];
  return [...new Set([...a.keys(), ...b.keys()])].filter(
    (key) => JSON.stringify(a.get(key)) !== JSON.stringify(b.get(key)),
  );
}
const users = (deployment: Deployment) => deployment.sites[0]!.desktops.users;

describe('a user who comes or goes', () => {
  const more = changed('greenfield-connected', (deployment) =>
    users(deployment).push({ upn: 'cyd@contoso.com', state: 'active' }),
  );
  const touched = differences(connected, more);

  test('touches his own blocks, the members of the group and the shared wait, and nothing else', () => {
    const strange = touched.filter(
      (address) =>
        !address.includes('cyd-contoso-com') &&
        !address.startsWith('aws_lambda_invocation.identity-center_presence_all'),
    );
    expect(strange).toEqual(['data.azuread_users.federation_users_76B4698A']);
  });

  test('gets a desktop, a presence check and a push to Identity Center', () => {
    expect(
      touched
        .filter((address) => address.includes('cyd-contoso-com'))
        .map((address) => address.split('.')[0])
        .sort(),
    ).toEqual([
      'aws_lambda_invocation',
      'aws_workspaces_workspace',
      'azuread_synchronization_job_provision_on_demand',
      'time_sleep',
    ]);
  });

  test('on hold keeps his desktop as it is, without a presence check', () => {
    const held = changed('greenfield-connected', (deployment) => (users(deployment)[0]!.state = 'held'));
    const after = blocksOf(jsonOf(held));
    const { depends_on: _before, ...before } = blocks.get(ada);
    const { depends_on: _now, ...now } = after.get(ada);
    expect(now).toEqual(before);
    expect([...after.keys()].filter((address) => address.includes('presence_ada'))).toEqual([]);
  });

  test('whose name is re-cased keeps his desktop', () => {
    const recased = changed('greenfield-connected', (deployment) => (users(deployment)[0]!.upn = 'Ada@Contoso.com'));
    const after = blocksOf(jsonOf(recased)).get(ada);
    expect({ ...after, user_name: 'ada@contoso.com' }).toEqual(blocks.get(ada));
    expect(after.lifecycle.ignore_changes).toContain('user_name');
  });
});

describe('a deployment that is rearranged', () => {
  test('changes nothing when its sites are reordered', () => {
    const reordered = changed('two-sites-two-regions', ({ sites }) => void sites.reverse());
    const strange = differences(example('two-sites-two-regions'), reordered);
    // The list of names to look up in Entra has another order; what it gives is a set.
    expect(strange.filter((address) => !/^data\.azuread_users\.|provision_on_demand|time_sleep/.test(address))).toEqual(
      [],
    );
  });

  test('touches only what belongs to a site that goes', () => {
    const all = example('two-sites-two-regions');
    const gone = all.sites[1]!;
    const left = changed('two-sites-two-regions', ({ sites }) => void sites.pop());
    const leavers = gone.desktops.users.map(({ upn }) => upn.split('@')[0]!);
    const strange = differences(all, left).filter(
      (address) =>
        !address.includes(`site-${gone.key}`) &&
        !address.includes(`desktop_${gone.key}_`) &&
        !address.includes(`control-plane_${gone.region}`) &&
        !address.startsWith('aws_lambda_invocation.identity-center_presence_all') &&
        !address.startsWith('data.azuread_users.') &&
        !leavers.some((leaver) => address.includes(leaver)),
    );
    expect(strange).toEqual([]);
  });

  test('keeps the provider of the Region of a site that goes', () => {
    const left = jsonOf(changed('two-sites-two-regions', ({ sites }) => void sites.pop()));
    const aliases = (left['provider'].aws as { alias: string }[]).map(({ alias }) => alias);
    for (const { region } of example('two-sites-two-regions').sites) expect(aliases).toContain(region);
  });

  test('keeps the provider of Azure when monitoring is switched off', () => {
    const off = jsonOf(changed('everything-on', ({ monitoring }) => void (monitoring!.enabled = false)));
    expect(Object.keys(off['resource'] as object).filter((type) => type.startsWith('azurerm_'))).toEqual([]);
    expect(off['provider']).toHaveProperty('azurerm');
    expect(off['terraform'].required_providers).toHaveProperty('azurerm');
  });

  test('moves a bundle to a new image without touching its id or a desktop', () => {
    const image = changed('greenfield-connected', (deployment) => {
      const bundle = deployment.sites[0]!.bundles['standard']!;
      if ('fromImage' in bundle) bundle.fromImage.imageId = 'wsi-999999999';
    });
    const touched = differences(connected, image);
    expect(touched.length).toBeGreaterThan(0);
    for (const address of touched)
      expect(address).toMatch(/^aws_lambda_invocation\.site-berlin_bundle-standard_bundle_(ensure|wait-\d+)_/);
  });

  test('changes a setting of a directory without touching its id or a desktop', () => {
    const setting = changed(
      'greenfield-connected',
      (deployment) => (deployment.sites[0]!.access.localAdministrator = true),
    );
    for (const address of differences(connected, setting))
      expect(address).toMatch(/^aws_lambda_invocation\.site-berlin_directory_(ensure|wait-\d+)_/);
  });

  test('renames the enterprise app in place: nothing that is read from it refers to it directly', () => {
    const renamed = changed('greenfield-connected', ({ entra }) => {
      if ('create' in entra.enterpriseApp) entra.enterpriseApp.create.displayName = 'Sign-in to AWS';
    });
    expect(differences(connected, renamed)).toEqual([
      'azuread_application_from_template.federation_enterprise-app_146A9AFC',
    ]);
    const readers = [...blocks].filter(
      ([address, block]) =>
        address.startsWith('data.') &&
        dependenciesOf(block).some((each) => each.startsWith('azuread_application_from_template.')),
    );
    expect(readers).toEqual([]);
  });
});
