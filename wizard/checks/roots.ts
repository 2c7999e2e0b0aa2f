/** Root causes first: a finding that another one explains is listed under it. */
import { everyFinding, type ReportedFinding, type Subject } from './report/model.js';
import type { Rule } from './rule.js';

/** The roots, each with what follows from it; first where an error is, be it the root or a consequence. */
export function underTheirRoots(found: readonly ReportedFinding[], rules: readonly Rule[]): ReportedFinding[] {
  const reasons = new Map(rules.map(({ id, because = [] }) => [id, because]));
  const rootOf = (finding: ReportedFinding): ReportedFinding | undefined => {
    // The order in a rule's `because` is that of the path: what comes earliest explains the rest.
    for (const reason of reasons.get(finding.rule) ?? []) {
      const root = found.find((other) => other.rule === reason && reaches(other.subject, finding.subject));
      if (root) return root;
    }
    return undefined;
  };
  const parents = new Map(found.map((finding) => [finding, rootOf(finding)]));
  const withFollowers = (finding: ReportedFinding): ReportedFinding => ({
    ...finding,
    follows: sorted(found.filter((other) => parents.get(other) === finding).map(withFollowers)),
  });
  return sorted(found.filter((finding) => parents.get(finding) === undefined).map(withFollowers));
}

/** Whether what is wrong with one subject can be the reason at another: the same one, or a part of it. */
function reaches(root: Subject, subject: Subject): boolean {
  if (root.site !== undefined && root.site !== subject.site) return false;
  return root.user === undefined || root.user.toLowerCase() === subject.user?.toLowerCase();
}

function sorted(findings: ReportedFinding[]): ReportedFinding[] {
  const rank = (finding: ReportedFinding): number =>
    everyFinding([finding]).some(({ severity }) => severity === 'error') ? 0 : 1;
  return findings.sort((a, b) => rank(a) - rank(b));
}
