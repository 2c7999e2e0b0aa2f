/** What whoever approves a plan reads beside it: what reaches desktops that no line of the plan says. */
import { counted } from '../../domain/counted.js';
import { whatDoes } from '../../domain/enrolment/sets.js';
import { autopilotGroupName } from '../../domain/names.js';
import { formatProblem, type Problem } from '../../deployment/problem.js';
import type { Deployment } from '../../deployment/schema.js';
import type { PlanNote } from '../terraform/foreign-parts.js';
import type { Synthesized } from '../terraform/synth.js';
import { acceptedInWords, certificatesInWords, sessionInWords } from './company-words.js';
import { updatesInWords } from './enrolment-words.js';

/** A synthesized stack with its notes, as plan and apply show it. */
export function withNotes(synthesized: Synthesized): Synthesized {
  const { deployment, warnings, made } = synthesized;
  return { ...synthesized, made: { ...made, notes: notesOf(deployment, warnings) } };
}

/** Each where something of its address changes; what is let through or warned of, with every plan. */
export function notesOf(deployment: Deployment, warnings: readonly Problem[] = []): PlanNote[] {
  const { enrolment } = deployment.intune;
  const certificates = certificatesInWords(deployment).map((text) => ({ text, about: 'enrolment_certificate-' }));
  return [
    ...warnings.map((warning) => ({ text: formatProblem(warning).replace(/\s*\n\s*/g, '. ') })),
    ...(enrolment === null ? [] : [{ text: whomItReaches(deployment, enrolment), about: 'enrolment_' }]),
    ...acceptedInWords(deployment).map((text) => ({ text: `Accepted in a policy of your own: ${text}` })),
    ...certificates,
    ...sessionInWords(deployment).map((text) => ({ text, about: 'enrolment_session_' })),
    ...(enrolment?.settings.attackSurface === 'block'
      ? [{ text: whatDoes('attackSurface', 'block'), about: 'enrolment_settings-attackSurface_' }]
      : []),
    // It restarts desktops under people.
    ...(enrolment?.updates.owner === 'intune'
      ? updatesInWords(enrolment.updates).map((text) => ({ text, about: 'enrolment_ring_' }))
      : []),
  ];
}

/** Groups that are named; of more there is a number. */
const mostNamed = 4;

/** Which devices get what Intune gives here: no line of the plan names the groups of an assignment. */
function whomItReaches(
  { name, sites }: Deployment,
  { exclude, apps }: NonNullable<Deployment['intune']['enrolment']>,
): string {
  const groups = sites.map(({ key }) => `"${autopilotGroupName(name, key)}"`);
  const reached =
    groups.length > mostNamed ? `the ${counted(groups.length, 'group')} of devices of the sites` : groups.join(', ');
  const without = exclude.length === 0 ? '' : `, without ${counted(exclude.length, 'group')} named in exclude`;
  const offered = Object.values(apps).some((app) => app.for === 'available');
  return `What Intune gives here reaches the devices of ${reached}${without}${offered ? '; what people install themselves, those who have a desktop' : ''}. Desktops take it at their next check-in.`;
}
