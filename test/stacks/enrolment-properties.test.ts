/**
 * What holds for every `intune.enrolment`, drawn freely and not only from what is valid: it is refused in words, or all of
 * it is in the stack under an address and a name of its own, as it was written. FC_RUNS makes it more of them.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { enrolmentNameKey } from '../../domain/names.js';
import { checkDeploymentValue } from '../../deployment/load.js';
import { DeploymentError, type Problem } from '../../deployment/problem.js';
import type { Deployment } from '../../deployment/schema.js';
import { guid, without, sometimes } from '../deployment/arbitrary-parts.js';
import { runs } from '../deployment/arbitrary.js';
import { choice, exported, text } from '../deployment/company-files/exports.js';
import { anotherSite, greenfield, type Loose } from '../deployment/sample.js';
import { blocksOf, countOf, referencesIn, synthesized, type Block } from './synthesized.js';

/** Few of each, so that they meet: names that are one to a person, marks of templates, signs of JSON and XML. */
const names = fc.oneof(
  fc.constantFrom(
    'Edge',
    'EDGE',
    ' Edge',
    'Edge  ',
    '\u{ff25}dge',
    'OneDrive',
    'compliance',
    'updates',
    'certificate a',
  ),
  fc.constantFrom(
    '${x}',
    '$${x}',
    '%{ if true }',
    '%%{x',
    '"quoted"',
    "it's",
    'back\\slash',
    '<b>&amp;',
    'a${"',
    '#{x}',
    '`x`',
  ),
  fc.constantFrom(
    'e\u0301',
    '日本語',
    'עברית',
    '\u{1f3e2}',
    'ǅ',
    'ß',
    '\u200d',
    'x'.repeat(200),
    'two\nlines',
    '\u202eabc',
    '',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const keys = fc.constantFrom('a', 'b', 'a-b', 'a--b', 'constructor', 'tostring', 'x'.repeat(30), 'A', '__proto__');
const dictionary = (value: fc.Arbitrary<Loose>): fc.Arbitrary<Loose> =>
  fc.array(fc.tuple(keys, value), { maxLength: 5 }).map((entries) => Object.fromEntries(entries));

const fewGuids = fc.constantFrom(...fc.sample(guid, { numRuns: 4, seed: 1 }));
const storeId = fc.constantFrom('9WZDNCRFJ3PZ', 'XP89DCGQ3K6VLD', '9NBLGGH4NNS1', '9wzdncrfj3pz');
const app = fc.record({
  app: fc.oneof(
    fc
      .record({
        ...{ id: storeId, displayName: names, publisher: names, description: sometimes(names) },
        installFor: sometimes(fc.constantFrom('system', 'user')),
      })
      .map((store) => ({ store: without(store) })),
    fewGuids.map((id) => ({ existing: { id } })),
    fc
      .record({ displayName: sometimes(names), languages: fc.array(fc.constantFrom('de-de', 'de-DE', 'fr-fr')) })
      .map((office) => ({ microsoft365: without(office) })),
  ),
  for: fc.constantFrom('required', 'available'),
});

const ids = fc.constantFrom(
  ...['a', 'A', 'b_{x}', 'device_vendor_msft_bitlocker_requiredeviceencryption'],
  'device_vendor_msft_policy_config_onedrivengscv2~policy~onedrivengsc_filesondemandenabled',
);
const setting = fc.oneof(
  fc.tuple(ids, fc.constantFrom('0', '1')).map(([id, option]) => choice(id, option)),
  fc.tuple(ids, names).map(([id, value]) => text(id, value)),
);
const policyFile = fc
  .tuple(fc.array(setting, { minLength: 1, maxLength: 4 }), names, names)
  .map(([settings, name, description]) => JSON.stringify(exported(settings, { name, description })));
const certificate = fc.record({
  file: fc.constantFrom(
    ...['contoso-root.cer', 'contoso-root.pem', 'contoso-issuing.pem', 'contoso-old.pem', 'proxy.pem'],
  ),
  store: fc.constantFrom('root', 'intermediate'),
});
const session = fc
  .record({
    clipboard: fc.constantFrom('leave', 'off'),
    usb: fc.constantFrom('leave', 'off'),
    policies: sometimes(
      names.map((reconnect_text) => ({
        session_reconnect: { values: { reconnect_seconds: '600', reconnect_text } },
      })),
    ),
  })
  .map((drawn) => ({ admx: 'session.admx', ...without(drawn) }));

const onOff = fc.constantFrom('off', 'recommended');
const enrolments: fc.Arbitrary<Loose> = fc
  .record({
    roleScopeTagIds: sometimes(fc.array(fc.constantFrom('0', '7', '07'), { minLength: 1, maxLength: 2 })),
    joins: sometimes(fc.array(fewGuids, { maxLength: 2 })),
    exclude: sometimes(fc.array(fewGuids, { maxLength: 2 })),
    settings: fc.record(
      {
        ...{ defender: onOff, attackSurface: fc.constantFrom('off', 'audit', 'block'), oneDrive: onOff },
        ...{ hello: fc.constantFrom('leave', 'off'), lockScreen: onOff, localAdministratorPassword: onOff },
        deliveryOptimization: onOff,
      },
      { requiredKeys: [] },
    ),
    policies: dictionary(
      fc.record({ content: policyFile, accept: sometimes(names.map((bitlocker) => ({ bitlocker }))) }),
    ),
    certificates: dictionary(certificate),
    session: sometimes(session),
    compliance: sometimes(
      fc.constantFrom(null, { create: {} }, { create: { osMinimum: '10.0.26200', graceHours: 0, firewall: false } }),
    ),
    statusPage: sometimes(
      fc
        .record({ blockUntil: fc.array(keys, { maxLength: 3 }), message: sometimes(names) })
        .map((create) => ({ create: without(create) })),
    ),
    updates: sometimes(
      fc
        .record({
          owner: fc.constantFrom('intune', 'nobody'),
          pilot: sometimes(
            fc.oneof(
              fc.constant({ sixteenths: 3 }),
              fewGuids.map((deviceGroup) => ({ deviceGroup })),
            ),
          ),
          stayOn: sometimes(fc.constantFrom('Windows 11, version 24H2', null)),
        })
        .map(without),
    ),
    apps: dictionary(app),
  })
  .map(without);

const profiles = fc.constantFrom<Loose>(
  {},
  { profile: { create: { displayName: 'Contoso "desk" ${x}' } } },
  {
    profile: { existing: { id: '6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11' } },
  },
);

interface Drawn {
  readonly enrolment: Loose;
  readonly profile: Loose;
  readonly second: string | undefined;
}

/** What comes of it: a deployment, or the problems that it has. */
function loaded({ enrolment, profile, second }: Drawn): Deployment | readonly Problem[] {
  const contents = new Map<string, string>();
  const policies = Object.fromEntries(
    Object.entries(enrolment.policies).map(([key, { content, ...rest }]: [string, Loose]) => {
      contents.set(`${key}.json`, content);
      return [key, { file: `${key}.json`, ...without(rest) }];
    }),
  );
  const base = greenfield();
  const sites = second === undefined ? base.sites : [{ ...base.sites[0], key: 'a-b' }, anotherSite({ key: second })];
  const input = { ...base, sites, intune: { ...profile, enrolment: { ...enrolment, policies } } };
  const read = (name: string): Uint8Array =>
    Buffer.from(
      contents.get(name) ?? readFileSync(`test/inputs/${/admx$/.test(name) ? 'admx' : 'certificates'}/${name}`),
    );
  try {
    return checkDeploymentValue(structuredClone(input), 'drawn', () => '', read).deployment;
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    return error.problems;
  }
}

/** The same without what a problem is about: one entry of a record, one item of a list, or a field. */
function mended({ enrolment, profile, second }: Drawn, problems: readonly Problem[]): Drawn {
  const better = structuredClone(enrolment);
  let sites = second;
  for (const { path, file } of problems) {
    // A place inside of a file is of the policy that names it.
    const at = file?.endsWith('.json') ? `intune.enrolment.policies.${file.slice(0, -'.json'.length)}` : path;
    if (at.startsWith('sites')) sites = undefined;
    const [section = '', key = ''] = at.replace(/^intune\.enrolment\.?/, '').split(/[.[\]]+/);
    if (['apps', 'policies', 'certificates'].includes(section) && better[section] && key !== '')
      delete better[section][key];
    else if (['apps', 'policies', 'certificates'].includes(section)) better[section] = {};
    else delete better[section];
  }
  return { enrolment: better, profile, second: sites };
}

/** As Terraform reads a text: the marks that were written twice are once. */
const asRead = (written: string): string => written.replaceAll('$${', '${').replaceAll('%%{', '%{');
const bodiesOf = (blocks: ReadonlyMap<string, Block>): Loose[] =>
  [...blocks].flatMap(([address, { url, body }]) =>
    address.startsWith('msgraph_resource.') && !/assignments$/.test(url) ? [{ ...body, url }] : [],
  );
const isRefused = (outcome: Deployment | readonly Problem[]): outcome is readonly Problem[] => Array.isArray(outcome);
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

test('whatever is written, it is refused in words, or all of it is made: once, under a name of its own, as it was written', () => {
  const seen = { refused: 0, made: 0 };
  const drawn = fc.record({
    enrolment: enrolments,
    profile: profiles,
    second: fc.constantFrom(undefined, 'b', 'a--b'),
  });
  fc.assert(
    fc.property(drawn, (first) => {
      let at: Drawn = first;
      let deployment = loaded(at);
      for (let round = 0; isRefused(deployment); round += 1) {
        seen.refused += 1;
        const said = deployment.map(({ path, rule, got }) => `${path}: ${rule}, got: ${got}`);
        expect(said.filter((each) => !/: (the name )?must .*, got: ./s.test(each))).toEqual([]);
        // What is said leads to a file that loads.
        expect([round < 8, said]).toEqual([true, said]);
        at = mended(at, deployment);
        deployment = loaded(at);
      }
      seen.made += 1;
      const { json, elements } = synthesized(deployment);
      const blocks = blocksOf(json);
      expect(countOf(json)).toBe(elements);
      const { removed: _, ...staying } = json;
      expect(referencesIn(staying).filter((reference) => !blocks.has(reference))).toEqual([]);
      const made = bodiesOf(blocks);
      const called = made.map(({ url, name, displayName, packageIdentifier = '' }) =>
        // One app may be there for two kinds of people.
        [url, packageIdentifier, enrolmentNameKey(asRead(name ?? displayName))].join(' '),
      );
      const twice = called.filter((each, index) => called.indexOf(each) !== index);
      expect(twice.filter((each) => !/mobileApps (9|XP|\s)/.test(each))).toEqual([]);
      const read = new Set(textsOf(made).map(asRead));
      const { apps, statusPage } = deployment.intune.enrolment!;
      const written = [
        ...Object.values(apps).flatMap(({ app }) =>
          'store' in app ? [app.store.displayName, app.store.publisher] : [],
        ),
        ...(statusPage && 'create' in statusPage && statusPage.create.message ? [statusPage.create.message] : []),
        ...Object.values(deployment.companyFiles.policies).map(({ description }) => description),
        ...Object.values(deployment.companyFiles.policies).flatMap(({ settings }) => textsOf(settings)),
      ];
      expect(written.filter((each) => !read.has(each))).toEqual([]);
    }),
    runs(25),
  );
  process.stderr.write(`enrolments: ${seen.made} made, ${seen.refused} times refused before\n`);
}, 900_000);
