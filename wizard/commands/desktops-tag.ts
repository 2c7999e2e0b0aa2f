import { tags as tagRules } from '../../deployment/fields.js';
import { shown } from '../../deployment/problem.js';
import { ruleOf } from '../../deployment/broken-rule.js';
import { schemaProblems } from '../../deployment/schema-problems.js';
import { tagsIn } from '../../deployment/tags-cell.js';
import { UsageError } from '../terminal/failure.js';
import { beginWave, waiting, type Prepare } from './desktops-wave.js';
import type { Run } from './table.js';

/** `desktops tag`: gives desktops tags. None is taken off: the engine may not, since one of them is a witness of removals. */
export const run: Run<'desktops tag'> = async (options, upns, context) =>
  beginWave({ action: 'tag', options, upns, context, prepare: withTags(tagsOf(options.set)) });

function withTags(tags: Readonly<Record<string, string>>): Prepare {
  return async (_fleet, settings, people) => {
    const missing = Object.keys(tags).filter((key) => settings.tags[key] !== tags[key]);
    const says =
      missing.length === 0
        ? []
        : [`Desktops that are made later get ${missing.join(', ')} only if \`tags\` of the deployment file say so.`];
    return { desktops: people.map(waiting), also: { tags }, says };
  };
}

function tagsOf(text: string | undefined): Readonly<Record<string, string>> {
  const example = ['Such as: --set "owner=desktop-team; cost=42"'];
  const read = tagsIn(text ?? '');
  if ('rule' in read) throw new UsageError(`--set ${read.rule}, got: ${shown(text)}`, example);
  const { tags } = read;
  if (Object.keys(tags).length === 0)
    throw new UsageError(
      `--set must be key=value, several with a semicolon between, got: ${text ?? 'nothing'}`,
      example,
    );
  const rules = tagRules();
  const issues = rules.safeParse(tags, { error: ruleOf }).error?.issues ?? [];
  const problems = schemaProblems(rules, tags, issues).map(({ problem }) => problem);
  if (problems.length > 0)
    throw new UsageError('--set cannot be used:', [
      ...problems.map(({ path, rule, got }) => `${path}: ${rule}, got: ${got}`),
      ...example,
    ]);
  const ours = Object.keys(tags).find((key) => key.toLowerCase().startsWith('entra-workspaces:'));
  if (ours !== undefined)
    throw new UsageError(`--set must not be one of the fleet's own tags, got: ${ours}`, [
      'They say whose desktop it is: entra-workspaces fleet adopt',
    ]);
  return tags;
}
