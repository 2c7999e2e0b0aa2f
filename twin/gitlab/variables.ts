/** Variables of groups: whom they reach, who is told, and what they beat. */
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { levels, type Host, type Person } from './objects.js';

const precedence = rule(
  'gitlab-variable-precedence',
  'https://docs.gitlab.com/ci/variables/#cicd-variable-precedence: project, then group (the closest one first), then those of a job and of the file, then predefined ones',
  'A variable of a project or a group beats what the file of the pipeline says.',
);
const inheritedForMaintainers = rule(
  'gitlab-inherited-variables',
  'https://docs.gitlab.com/api/graphql/reference/#projectinheritedcivariables; app/graphql/types/project_type.rb authorizes admin_cicd_variables; config/routes/api.rb takes GET',
  'GraphQL tells whoever may set variables of a project the names of those that it inherits, the nearest group first; to others the field is null.',
);

/** Groups above a project, the nearest first. */
const groupsOf = (path: string): string[] => {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_part, at) => parts.slice(0, parts.length - at).join('/'));
};

export function jobVariables(
  host: Host,
  path: string,
  ofFile: Readonly<Record<string, string>>,
): Record<string, string> {
  const sources = [
    ...groupsOf(path)
      .reverse()
      .map((group) => host.groupVariables.get(group) ?? []),
    host.projects.get(path)?.variables ?? [],
  ];
  const given = Object.fromEntries(sources.flat().map(({ key, value }) => [key, value]));
  if (Object.keys(given).some((key) => key in ofFile)) host.world.rules.leanOn(precedence);
  return { ...ofFile, ...given };
}

/** The one question that is known here, asked by GET, page by page. */
const question =
  /^\{ project\(fullPath: ("[^"]+")\) \{ inheritedCiVariables\(first: (\d+)(?:, after: ("[^"]+"))?\) \{ nodes \{ key groupName \} pageInfo \{ hasNextPage endCursor \} \} \} \}$/;

/** @returns undefined: another question than the one that is played */
export function answerQuestion(host: Host, { query }: CloudRequest, person: Person): CloudResponse | undefined {
  const [, named, first, after] = question.exec(query.get('query') ?? '') ?? [];
  if (named === undefined) return undefined;
  const path = JSON.parse(named) as string;
  const project = host.projects.get(path);
  if (project === undefined || person.level < levels.reporter) return json(200, { data: { project: null } });
  if (person.level < levels.maintainer || !project.tellsInherited) {
    host.world.rules.leanOn(inheritedForMaintainers);
    return json(200, { data: { project: { inheritedCiVariables: null } } });
  }
  const all = groupsOf(path).flatMap((group) =>
    (host.groupVariables.get(group) ?? []).map(({ key }) => ({ key, groupName: group })),
  );
  const from = after === undefined ? 0 : Number(JSON.parse(after));
  const to = from + Number(first);
  return json(200, {
    data: {
      project: {
        inheritedCiVariables: {
          nodes: all.slice(from, to),
          pageInfo: { hasNextPage: to < all.length, endCursor: String(to) },
        },
      },
    },
  });
}
