import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../deployment/load.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { Twin } from '../../twin/twin.js';
import { withEverything } from './everything.js';
import { setUpWhole } from './handshake.js';
import { Scenario } from './harness.js';
import { whoWorks } from './people.js';

// Whole lives in which every text holds all that it may: what gives JSON, HCL, templates and shells a meaning, and one of each
// class of Unicode. Every text of a deployment, found in it and filled until the schema takes no more; and the names of what
// a company has in its clouds already.

const users = ['ada@contoso.com', 'grace@contoso.com'];
const pieces = [
  ...[
    '"A"',
    '\\',
    '\\n',
    "'",
    '`',
    '$',
    '${x}',
    '$${',
    '%',
    '%{ if true }',
    '%%{',
    '{"k":',
    '}',
    '#',
    '&',
    '<',
    '>',
    ';',
    ':',
  ],
  ...[
    '/',
    '~',
    '+',
    '=',
    '(',
    ')',
    '«',
    '—',
    '€',
    '^',
    '²',
    '_',
    'ß',
    'e\u0301',
    'ǅ',
    'ʰ',
    'ا',
    'ש',
    '日',
    'क्',
    '०',
    'Ⅷ',
    '𝒳',
  ],
  ...['👩‍💻', '\u00a0', '\ue000', '${TfToken[TOKEN.1]}'],
];

type Path = readonly (string | number)[];
function textsOf(value: unknown, path: Path = []): { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => textsOf(item, [...path, key]));
}

function withText(value: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text;
  const copy: Record<string | number, unknown> = (
    Array.isArray(value) ? [...value] : { ...(value as object) }
  ) as never;
  copy[key] = withText(copy[key], rest, text);
  return copy;
}

const isValid = (deployment: unknown): boolean => {
  try {
    checkDeploymentValue(deployment, 'deployment.json', () => '');
    return true;
  } catch {
    return false;
  }
};

/** Each text with as many of the pieces at its end as the schema and the rules take. Gives what was filled, too. */
function filled(deployment: DeploymentInput): { deployment: DeploymentInput; texts: { path: string; text: string }[] } {
  let made: unknown = deployment;
  const texts: { path: string; text: string }[] = [];
  for (const { path, text } of textsOf(deployment)) {
    let longest = text;
    for (const piece of pieces) if (isValid(withText(made, path, `${longest} ${piece}`))) longest += ` ${piece}`;
    made = withText(made, path, longest);
    if (longest !== text) texts.push({ path: path.join('.'), text: longest });
  }
  return { deployment: made as DeploymentInput, texts };
}

/** Foundation, handshake, connected, everybody at work, nothing left to plan. */
async function live(scenario: Scenario, deployment: DeploymentInput): Promise<void> {
  await setUpWhole(scenario, deployment);
  await scenario.twin.advance(90);
  expect(await scenario.plan()).toEqual([]);
  expect(whoWorks(scenario.twin, ...users)).toEqual(['works', 'works']);
}

const destroyed = async (scenario: Scenario): Promise<string> =>
  scenario.must('destroy', '-no-color', '-auto-approve', '-var=look_for_drift=false', '-var=read_scim_token=false');

function namesIn({ entra, aws }: Twin): string[] {
  const { state } = entra;
  const made = [
    ...[...state.groups.values(), ...state.applications.values()].map(({ displayName }) => displayName),
    ...[...state.autopilotProfiles.values()].flatMap(({ displayName, description }) => [displayName, description]),
    ...[...aws.workspaces.region('eu-central-1').ipGroups.values()].flatMap(({ name, description, rules }) => [
      name,
      description,
      ...rules.map(({ ruleDesc }) => ruleDesc),
    ]),
  ];
  return made.map((name) => (name ?? '').normalize('NFC'));
}

describe('a whole life to its end', () => {
  let scenario: Scenario;
  beforeEach(async () => {
    scenario = await Scenario.start({ seed: { users } });
  });
  afterEach(async () => scenario.stop());

  test('with every text of a deployment: each is in the clouds as it was written', async () => {
    const { deployment, texts } = filled(withEverything(scenario.twin));
    expect(texts.length).toBeGreaterThan(9);
    await live(scenario, deployment);
    const names = namesIn(scenario.twin);
    const missing = texts
      .filter(({ path }) => /(displayName|description|ipGroups\.0\.name)$/i.test(path))
      // The name of a profile ends with its site, that of an IP group may begin with another text.
      .filter(({ text }) => !names.some((name) => name.includes(text.normalize('NFC'))));
    expect(missing).toEqual([]);
    await destroyed(scenario);
  });

  test('with a group that a company has already', async () => {
    const { twin } = scenario;
    const members = users.map((upn) => twin.entra.state.userByName(upn)?.id ?? '');
    const group = twin.entra.addGroup('Desktop "A" \\ \\n ${x} $${ \' & é 日 👩‍💻 users', { members });
    const deployment = withEverything(twin);
    deployment.entra.desktopUsers = { existing: { objectId: group.id } };
    await live(scenario, deployment);
    await destroyed(scenario);
    expect(twin.entra.state.groups.get(group.id)?.displayName).toBe(group.displayName);
  });
});
