import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { blocksOf, changed, dependenciesOf, example, jsonOf, type Block } from './synthesized.js';
import { wiresIn } from './wires.js';

// What refers to what in a plan, what waits for what, by which provider, and each switch. A wire that is changed by mistake
// is a desktop that never enrols, or data that is lost; one that is changed on purpose is read here by whoever reviews it.

const file = join(import.meta.dirname, 'wires.txt');
const examples = ['everything-on', 'fleet', 'account-instance', 'company-files'];
const found = new Map(examples.map((name) => [name, wiresIn(jsonOf(example(name)))]));

// Written below each other: an address once, what it has indented.
const section = ([name, wires]: readonly [string, readonly string[]]): string => {
  const byAddress = new Map<string, string[]>();
  for (const wire of wires) {
    const [address = '', ...rest] = wire.split(': ');
    byAddress.set(address, [...(byAddress.get(address) ?? []), rest.join(': ')]);
  }
  const lines = [...byAddress].sort(([one], [other]) => (one < other ? -1 : 1));
  return [`# ${name}`, ...lines.flatMap(([address, own]) => [address, ...own.map((each) => `  ${each}`)])].join('\n');
};
if (process.env['WRITE_WIRES'] === '1') writeFileSync(file, `${[...found].map(section).join('\n\n')}\n`);

const kept = new Map<string, string[]>();
for (const part of readFileSync(file, 'utf8').trimEnd().split('\n\n')) {
  const [title = '', ...lines] = part.split('\n');
  let address = '';
  const wires: string[] = [];
  for (const line of lines)
    if (line.startsWith('  ')) wires.push(`${address}: ${line.slice(2)}`);
    else address = line;
  kept.set(title.slice(2), wires);
}

// Written anew the difference is part of the review.
test.each(examples)(
  'the wires of %s are those that were agreed (changed on purpose: run this file with WRITE_WIRES=1)',
  (name) => {
    const [now, then] = [found.get(name)!, kept.get(name)!];
    expect(then.length).toBeGreaterThan(300);
    expect({
      gone: then.filter((wire) => !now.includes(wire)),
      come: now.filter((wire) => !then.includes(wire)),
    }).toEqual({ gone: [], come: [] });
  },
);

describe('two sites in two Regions', () => {
  const deployment = example('two-sites-two-regions');
  const blocks = blocksOf(jsonOf(deployment));
  const siteOf = (address: string): string | undefined =>
    deployment.sites.find(({ key }) => new RegExp(`\\.(site-${key}|desktop_${key})_`).test(address))?.key;

  test('share nothing of their own: what belongs to one never refers to the other', () => {
    const own = [...blocks].filter(([address]) => siteOf(address) !== undefined);
    expect(own.length).toBeGreaterThan(60);
    const crossed = own.flatMap(([address, block]) =>
      dependenciesOf(block)
        .filter((other) => (siteOf(other) ?? siteOf(address)) !== siteOf(address))
        .map((other) => `${address} -> ${other}`),
    );
    expect(crossed).toEqual([]);
  });

  test('are each made by the provider of their own Region, but for what is of Identity Center', () => {
    const strange = [...blocks].flatMap(([address, { provider }]: [string, Block]) => {
      const site = deployment.sites.find(({ key }) => key === siteOf(address));
      if (site === undefined || !/^(data\.)?aws_/.test(address) || address.includes('aws_ssoadmin_')) return [];
      return provider === `aws.${site.region}` ? [] : [`${address}: ${provider}`];
    });
    expect(strange).toEqual([]);
  });
});

describe('with a role for Identity Center in the account of another', () => {
  const roleArn = 'arn:aws:iam::444455556666:role/contoso-identity-center';
  const deployment = changed('cross-region', ({ identityCenter }) => void (identityCenter.roleArn = roleArn));
  const [site] = deployment.sites;
  const home = deployment.identityCenter.region;
  const json = jsonOf(deployment);
  const ofAws = [...blocksOf(json)].filter(([address]) => /^(data\.)?aws_/.test(address));

  test.each(['cross-region', 'greenfield-connected'])(
    'what is of Identity Center is asked for there, and everything else stays in the account of the deployment: %s',
    (name) => {
      const of = changed(name, ({ identityCenter }) => void (identityCenter.roleArn = roleArn));
      const all = jsonOf(of);
      const addresses = [...blocksOf(all)].filter(([address]) => /^(data\.)?aws_/.test(address));
      const byRole = addresses.filter(([, { provider }]) => provider === 'aws.identity-center').map(([each]) => each);
      expect(byRole).toEqual(
        addresses.map(([each]) => each).filter((each) => /aws_(ssoadmin|identitystore)_/.test(each)),
      );
      expect(byRole.length).toBeGreaterThan(3);
      expect((all['provider'].aws as Block[]).find(({ alias }) => alias === 'identity-center')).toMatchObject({
        region: of.identityCenter.region,
        allowed_account_ids: ['444455556666'],
      });
    },
  );

  test('the function of the Region of Identity Center alone takes that role on', () => {
    const policies = ofAws.filter(([address]) => address.startsWith('aws_iam_role_policy.control-plane_'));
    const takers = policies
      .filter(([, { policy }]) => (policy as string).includes(roleArn))
      .map(([address]) => address);
    expect(site!.region).not.toBe(home);
    expect(policies).toHaveLength(2);
    expect(takers).toEqual([expect.stringContaining(`control-plane_${home}_`)]);
  });
});
