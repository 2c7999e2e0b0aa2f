import { describe, expect, test } from '@jest/globals';
import { endpointsCsv, networkFirewallGroup, notInNetworkFirewall } from '../../domain/endpoint-formats.js';
import { covers } from '../../domain/outbound.js';
import { endpoints, endpointsAsOf, endpointsFor, isRange, neverInspected, purposes } from '../../domain/endpoints.js';

describe('the list', () => {
  test('is dated, and each purpose has hosts', () => {
    expect(endpointsAsOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect([...new Set(endpoints.map(({ purpose }) => purpose))].sort()).toEqual(Object.keys(purposes).sort());
  });

  test('each line is a name, a name with a dot in front, or a range; from a page; and is there once', () => {
    for (const { host, source, port } of endpoints) {
      expect(host).toMatch(/^(\.?[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+|\d+\.\d+\.\d+\.\d+\/\d+)$/);
      expect(source).toMatch(/^https:\/\/(learn\.microsoft\.com|docs\.aws\.amazon\.com)\//);
      expect([80, 123, 443, 4195]).toContain(port);
    }
    const lines = endpoints.map(({ purpose, host, protocol, port }) => [purpose, host, protocol, port].join(' '));
    expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
  });

  test('what a desktop enrols through is on it', () => {
    const hosts = endpoints.map(({ host }) => host);
    for (const needed of [
      'login.microsoftonline.com',
      'enterpriseregistration.windows.net',
      'ztd.dds.microsoft.com',
      '.manage.microsoft.com',
      'time.windows.com',
    ]) {
      expect(hosts).toContain(needed);
    }
    expect(neverInspected.every((host) => hosts.includes(host))).toBe(true);
  });

  test('some of it, with the Region in its place', () => {
    const client = endpointsFor({ purposes: ['client'], region: 'eu-central-1' });
    expect(client.every(({ purpose, from }) => purpose === 'client' && from === 'client')).toBe(true);
    expect(client.map(({ host }) => host)).toContain('ws-broker-service.eu-central-1.amazonaws.com');
    expect(client.some(({ host }) => host.includes('REGION'))).toBe(false);
  });
});

describe('formats', () => {
  test('a dot in front stands for the name itself and everything below, and for nothing beside it', () => {
    expect(covers('.manage.microsoft.com', 'enrollment.manage.microsoft.com')).toBe(true);
    expect(covers('.manage.microsoft.com', 'manage.microsoft.com')).toBe(true);
    expect(covers('.manage.microsoft.com', 'notmanage.microsoft.com')).toBe(false);
    expect(covers('manage.microsoft.com', 'a.manage.microsoft.com')).toBe(false);
    expect(covers('.a.com', '.a.com')).toBe(false);
  });

  test('a rule group has each name once, and none that another one covers', () => {
    const { RulesSource } = networkFirewallGroup(endpoints) as {
      RulesSource: { RulesSourceList: { Targets: string[]; GeneratedRulesType: string; TargetTypes: string[] } };
    };
    const { Targets, GeneratedRulesType, TargetTypes } = RulesSource.RulesSourceList;
    expect([GeneratedRulesType, TargetTypes]).toEqual(['ALLOWLIST', ['TLS_SNI', 'HTTP_HOST']]);
    expect(new Set(Targets).size).toBe(Targets.length);
    expect(Targets).toContain('.delivery.mp.microsoft.com');
    expect(Targets).not.toContain('.dl.delivery.mp.microsoft.com');
    expect(Targets.some(isRange)).toBe(false);
    expect(Targets.join()).not.toMatch(/REGION|awsapps/);
  });

  test('what it cannot hold is the clock, and ranges', () => {
    expect(notInNetworkFirewall(endpoints).map(({ host }) => host)).toEqual([
      '13.107.219.0/24',
      '13.107.227.0/24',
      '13.107.228.0/23',
      '150.171.97.0/24',
      'time.windows.com',
    ]);
  });

  test('as CSV, a line each under a head', () => {
    const lines = endpointsCsv(endpoints).split('\n');
    expect(lines).toHaveLength(endpoints.length + 1);
    expect(lines[0]).toBe('purpose,host,protocol,port,from,status,source');
    expect(lines.every((line) => line.split(',').length === 7)).toBe(true);
  });
});
