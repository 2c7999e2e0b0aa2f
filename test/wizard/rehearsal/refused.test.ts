import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { refuseWhatCannotBeRehearsed } from '../../../wizard/rehearsal/fixtures.js';
import type { Failure } from '../../../wizard/terminal/failure.js';

// Examples as anyone could change them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const example = (name: string): any => JSON.parse(readFileSync(`examples/${name}.json`, 'utf8'));
const loaded = (value: unknown): Deployment => checkDeploymentValue(value, 'deployment.json', () => '').deployment;

function refusal(value: unknown): { message: string; fix: readonly string[] } {
  try {
    refuseWhatCannotBeRehearsed(loaded(value));
  } catch (error) {
    const { message, fix } = error as Failure;
    return { message, fix };
  }
  return { message: '', fix: [] };
}

describe('what cannot be rehearsed', () => {
  test('the example of a fleet names what exists elsewhere, and its fleet', () => {
    const { message, fix } = refusal(example('fleet'));
    expect(message).toContain('builds on things that exist only in your clouds');
    expect(fix[0]).toMatch(/^got: entra\.enterpriseApp\.existing, .*, desktops\.users\.group of the site berlin$/);
    expect(fix.join('\n')).toMatch(/A copy of it that makes each[^]*A fleet follows the members of a group/);
  });

  test('a fleet alone is refused, and not played as a list of nobody', () => {
    const deployment = example('greenfield-foundation');
    expect(refusal(deployment).message).toBe('');
    deployment.entra.desktopUsers = { create: { members: 'elsewhere' } };
    deployment.sites[0].desktops.users = { group: {} };
    const { message, fix } = refusal(deployment);
    expect(message).toBe('The desktops of this deployment are made by a fleet, so it cannot be rehearsed.');
    expect(fix[0]).toBe('got: desktops.users.group of the site berlin');
    expect(fix.join()).not.toContain('A copy of it');
  });
});
