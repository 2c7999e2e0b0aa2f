import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  autopilotGroupName,
  autopilotProfileName,
  bundleName,
  deploymentNamePattern,
  desktopUsersGroupName,
  enterpriseAppName,
  functionRoleName,
  nameLimits,
  registrationAppName,
  registrationSecretPrefix,
  siteKeyPattern,
} from '../../domain/names.js';
import { runs } from '../deployment/arbitrary.js';

describe('names made from a deployment and a site', () => {
  test('are these', () => {
    expect(functionRoleName('contoso', 'eu-central-1')).toBe('contoso-control-plane-eu-central-1');
    expect(registrationSecretPrefix('contoso', 'berlin')).toBe('contoso-berlin-registration');
    expect(bundleName('contoso', 'berlin', 'standard')).toBe('contoso-berlin-standard');
    expect(enterpriseAppName('contoso-desktops')).toBe('Contoso desktops (AWS IAM Identity Center)');
    expect(desktopUsersGroupName('contoso-desktops')).toBe('Contoso desktops users');
    expect(registrationAppName('contoso')).toBe('Contoso device registration');
    expect(autopilotGroupName('contoso', 'berlin-east')).toBe('Contoso berlin east devices');
    expect(autopilotProfileName('contoso-desktops', 'berlin-east')).toBe('Contoso desktops berlin east');
    expect(autopilotProfileName('contoso', 'berlin', 'Our desktops')).toBe('Our desktops berlin');
  });

  test('fit their services, for every name, key, Region and bundle that may be given', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{2,31}$/),
        fc.stringMatching(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/),
        fc.constantFrom('ap-southeast-1', 'us-gov-west-1', 'eu-central-1'),
        fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/),
        (prefix, key, region, bundle) => {
          expect(deploymentNamePattern.test(prefix) && siteKeyPattern.test(key)).toBe(true);
          for (const { name, pattern } of nameLimits(prefix, key, region, bundle)) expect(name).toMatch(pattern);
        },
      ),
      runs(500),
    );
  });

  test('no longer fit once the prefix is longer than allowed: the limits bite', () => {
    const broken = nameLimits('a'.repeat(40), 'b'.repeat(20), 'ap-southeast-1', 'c').filter(
      ({ name, pattern }) => !pattern.test(name),
    );
    expect(broken.map(({ what }) => what)).toEqual(['IAM role']);
  });

  test('of bundles stay different when they have to be cut', () => {
    const long = 'x'.repeat(30);
    const one = bundleName('a'.repeat(32), 'b'.repeat(20), `${long}1`);
    const other = bundleName('a'.repeat(32), 'b'.repeat(20), `${long}2`);
    expect([one.length, other.length]).toEqual([63, 63]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[a-zA-Z0-9_-]+$/);
  });
});
