/**
 * Every place of the guard list as a policy in the twin's tenant, seen by the lookup over loopback, and found by the rule
 * with the name of the policy. In a tenant of its own: nothing else is in it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { see } from '../../../wizard/clouds/lookup.js';
import type { Finding } from '../../../wizard/checks/rule.js';
import { inheritedEnrolment } from '../../../wizard/checks/rules/intune/inherited-enrolment.js';
import { inheritedPolicy } from '../../../wizard/checks/rules/intune/inherited-policy.js';
import { guardRows } from '../../../domain/guard/guard.js';
import { guardExamples } from '../../domain/guard-examples.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';
import { aboutOf } from './rules/about.js';
import { well } from './rules/world.js';

const targets = [{ '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }] as const;
const nameOf = (at: number): string => `Policy ${String(at).padStart(3, '0')}`;

let started: TwinClouds;
let findings: readonly Finding[];

beforeAll(async () => {
  started = await startTwinClouds();
  guardExamples.forEach(({ collection, policy }, at) => {
    const { settings, definitionValues, scheduledActionsForRule, ...body } = policy;
    const inside = { settings, definitionValues, scheduledActionsForRule };
    started.twin.entra.addPolicy(
      collection,
      { ...body, name: nameOf(at), displayName: nameOf(at), priority: at },
      { targets, inside: Object.fromEntries(Object.entries(inside).filter(([, value]) => value)) as never },
    );
  });
  const devicePolicies = await see(lookups.devicePolicies, started.clouds, undefined);
  const enrolmentConfigurations = await see(lookups.enrolmentConfigurations, started.clouds, undefined);
  if (!('seen' in devicePolicies) || !('seen' in enrolmentConfigurations)) throw new Error('not seen');
  const facts = {
    ...well,
    devicePolicies: devicePolicies.seen,
    enrolmentConfigurations: enrolmentConfigurations.seen,
  };
  const about = aboutOf({}, {});
  findings = [inheritedPolicy, inheritedEnrolment].flatMap((rule) => rule.evaluate(facts, about));
});
afterAll(() => started.stop());

test.each(guardExamples.map((example, at) => [example.row, example.what, at] as const))(
  '%s is found by name: %s',
  (row, _what, at) => {
    const title = guardRows.find(({ id }) => id === row)?.title ?? '';
    const about = findings.filter(({ thing }) => thing?.startsWith(`${nameOf(at)} (`));
    expect(about.map(({ got }) => got).join('\n')).toContain(title);
    expect(about.map(({ got }) => got).join('\n')).toContain('through All devices');
    expect(about[0]?.fix).toContain('exclude');
  },
);

test('every row is among them, and nothing was asked that the tenant does not know', () => {
  expect(new Set(guardExamples.map(({ row }) => row))).toEqual(new Set(guardRows.map(({ id }) => id)));
  expect(started.twin.entra.unknownCalls).toEqual([]);
});
