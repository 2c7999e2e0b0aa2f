import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Place } from '../place.js';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

test('by purpose, dated, for people', async () => {
  const { exitCode, stdout, stderr } = await place.call(['endpoints', '--purpose', 'time', '--purpose', 'autopilot']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^As of \d{4}-\d\d-\d\d\./);
  expect(stdout).toContain('  time.windows.com  UDP 123');
  expect(stdout).toContain('autopilot: The first sign-in');
  expect(stdout).not.toContain('intune:');
});

test('as JSON and CSV, with the Region in the names', async () => {
  const json = await place.call(['endpoints', '--format', 'json', '--region', 'eu-central-1']);
  const { asOf, endpoints } = JSON.parse(json.stdout) as { asOf: string; endpoints: { host: string }[] };
  expect(asOf).toMatch(/^\d{4}/);
  expect(endpoints.map(({ host }) => host)).toContain('ws-client-service.eu-central-1.amazonaws.com');
  const csv = await place.call(['endpoints', '--format', 'csv', '--purpose', 'client']);
  expect(csv.stdout).toMatch(/^purpose,host,/);
  expect(csv.stdout).toContain('client,.prod.REGION.highlander.aws.a2z.com,UDP,4195,client,documented,https://');
});

test('as a rule group for AWS Network Firewall; what it cannot hold is said apart', async () => {
  const { exitCode, stdout, stderr } = await place.call(['endpoints', '--format', 'network-firewall']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty('RulesSource.RulesSourceList.Targets');
  expect(stderr.replace(/\s+/g, ' ')).toContain('time.windows.com UDP 123');
});

test.each([
  [['--purpose', 'intunes'], '--purpose must be one of sign-in, autopilot,', 'got: intunes'],
  [['--region', 'mars-1'], '--region must be a Region with directories for Entra', 'got: mars-1'],
  [['--format', 'yaml'], 'table, json, csv, network-firewall', 'yaml'],
])('%j is refused', async (words, says, got) => {
  const { exitCode, stderr } = await place.call(['endpoints', ...words]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(says);
  expect(stderr).toContain(got);
});
