/** Brings files of older versions up to the present one, so that an old deployment can still be planned and destroyed. */
import { schemaVersion } from './schema.js';
import { shown, type Problem } from './problem.js';

/** Turns a file of one version into the next. Gets what the file holds, unchecked, and must not change it in place. */
export type Migration = (file: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Migrations by the version that they start from. Empty while there is one version. */
const migrations: ReadonlyMap<number, Migration> = new Map();

/** The file in the present version with what to know about it, or why it cannot be had. */
export type Migrated = { readonly value: unknown; readonly notes?: readonly Problem[] } | { readonly problem: Problem };

type Loose = Readonly<Record<string, unknown>>;

/** Names of a pipeline's identities as they were while pull requests were planned and that very plan was applied. */
const earlierIdentities = [
  ['aws', 'planRoleArn', 'mainPlan'],
  ['aws', 'applyRoleArn', 'apply'],
  ['entra', 'planClientId', 'mainPlan'],
  ['entra', 'applyClientId', 'apply'],
] as const;

/**
 * Reads a pipeline that names its identities in the earlier way. What they may be trusted for has changed, which no file can
 * bring about: the notes say it.
 */
function withPresentPipeline(file: Loose): { value: Loose; notes: Problem[] } {
  const pipeline = file['pipeline'] as Loose | null | undefined;
  const github = isObject(pipeline) ? pipeline['github'] : undefined;
  if (!isObject(github)) return { value: file, notes: [] };
  const notes: Problem[] = [];
  const renewed: Record<string, unknown> = { ...github };
  for (const [cloud, earlier, present] of earlierIdentities) {
    const identities = renewed[cloud];
    if (!isObject(identities) || !(earlier in identities) || present in identities) continue;
    const { [earlier]: id, ...rest } = identities;
    renewed[cloud] = { ...rest, [present]: id };
    if (present === 'mainPlan') {
      notes.push({
        path: `pipeline.github.${cloud}.${earlier}`,
        rule: 'is read as mainPlan, which must trust the main branch alone and no longer pull requests',
        got: shown(id),
        fix: 'Take the subject that ends in :pull_request out of its trust, then run entra-workspaces init here: it writes the new workflow and the exact trust.',
      });
    }
  }
  return { value: { ...file, pipeline: { ...pipeline, github: renewed } }, notes };
}

/**
 * Reads a pipeline that applies and does not say what it may do in Entra: there was one way, and its identity has those rights.
 */
function withEntraRights(file: Loose): { value: Loose; notes: Problem[] } {
  const pipeline = file['pipeline'];
  const [host, settings] = isObject(pipeline) ? (Object.entries(pipeline)[0] ?? []) : [];
  if (host === undefined || !isObject(pipeline) || !isObject(settings)) return { value: file, notes: [] };
  const { entra } = settings;
  if ('entraRights' in settings || !isObject(entra) || entra['apply'] === undefined) return { value: file, notes: [] };
  return {
    value: { ...file, pipeline: { ...pipeline, [host]: { ...settings, entraRights: 'whole' } } },
    notes: [
      {
        path: `pipeline.${host}.entraRights`,
        rule: 'is read as `whole`, as much as Global Administrator, which an application that applies had before',
        got: 'nothing',
        fix: 'To keep it write "entraRights": "whole". For less write "daily", run entra-workspaces bootstrap, and apply once as a person.',
      },
    ],
  };
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Migrates what a deployment file holds. `steps` and `present` are replaced in tests alone. */
export function migrate(
  value: unknown,
  steps: ReadonlyMap<number, Migration> = migrations,
  present: number = schemaVersion,
): Migrated {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: { path: '', rule: 'must be an object: { "schemaVersion": 1, … }', got: shown(value) } };
  }
  let file = value as Record<string, unknown>;
  const version = file['schemaVersion'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return {
      problem: {
        path: 'schemaVersion',
        rule: `must be a version number, ${present} for new files`,
        got: typeof version === 'string' ? `${JSON.stringify(version.slice(0, 120))} (text)` : shown(version),
        nearest: String(present),
      },
    };
  }
  if (version > present) {
    return {
      problem: {
        path: 'schemaVersion',
        rule: `must be at most ${present}, the newest version that this program knows`,
        got: String(version),
        fix: 'The file was written by a newer entra-workspaces. Use that one: npx entra-workspaces@latest, or raise the version in package.json.',
      },
    };
  }
  for (let from = version; from < present; from += 1) {
    const step = steps.get(from);
    if (step === undefined) throw new Error(`no migration from schemaVersion ${from}`);
    file = { ...step(file), schemaVersion: from + 1 };
  }
  const pipeline = withPresentPipeline(file);
  const { value: renewed, notes } = withEntraRights(pipeline.value);
  const all = [...pipeline.notes, ...notes];
  return { value: renewed, ...(all.length === 0 ? {} : { notes: all }) };
}
