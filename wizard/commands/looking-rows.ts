/** `preflight`, `doctor` and `status`. */
import type { CommandRow } from '../command.js';
import { personOptions } from './person-options.js';
import { deployment, json, page, site, strict } from '../shared-options.js';

export const statusRow = {
  name: 'status',
  summary: 'where everybody stands: desktop, enrolment, last sign-in, what they wait for and until when',
  description: [
    'Of lists and of fleets; reads both clouds and the table of the engine, and judges nothing: doctor does.',
    'On a screen more than 20 people are shown in groups that stand alike, the rarest first and by name; in a pipe or a file, and with --all, each has a line, as --json and --csv have them.',
    'With --watch it looks every 30 seconds, says what has changed, and ends when nobody waits for a desktop any more.',
  ],
  options: [
    deployment,
    site,
    { flags: '--watch', description: 'go on until nobody waits for a desktop' },
    { flags: '--all', description: 'each on a line, however many' },
    { flags: '--csv <file>', description: 'the list, for a spreadsheet' },
    json,
  ],
  examples: ['entra-workspaces status --watch --csv monday.csv'],
} as const satisfies CommandRow;

export const preflightRow = {
  name: 'preflight',
  summary: 'find what would make an apply fail, before it costs an hour',
  description: [
    'Looks at both clouds, reading only, and asks every rule that can be told before an apply.',
    'Ends with 1 on an error. What may not be seen is said with the missing permission; --strict counts it.',
  ],
  options: [deployment, site, strict, page, json],
  examples: ['entra-workspaces preflight', 'entra-workspaces preflight --site berlin --html preflight.html'],
} as const satisfies CommandRow;

export const doctorRow = {
  name: 'doctor',
  summary: 'say what is wrong with a deployment that was applied',
  description: [
    'Looks at both clouds, reading only: root causes first, with what follows from them, what to do, and who can.',
    'With --user it follows one person from the Entra account to the managed desktop and names the first broken link; with --region it needs no deployment.',
    'Ends with 1 on an error. What may not be seen is said with the missing permission; --strict counts it.',
  ],
  options: [deployment, site, strict, page, ...personOptions, json],
  examples: [
    'entra-workspaces doctor --html doctor.html',
    'entra-workspaces doctor --user ada@contoso.com --from 203.0.113.7 --ticket',
    'entra-workspaces doctor --user WS-482913307 --region eu-central-1 --directory contoso-berlin',
  ],
} as const satisfies CommandRow;
