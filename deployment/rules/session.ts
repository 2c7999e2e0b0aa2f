/** Rules on what people may do in a session: each of it has one policy in the ADMX file. */
import { sessionSettings } from '../company-files/session.js';
import type { Rule } from './rule.js';

/** Each switch and each policy is one of the file, with values that it takes. */
export const sessionIsOfItsFile: Rule = function* ({ file, companyFiles }) {
  const session = file.intune.enrolment?.session;
  if (!session || companyFiles.session === undefined) return;
  for (const { at, ...problem } of sessionSettings(session, companyFiles.session).problems)
    yield { at: ['intune', 'enrolment', 'session', ...at], ...problem };
};

/** A file alone says nothing. */
export const sessionSaysSomething: Rule = function* ({ file, companyFiles }) {
  const session = file.intune.enrolment?.session;
  if (!session || companyFiles.session === undefined) return;
  const { settings, problems } = sessionSettings(session, companyFiles.session);
  if (settings.length > 0 || problems.length > 0) return;
  yield {
    at: ['intune', 'enrolment', 'session'],
    rule: 'must say something: every switch is `leave`, and `policies` is empty',
    got: 'nothing',
    fix: 'Switch something off, name a policy, or set `session` to null.',
  };
};
