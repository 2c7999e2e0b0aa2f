import fc from 'fast-check';
import type { DeploymentInput } from '../../deployment/schema.js';
import { upn, user } from './arbitrary-site.js';

const upTo = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

const approver = fc.oneof(
  fc.uuid().map((user) => ({ user })),
  fc.uuid().map((group) => ({ group })),
);
const accessPackage = fc.record(
  {
    approvers: fc
      .tuple(fc.array(approver, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([named, manager]) => (manager ? ['manager' as const, ...named] : named)),
    days: upTo(3650),
    graceDays: fc.integer({ min: 0, max: 90 }),
    question: fc.option(fc.string({ minLength: 1, maxLength: 500 }), { nil: null }),
  },
  { requiredKeys: ['approvers'] },
);

const minutes = fc.integer({ min: 1, max: 48 }).map((hours) => hours * 60);
const fleetPackage = (bundles: string[]) =>
  fc.record(
    {
      group: fc.uuid(),
      bundle: fc.constantFrom(...bundles),
      runningMode: fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const),
      autoStopMinutes: minutes,
    },
    { requiredKeys: ['group'] },
  );
const former = (bundles: string[]) =>
  fc
    .uniqueArray(upn, { maxLength: 3, selector: (name) => name.normalize('NFC').toLowerCase() })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc.option(user(bundles, 'AUTO_STOP')).map((rest) => (rest === null ? name : { upn: name, ...rest })),
        ),
      ),
    );

const fleet = (bundles: string[]) =>
  fc.record(
    {
      entra: fc.oneof(
        fc.constant('ours' as const),
        fc.uuid().map((objectId) => ({ existing: { objectId } })),
      ),
      packages: fc.array(fleetPackage(bundles), { maxLength: 2 }),
      alsoAt: fc.boolean(),
      from: former(bundles),
      mode: fc.constantFrom('report' as const, 'apply' as const),
      everyMinutes: fc.integer({ min: 3, max: 288 }).map((fives) => fives * 5),
      holdDays: upTo(365),
      lock: fc.boolean(),
      selfService: fc.option(fc.record({ accessPackage }), { nil: null }),
      limits: fc.record(
        { create: upTo(5000), hold: upTo(500), remove: upTo(500), sharePercent: upTo(100) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );

/** The same deployment, or where rules let it be one: with the desktops of a group. */
export function perhapsFleet(input: DeploymentInput): fc.Arbitrary<DeploymentInput> {
  const { desktopUsers } = input.entra;
  const members = desktopUsers && 'create' in desktopUsers ? desktopUsers.create.members : undefined;
  const keptElsewhere =
    desktopUsers !== undefined && ('existing' in desktopUsers || (members !== undefined && members !== 'deployment'));
  const [site, ...others] = input.sites;
  if (!site || others.length > 0 || !keptElsewhere) return fc.constant(input);
  return fc.option(fleet(Object.keys(site.bundles)), { nil: undefined }).map((group) => {
    if (group === undefined) return input;
    const { selfService, ...rest } = group;
    const given =
      typeof members === 'object' ? rest : { ...rest, ...(selfService === undefined ? {} : { selfService }) };
    const access = site.access === undefined ? {} : { access: { ...site.access, requireAssignment: true } };
    return { ...input, sites: [{ ...site, ...access, desktops: { ...site.desktops, users: { group: given } } }] };
  });
}
