/** What whoever approves a plan reads beside it: what reaches desktops that no line of the plan says. */
import { whatDoes } from '../../domain/enrolment/sets.js';
import type { PlanNote } from '../terraform/foreign-parts.js';
import { acceptedInWords, certificatesInWords, sessionInWords, type WithFiles } from './company-words.js';
import { updatesInWords } from './enrolment-words.js';

/** Each where something of its address changes; what is let through, with every plan. */
export function notesOf(deployment: WithFiles): PlanNote[] {
  const { enrolment } = deployment.intune;
  const certificates = certificatesInWords(deployment).map((text) => ({ text, about: 'enrolment_certificate-' }));
  return [
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
