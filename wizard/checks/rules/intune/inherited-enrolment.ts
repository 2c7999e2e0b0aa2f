import { counted } from '../../../../domain/counted.js';
import { guard } from '../../../../domain/guard/guard.js';
import { typeOf, type PolicyObject } from '../../../../domain/guard/observed.js';
import { reachOf } from '../../../../domain/policy-reach.js';
import { isOwn } from '../../own-content.js';
import { exclusionFor, reachContext, reachFacts } from '../../policy-reach.js';
import { deploymentRule, type Finding } from '../../rule.js';
import { said } from './inherited-policy.js';

/** Status pages and Windows Hello: of several that reach a person the one with the lowest number holds. */
export const inheritedEnrolment = deploymentRule({
  id: 'inherited-enrolment',
  failureModes: [45],
  title: 'A status page or Windows Hello of the tenant reaches the desktops',
  good: 'No status page or Windows Hello of the tenant reaches the desktops',
  why: 'The first sign-in waits for apps that a desktop never gets, or stops for a PIN.',
  fix: 'Exclude the desktops from its assignment.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  needs: ['enrolmentConfigurations', 'enrolmentGroups', ...reachFacts],
  evaluate: ({ enrolmentConfigurations, enrolmentGroups, ...facts }, { deployment }): Finding[] => {
    const context = reachContext(facts, enrolmentGroups, deployment);
    return enrolmentConfigurations
      .filter((each) => !each.byDefault && !isOwn(deployment, each))
      .flatMap(({ displayName, priority, targets, content }): Finding[] => {
        const reach = reachOf(targets, context);
        if (!reach) return [];
        const harm = [...waiting(content), ...guard(content).findings.map(({ row }) => row.title)];
        return harm.length === 0
          ? []
          : [
              {
                thing: `${displayName} (priority ${priority})`,
                got: `${harm.join('; ')}; it reaches the desktops through ${said(reach)}`,
                fix: exclusionFor(reach, context, facts, deployment),
              },
            ];
      });
  },
});

const pageType = 'windows10EnrollmentCompletionPageConfiguration';

/** What a status page waits for. */
function waiting(content: PolicyObject): string[] {
  if (typeOf(content) !== pageType || content['showInstallationProgress'] !== true) return [];
  const apps = content['selectedMobileAppIds'];
  const minutes = content['installProgressTimeoutInMinutes'];
  const what = Array.isArray(apps) && apps.length > 0 ? counted(apps.length, 'chosen app') : 'every required app';
  return [
    `The status page waits up to ${typeof minutes === 'number' ? counted(minutes, 'minute') : 'an unknown time'} for ${what}`,
  ];
}
