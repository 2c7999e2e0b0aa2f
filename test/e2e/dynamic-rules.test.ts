import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { explain } from '../../wizard/terraform/provider-errors.js';
import { setUpWhole } from './handshake.js';
import { greenfield, Scenario } from './harness.js';
import { whoWorks } from './people.js';

// Membership rules as companies have them: each takes the place of the one before in a deployment that runs. Who the rule
// takes in works at a desktop that is enrolled, who it leaves out does not.

const inputs = join(import.meta.dirname, '../inputs');
const written = readFileSync(join(inputs, 'dynamic-rules.txt'), 'utf8').split('\n').filter(Boolean);
const fromFile = JSON.parse(readFileSync(join(inputs, 'dynamic-rule-or.deployment.json'), 'utf8')) as DeploymentInput;
const { create } = fromFile.entra.desktopUsers as { create: { members: { rule: string } } };

const people = {
  'ada@contoso.com': { department: 'Finance' },
  'grace@contoso.com': { department: 'IT' },
  'hedy@contoso.com': { department: 'Sales' },
};
const users = Object.keys(people);

/** Who each rule takes in. */
const takesIn: Readonly<Record<string, readonly string[]>> = {
  '(user.department -eq "Finance") -or (user.department -eq "IT")': ['ada@contoso.com', 'grace@contoso.com'],
  '(user.department -eq "Finance") or (user.department -eq "IT")': ['ada@contoso.com', 'grace@contoso.com'],
  '(user.department -eq "Finance") and (user.accountEnabled -eq true)': ['ada@contoso.com'],
  'user.department -in ["Finance","IT"]': ['ada@contoso.com', 'grace@contoso.com'],
  [create.members.rule]: ['ada@contoso.com', 'hedy@contoso.com'],
};

describe('a group whose members a rule decides', () => {
  let scenario: Scenario;
  let connected: DeploymentInput;
  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [] } });
    for (const [upn, given] of Object.entries(people)) scenario.twin.entra.addUser(upn, given);
    connected = (await setUpWhole(scenario, ruled('user.accountEnabled -eq true', users))) as DeploymentInput;
    await scenario.twin.advance(90);
    expect(whoWorks(scenario.twin, ...users)).toEqual(users.map(() => 'works'));
  });
  afterAll(async () => scenario.stop());

  const ruled = (rule: string, listed: readonly string[], from = greenfield(scenario.twin) as DeploymentInput) => {
    const deployment = structuredClone(from);
    deployment.entra.desktopUsers = { create: { members: { rule } } };
    deployment.sites[0]!.desktops.users = { list: listed.map((upn) => ({ upn })) };
    return deployment;
  };

  test('every rule of the list is tried', () => {
    expect(Object.keys(takesIn)).toEqual([...written, create.members.rule]);
  });

  test.each(Object.entries(takesIn))(
    '%s: who it takes in works, who it leaves out may not sign in',
    async (rule, inside) => {
      await scenario.write(ruled(rule, inside, connected));
      const planned = await scenario.apply();
      expect(planned.filter(({ type }) => type === 'azuread_group').map(({ actions }) => actions.join())).toEqual([
        'update',
      ]);
      expect(await scenario.plan()).toEqual([]);
      await scenario.twin.advance(90);
      const works = users.filter((upn) => whoWorks(scenario.twin, upn)[0] === 'works');
      expect(works).toEqual(inside);
      expect(scenario.twin.integrations.devices().filter(({ enrolled }) => enrolled).length).toBeGreaterThanOrEqual(
        inside.length,
      );
    },
    60_000,
  );

  test('a rule that Entra cannot read is refused in its words and explained, and the members stay', async () => {
    await scenario.write(ruled('user.department -like "F*"', ['ada@contoso.com', 'hedy@contoso.com'], connected));
    const { code, output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
    expect(code).toBe(1);
    const said = output.replace(/\s+/g, ' ');
    expect(explain({ summary: said, detail: '', address: 'azuread_group.x' })?.id).toBe('membership-rule');
    expect(said).toContain('user.department -like');
    const works = users.filter((upn) => whoWorks(scenario.twin, upn)[0] === 'works');
    expect(works).toEqual(['ada@contoso.com', 'hedy@contoso.com']);
  });
});
