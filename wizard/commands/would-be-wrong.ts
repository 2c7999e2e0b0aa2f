/** What would be wrong with a deployment that nobody has written yet: by the names of people, as its lines are in no file. */
import { formatProblem, type Problem } from '../../deployment/problem.js';
import { namedUpTo } from '../../deployment/users-file.js';

const inList = /^sites\[(\d+)\]\.desktops\.users\.list\[(\d+)\]\.?(.*)$/;

/**
 * Lines of a message. What is wrong with several people in the same way is one line.
 * @param text The deployment file as it would be
 */
export function wouldBeWrong(problems: readonly Problem[], text: string): string[] {
  const said = new Map<string, string[]>();
  for (const problem of problems) {
    const { who, rest } = ofOne(problem, text);
    const line = formatProblem(rest);
    said.set(line, [...(said.get(line) ?? []), ...(who === undefined ? [] : [who])]);
  }
  return [...said].flatMap(([line, people]) =>
    (people.length === 0 ? line : `${namedUpTo(people)}: ${line}`).split('\n'),
  );
}

/** Whom a problem is about, and the rest of it; of what is about nobody no line, as the file has no such line yet. */
function ofOne(problem: Problem, text: string): { readonly who?: string; readonly rest: Problem } {
  const { line, file, ...rest } = problem;
  if (file !== undefined) return { who: line === undefined ? file : `${file}:${line}`, rest };
  const [, site, at, field = ''] = inList.exec(problem.path) ?? [];
  const who = site === undefined ? undefined : userIn(text, Number(site), Number(at));
  return who === undefined ? { rest } : { who, rest: { ...rest, path: field || 'user' } };
}

interface Listed {
  readonly sites?: readonly {
    readonly desktops?: { readonly users?: { readonly list?: readonly { upn?: unknown }[] } };
  }[];
}

function userIn(text: string, site: number, at: number): string | undefined {
  const upn = (JSON.parse(text) as Listed).sites?.[site]?.desktops?.users?.list?.[at]?.upn;
  return typeof upn === 'string' ? upn : undefined;
}
