/**
 * Workflows that whoever opens a pull request, or writes a comment, starts with the rights of main. Their token has the subject of
 * main, which both clouds let in as the job that plans, whatever code the job then checks out. Sources:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows (these events run on the default
 * branch), https://docs.github.com/en/actions/reference/security/oidc (the subject of a job without an environment is its ref).
 */
import { linesOf, type OthersLine } from './others-code.js';

const events = /(?<![\w-])(pull_request_target|issue_comment|workflow_run)(?![\w-])/;
/** `write-all` holds it as well, as far as is known. */
const token = /(['"]?id-token['"]?\s*:\s*['"]?write\b|\bpermissions['"]?\s*:\s*['"]?write-all\b)/;

/** Each line that gives such a workflow a token; none where one of both is missing. */
export function tokensOfOthers(text: string): OthersLine[] {
  const lines = linesOf(text);
  let inOn = false;
  const started = lines.flatMap(([, line]) => {
    // A list may stand at the margin.
    if (/^[^\s-]/.test(line)) inOn = /^['"]?on['"]?\s*:/.test(line);
    return inOn ? (events.exec(line)?.[1] ?? []) : [];
  });
  if (started.length === 0) return [];
  const by = [...new Set(started)].join(', ');
  return lines
    .filter(([, line]) => token.test(line))
    .map(([line]) => ({
      line,
      got: `gives a workflow that runs on ${by} a token of main: whoever opens a pull request or comments starts it, and both clouds take its job for the one that plans`,
    }));
}
