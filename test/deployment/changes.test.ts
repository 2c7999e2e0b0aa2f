import { describe, expect, test } from '@jest/globals';
import { immutableFields, immutablePaths, refusedChanges } from '../../deployment/changes.js';
import { anotherSite, existingFederation, greenfield, load, type Loose } from './sample.js';

const changed = (change: (deployment: Loose) => void, from: () => Loose = greenfield) => {
  const after = from();
  change(after);
  return refusedChanges(load(from()).file, load(after).file);
};

describe('immutable fields', () => {
  test('are those that the services cannot change', () => {
    expect(immutablePaths).toEqual([
      'name',
      'aws.accountId',
      'entra.tenantId',
      'identityCenter.region',
      'identityCenter.instance',
      'sites[].key',
      'sites[].region',
      'sites[].directoryName',
      'sites[].registrationSecret',
      'sites[].network',
      'sites[].network.create.cidr',
      'sites[].network.create.availabilityZoneIds',
      'sites[].network.existing.vpcId',
      'sites[].network.existing.subnetIds',
      'sites[].bundles.*.fromImage.computeType',
      'sites[].bundles.*.fromImage.rootVolumeGib',
      'sites[].bundles.*.fromImage.userVolumeGib',
    ]);
  });

  test('each say what they are and how to get what a change was meant to bring', () => {
    for (const { path, description, wayToChange } of immutableFields) {
      expect({ path, long: description.length > 10 && wayToChange.length > 20 }).toEqual({ path, long: true });
    }
  });

  test.each<[string, (deployment: Loose) => void, string]>([
    ['the name', (d) => (d.name = 'fabrikam'), 'name'],
    ['the account', (d) => (d.aws.accountId = '444455556666'), 'aws.accountId'],
    ['the tenant', (d) => (d.entra.tenantId = '9b2d1c3e-6f70-4b7e-8a21-5d3f0c9e7a64'), 'entra.tenantId'],
    ['a directory name', (d) => (d.sites[0].directoryName = 'contoso-bonn'), 'sites[0].directoryName'],
    ['a range', (d) => (d.sites[0].network.create.cidr = '172.20.0.0/21'), 'sites[0].network.create.cidr'],
    [
      'the zones',
      (d) => d.sites[0].network.create.availabilityZoneIds.reverse(),
      'sites[0].network.create.availabilityZoneIds',
    ],
    [
      'the kind of network',
      (d) =>
        (d.sites[0].network = {
          existing: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] },
        }),
      'sites[0].network',
    ],
    [
      'the size of a bundle',
      (d) => (d.sites[0].bundles.standard.fromImage.computeType = 'STANDARD'),
      'sites[0].bundles.standard.fromImage.computeType',
    ],
    ['a key', (d) => (d.sites[0].key = 'bonn'), 'sites[0].key'],
    [
      'a recorded handshake back to none',
      (d) => (d.identityCenter.federation.setUp.handshake = null),
      'identityCenter.federation.setUp.handshake',
    ],
  ])('refuse a change of %s, with what stood there and the way', (_what, change, path) => {
    expect(changed(change)).toEqual([
      expect.objectContaining({
        path,
        rule: expect.stringContaining('must stay'),
        fix: expect.stringMatching(/.{20,}/),
      }),
    ]);
  });

  test('refuse another instance and another Region of it', () => {
    expect(
      changed((d) => {
        d.identityCenter.region = 'eu-west-1';
        d.identityCenter.instance.existing.arn = 'arn:aws:sso:::instance/ssoins-0000000000000000';
      }, existingFederation).map(({ path }) => path),
    ).toEqual(['identityCenter.region', 'identityCenter.instance']);
  });

  test('refuse another registration secret', () => {
    const from = (): Loose => {
      const deployment = greenfield();
      deployment.entra.registrationApp = { existing: { applicationId: '9b2d1c3e-6f70-4b7e-8a21-5d3f0c9e7a64' } };
      deployment.sites[0].registrationSecret = {
        existing: { arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:registration-AbCdEf' },
      };
      return deployment;
    };
    const other = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:registration-GhIjKl';
    expect(changed((d) => (d.sites[0].registrationSecret.existing.arn = other), from).map(({ path }) => path)).toEqual([
      'sites[0].registrationSecret',
    ]);
  });

  test.each<[string, (deployment: Loose) => void]>([
    ['nothing', () => undefined],
    ['the case of a GUID', (d) => (d.entra.tenantId = d.entra.tenantId.toUpperCase())],
    ['gateways and capacity', (d) => Object.assign(d.sites[0].network.create, { natGateways: 2, capacity: 200 })],
    ['the image of a bundle', (d) => (d.sites[0].bundles.standard.fromImage.imageId = 'wsi-9z8y7x6w5')],
    ['another bundle', (d) => (d.sites[0].bundles.other = { existing: { id: 'wsb-1a2b3c4d5' } })],
    ['another site', (d) => d.sites.unshift(anotherSite())],
    ['users', (d) => d.sites[0].desktops.users.list.pop()],
    ['protection and tags', (d) => Object.assign(d, { protection: false, tags: { owner: 'x' } })],
  ])('let through a change of %s', (_what, change) => {
    expect(changed(change)).toEqual([]);
  });

  test('let a site go, and match the others by key and not by place', () => {
    const from = (): Loose => ({ ...greenfield(), sites: [greenfield().sites[0], anotherSite()] });
    expect(changed((d) => d.sites.shift(), from)).toEqual([]);
    expect(changed((d) => d.sites.reverse(), from)).toEqual([]);
  });

  test('let the handshake be recorded', () => {
    const after = greenfield();
    const before = greenfield();
    before.identityCenter.federation.setUp.handshake = null;
    expect(refusedChanges(load(before).file, load(after).file)).toEqual([]);
  });
});
