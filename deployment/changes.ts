/** What may never change once it has been applied, read from the schema, and how a change of it is refused. */
import { z } from 'zod';
import { formatPath, type Path } from './json-text.js';
import { shown, type Problem } from './problem.js';
import { deploymentFileSchema, type DeploymentFile, type SiteFile } from './schema.js';
import { ruleOf } from './broken-rule.js';
import { schemaFields, valueAt } from './schema-walk.js';
import { handshakeOf } from './stage.js';

/** A field that cannot change once it has been applied. */
export interface ImmutableField {
  /** `sites[].network.create.cidr`; `*` stands for a name of one's own. */
  readonly path: string;
  readonly description: string;
  /** How to get what a change was meant to bring. */
  readonly wayToChange: string;
}

/** Every immutable field of the schema, in its order. */
export const immutableFields: readonly ImmutableField[] = schemaFields(deploymentFileSchema)
  .filter(({ meta }) => meta.immutable === true)
  .map(({ path, meta }) => ({ path, description: meta.description ?? '', wayToChange: meta.wayToChange ?? '' }));

/** Their paths alone, for the review screen. */
export const immutablePaths: readonly string[] = immutableFields.map(({ path }) => path);

const fieldsOfSites = immutableFields.filter(({ path }) => path.startsWith('sites[].'));
const fieldsOfDeployment = immutableFields.filter(({ path }) => !path.startsWith('sites[]'));

/**
 * Compares a deployment with the one that was applied last and refuses changes of immutable fields. Sites are matched by
 * key: adding and removing one is no change here. `before` and `after` hold the defaults already.
 */
export function refusedChanges(before: DeploymentFile, after: DeploymentFile): Problem[] {
  const problems = fieldsOfDeployment.flatMap((field) => compare(field, field.path, before, after, []));
  problems.push(...handshakeTakenBack(before, after));
  after.sites.forEach((site, index) => {
    const same = before.sites.find(({ key }) => key === site.key);
    const at: Path = ['sites', index];
    if (same !== undefined) {
      problems.push(
        ...fieldsOfSites.flatMap((field) => compare(field, field.path.slice('sites[].'.length), same, site, at)),
      );
    } else {
      problems.push(...renamedSite(before, after, site, at));
    }
  });
  return problems;
}

/** Compares what stands at one immutable path. A choice that contains finer immutable fields is compared by its key. */
function compare(field: ImmutableField, path: string, before: unknown, after: unknown, base: Path): Problem[] {
  return expand(path, before).flatMap((at) => {
    const old = valueAt(before, at);
    const now = valueAt(after, at);
    // Another kind of thing, or a bundle that is gone: told by the choice around it, or no change of this field.
    if (old === undefined || now === undefined) return [];
    const coarse = immutableFields.some((finer) => finer.path.startsWith(`${field.path}.`));
    const differs = coarse ? keyOf(old) !== keyOf(now) : stable(old) !== stable(now);
    if (!differs) return [];
    return [
      {
        path: formatPath([...base, ...at]),
        rule: `must stay ${coarse ? keyOf(old) : shown(old)}: it cannot change once it has been applied`,
        got: coarse ? keyOf(now) : shown(now),
        nearest: coarse ? keyOf(old) : shown(old),
        fix: field.wayToChange,
      },
    ];
  });
}

/** The paths that stand for a path with `*` in a value. */
function expand(path: string, value: unknown): Path[] {
  return path.split('.').reduce<Path[]>(
    (paths, part) =>
      paths.flatMap((at) => {
        if (part !== '*') return [[...at, part]];
        const here = valueAt(value, at);
        return typeof here === 'object' && here !== null ? Object.keys(here).map((key) => [...at, key]) : [];
      }),
    [[]],
  );
}

const keyOf = (choice: unknown): string =>
  typeof choice === 'object' && choice !== null ? Object.keys(choice).join(', ') : shown(choice);

/** Order of keys, and upper and lower case of GUIDs, make no difference. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'string' && z.guid().safeParse(inner, { error: ruleOf }).success) return inner.toLowerCase();
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** A site under another key with the directory of a site that is gone is that site, renamed. */
function renamedSite(before: DeploymentFile, after: DeploymentFile, site: SiteFile, at: Path): Problem[] {
  const gone = before.sites.filter(({ key }) => !after.sites.some((other) => other.key === key));
  const old = gone.find(({ directoryName }) => directoryName.toLowerCase() === site.directoryName.toLowerCase());
  const field = fieldsOfSites.find(({ path }) => path === 'sites[].key');
  if (old === undefined || field === undefined) return [];
  return [
    {
      path: formatPath([...at, 'key']),
      rule: `must stay ${old.key}: it cannot change once it has been applied`,
      got: site.key,
      nearest: old.key,
      fix: field.wayToChange,
    },
  ];
}

/** Without its handshake a deployment is back in its foundation, and the plan removes directories and desktops. */
function handshakeTakenBack(before: DeploymentFile, after: DeploymentFile): Problem[] {
  if (
    handshakeOf(before) === undefined ||
    handshakeOf(after) !== undefined ||
    !('setUp' in after.identityCenter.federation)
  )
    return [];
  return [
    {
      path: 'identityCenter.federation.setUp.handshake',
      rule: 'must stay recorded: without it the plan takes every directory and desktop away',
      got: 'null',
      fix: 'Put the handshake back; `entra-workspaces connect` shows its values. To remove everything, use `entra-workspaces destroy`.',
    },
  ];
}
