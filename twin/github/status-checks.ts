/** The checks that a ruleset requires before something comes onto a branch. */
import { rule } from '../rules.js';
import type { Host } from './objects.js';
import { Refused } from './refused.js';

const checksAreNamed = rule(
  'github-required-checks',
  'https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset: both parameters of required_status_checks are required, integration_id is a number',
  'A rule of required checks names each by its context, says whether a branch has to be up to date, and may name the app whose check counts by its number: 422 otherwise.',
);

/** @throws Refused for a rule that GitHub would not take */
export function refuseWrongChecks(host: Host, { rules }: Readonly<Record<string, unknown>>): void {
  for (const { type, parameters } of (rules ?? []) as { type: string; parameters?: Record<string, unknown> }[]) {
    if (type !== 'required_status_checks') continue;
    const { required_status_checks: checks, strict_required_status_checks_policy: strict } = parameters ?? {};
    host.world.rules.leanOn(checksAreNamed);
    const named =
      Array.isArray(checks) &&
      (checks as { context?: unknown; integration_id?: unknown }[]).every(
        ({ context, integration_id: app }) =>
          typeof context === 'string' && context !== '' && (app === undefined || typeof app === 'number'),
      );
    if (!named || typeof strict !== 'boolean') throw new Refused(422, 'Invalid rule required_status_checks');
  }
}
