/**
 * Every rule against both clouds: a healthy deployment gives no finding, and each fault, put into the clouds, is found by
 * the lookups over HTTP, as the root it is; with the fault gone, nothing is found again.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { examine } from '../../../wizard/checks/examine.js';
import type { Report, ReportedFinding } from '../../../wizard/checks/report/model.js';
import { rules } from '../../../wizard/checks/rules/index.js';
import { loaded, patience, startConnected, type Connected } from './connected.js';
import { FaultyWorld, type Fault } from './faults.js';
import { accountFaults } from './account-faults.js';
import { alertsFaults } from './alerts-faults.js';
import { selfServiceFaults } from './self-service-faults.js';
import { desktopFaults } from './desktop-faults.js';
import { federationFaults } from './federation-faults.js';
import { outboundFaults } from './outbound-faults.js';
import { intuneFaults } from './intune-faults.js';
import { policyFaults } from './policy-faults.js';
import { registrationFaults } from './registration-faults.js';
import { issuerFault } from './issuer-fault.js';
import { othersCodeFault } from './others-code-fault.js';
import { pipelineFaults } from './pipeline-faults.js';

const faults: readonly Fault[] = [
  ...accountFaults,
  ...pipelineFaults,
  issuerFault,
  othersCodeFault,
  ...selfServiceFaults,
  ...alertsFaults,
  ...outboundFaults,
  ...registrationFaults,
  ...federationFaults,
  ...intuneFaults,
  ...policyFaults,
  ...desktopFaults,
];

let made: Connected;
let world: FaultyWorld;
beforeAll(async () => {
  made = await startConnected();
  world = new FaultyWorld(made);
});
afterAll(() => made.stop());

const flat = (findings: readonly ReportedFinding[]): ReportedFinding[] =>
  findings.flatMap((finding) => [finding, ...flat(finding.follows)]);
const short = ({ findings }: Report): string[] =>
  flat(findings).map(({ rule, subject, got }) => [rule, ...Object.values(subject), got].join(' | '));

describe('healthy', () => {
  test.each(['preflight', 'doctor'] as const)('%s finds nothing and sees everything', async (occasion) => {
    const report = await made.examine(occasion);
    expect(short(report)).toEqual([]);
    expect(report.unknown).toEqual([]);
    expect(report.counts.good).toBeGreaterThan(occasion === 'doctor' ? 40 : 15);
  });

  test('an application sees all but what Graph keeps for people: that shows once everybody has enrolled, and is said before', async () => {
    const asApplication = async () =>
      examine(made.deployment, {
        occasion: 'doctor',
        env: made.env,
        now: made.twin.world.clock.now(),
        patience,
      });
    const report = await asApplication();
    expect(short(report)).toEqual([]);
    expect(report.unknown).toEqual([]);
    const { managedDevices } = made.twin.entra.state;
    const all = [...managedDevices];
    managedDevices.delete(all[0]?.[0] ?? '');
    const { unknown } = await asApplication();
    for (const [id, device] of all) managedDevices.set(id, device);
    expect(unknown.map(({ permission, rules: waiting }) => [permission, waiting.map(({ rule }) => rule)])).toEqual([
      ['Policy.Read.All', ['mdm-scope']],
    ]);
  });
});

describe('each fault is found', () => {
  let undo: (() => unknown) | undefined;
  afterEach(async () => {
    await undo?.();
    undo = undefined;
  });

  test.each(faults.map((fault) => [fault.rule, fault.what, fault] as const))('%s: %s', async (_rule, _what, fault) => {
    undo = await fault.put(world);
    const deployment = fault.deployment ? loaded(fault.deployment(world)) : made.deployment;
    const report = await made.examine(fault.occasion ?? 'doctor', deployment);
    const all = flat(report.findings);
    const found = all.filter(({ rule }) => rule === fault.rule);
    expect(short(report)).not.toEqual([]);
    expect(found.map(({ got }) => got).join('\n')).toMatch(fault.got);
    if (fault.severity) expect(found[0]?.severity).toBe(fault.severity);
    expect([...new Set(report.findings.map(({ rule }) => rule))].sort()).toEqual(
      [...(fault.roots ?? [fault.rule])].sort(),
    );
  });
});

test('afterwards the deployment is as healthy as before', async () => {
  expect(short(await made.examine('doctor'))).toEqual([]);
});

test('no rule goes without a fault that shows it', () => {
  const shown = new Set(faults.map(({ rule }) => rule));
  const without = rules.map(({ id }) => id).filter((id) => !shown.has(id));
  expect(without.map((id) => `${id}: put its fault into the twin in test/e2e/checks/*-faults.ts`)).toEqual([]);
});
