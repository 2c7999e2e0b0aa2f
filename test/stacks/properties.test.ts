/** What holds for every valid deployment, shown with random ones. FC_RUNS makes it more of them, FC_SEED the same ones. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { userNameKey } from '../../domain/user-name.js';
import { checkDeploymentValue } from '../../deployment/load.js';
import type { Deployment } from '../../deployment/schema.js';
import { deploymentInputs, deployments, runs } from '../deployment/arbitrary.js';
import { argumentNames, blocksOf, countOf, jsonOf, referencesIn, secretsIn, synthesized } from './synthesized.js';

test('every valid deployment synthesizes: an address for each construct, nothing named that is not there, no secret, no cdktf metadata', () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      const { json, elements } = synthesized(deployment);
      const text = JSON.stringify(json);
      const blocks = blocksOf(json);
      expect(countOf(json)).toBe(elements);
      // What leaves the state is in no block any more.
      const { removed: _, ...staying } = json;
      expect(referencesIn(staying).filter((reference) => !blocks.has(reference))).toEqual([]);
      expect(secretsIn(json)).toEqual([]);
      const { '//': comment, ...blocksAlone } = json;
      expect(Object.keys(comment as object)).toEqual(['metadata']);
      expect(argumentNames(blocksAlone)).not.toContain('//');
      expect(text).not.toContain('TfToken');
      expect(text).not.toContain(process.cwd());
      expect(Buffer.byteLength(text)).toBeLessThan(5_000_000);
    }),
    runs(200),
  );
});

test('the same deployment is the same text, in another process or not, whatever was synthesized before it', () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      expect(JSON.stringify(jsonOf(structuredClone(deployment)))).toBe(JSON.stringify(jsonOf(deployment)));
    }),
    runs(25),
  );
});

/** The same deployment, written in another order. */
function rearranged(deployment: Deployment): Deployment {
  const other = structuredClone(deployment);
  other.sites.reverse();
  for (const site of other.sites) {
    site.desktops.users.reverse();
    site.bundles = Object.fromEntries(Object.entries(site.bundles).reverse());
  }
  return other;
}

/** Addresses that do not depend on who is written first: the pushes to Identity Center are for the first users alone. */
const addresses = (deployment: Deployment): string[] =>
  [...blocksOf(jsonOf(deployment)).keys()]
    .filter((address) => !/provision_on_demand|^time_sleep\..*provisioning/.test(address))
    .sort();

test('addresses depend on neither the order in which sites, bundles and users are written, nor on the case of a name', () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      const other = rearranged(deployment);
      for (const { user } of other.sites.flatMap((site) => site.desktops.users.map((user) => ({ site, user }))))
        user.upn = userNameKey(user.upn);
      expect(addresses(other)).toEqual(addresses(deployment));
    }),
    runs(40),
  );
});

test('each desktop has an address of its own, which no other user and no other site changes', () => {
  const desktops = (deployment: Deployment): string[] =>
    [...blocksOf(jsonOf(deployment)).keys()].filter((address) => address.startsWith('aws_workspaces_workspace.'));
  fc.assert(
    fc.property(
      deploymentInputs.filter(({ sites }) => sites.length > 1),
      (input) => {
        const { deployment } = checkDeploymentValue(input, 'random', () => '');
        const connected = desktops(deployment);
        const users = deployment.sites.flatMap(({ key, desktops: { users: own } }) =>
          own.map(({ upn }) => ({ key, upn })),
        );
        if (connected.length > 0) expect(new Set(connected).size).toBe(users.length);
        const fewer = structuredClone(deployment);
        const gone = fewer.sites.pop()!;
        expect(desktops(fewer)).toEqual(connected.filter((address) => !address.includes(`.desktop_${gone.key}_`)));
      },
    ),
    runs(25),
  );
});
