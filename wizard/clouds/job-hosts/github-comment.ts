/**
 * The one comment on a pull request that says what its plan says. Source: https://docs.github.com/en/rest/issues/comments
 * (`pull-requests: write` is enough on a pull request), https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * (GITHUB_REF is `refs/pull/NUMBER/merge`). Longest body: 65,536 characters (the API's own refusal says so).
 */
import { hostFailure, type HostCall } from './host-api.js';

interface Comment {
  readonly id: number;
  readonly body?: string | null;
  readonly user?: { readonly login?: string } | null;
}

type Ask = (
  env: NodeJS.ProcessEnv,
  path: string,
  call: Pick<HostCall, 'method' | 'body'> & { readonly needs: string },
) => Promise<unknown>;

const needs = 'The step needs GITHUB_TOKEN with pull-requests: write';
const page = 100;
const longest = 60_000;

/** @param robot who writes with the token of a job: what anybody else wrote is never written over, whatever it begins with */
export async function commentOn(
  env: NodeJS.ProcessEnv,
  { markdown, about, robot, ask }: { markdown: string; about: string; robot: string; ask: Ask },
): Promise<void> {
  const number = /^refs\/pull\/(\d+)\//.exec(env['GITHUB_REF'] ?? '')?.[1];
  if (number === undefined) throw hostFailure('GitHub', 'the job is of no pull request', needs);
  const mark = `<!-- entra-workspaces: plan of ${about} -->`;
  const body = `${mark}\n${cut(markdown)}`;
  for (let at = 1; ; at += 1) {
    const path = `issues/${number}/comments?per_page=${page}&page=${at}`;
    const some = (await ask(env, path, { needs })) as Comment[];
    const ours = some.find(({ user, body: text }) => user?.login === robot && text?.startsWith(mark) === true);
    if (ours !== undefined) {
      await ask(env, `issues/comments/${ours.id}`, { method: 'PATCH', body: { body }, needs });
      return;
    }
    if (some.length < page) break;
  }
  await ask(env, `issues/${number}/comments`, { method: 'POST', body: { body }, needs });
}

function cut(markdown: string): string {
  if (markdown.length <= longest) return markdown;
  const end = markdown.lastIndexOf('\n', longest);
  return `${markdown.slice(0, end < 0 ? longest : end)}\n\nCut here: all of it stands in the summary of the run.`;
}
