/**
 * Workflows that whoever opens a pull request, or writes a comment, starts with the rights of main. Their token has the subject of
 * main, which both clouds let in as the job that plans, whatever code the job then checks out. Sources:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows (these events run on the default
 * branch), https://docs.github.com/en/actions/reference/security/oidc (the subject of a job without an environment is its ref),
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions (those of a job are in place of
 * those of the workflow).
 */
import type { OthersIn } from './others-code.js';
import { flattened, type Part, type YamlFile } from './yaml-parts.js';

const fromOutside = new Set(['pull_request_target', 'issue_comment', 'workflow_run']);

/** Each line that gives such a workflow a token; none where one of both is missing. */
export function tokensOfOthers({ documents }: YamlFile): OthersIn {
  const lines = documents.flatMap((workflow) => {
    const started = workflow.named('on').flatMap(({ value }) => events(value));
    const by = [...new Set(started.filter((event) => fromOutside.has(event)))].join(', ');
    if (by === '') return [];
    const jobs = workflow.named('jobs').flatMap(({ value }) => value.merged.map((job) => job.value));
    const ofJobs = jobs.map((job) => job.named('permissions'));
    const holders = [
      ...(jobs.length > 0 && ofJobs.every((own) => own.length > 0) ? [] : workflow.named('permissions')),
      ...ofJobs.flat(),
    ];
    return holders
      .flatMap(({ value }) => tokensIn(value))
      .map((line) => ({
        line,
        got: `gives a workflow that runs on ${by} a token of main: whoever opens a pull request or comments starts it, and both clouds take its job for the one that plans`,
      }));
  });
  return { lines, takenIn: [] };
}

/** A word, a list of words, or a map with what each is narrowed to. */
const events = (on: Part): string[] =>
  [...flattened(on).map(({ text }) => text), ...on.merged.map(({ key }) => key.text)].filter(
    (event) => event !== undefined,
  );

/** The lines of permissions that hold a token; `write-all` holds it as well, as far as is known. */
const tokensIn = (permissions: Part): number[] =>
  permissions.text === 'write-all'
    ? [permissions.line]
    : permissions
        .named('id-token')
        .filter(({ value }) => value.text === 'write')
        .map(({ key }) => key.line);
