import { asked, expected, ofType, wires, type Row } from './wires.js';

/** Edges that are missing. What was waited for comes as late as it can, so that going first shows. */
const rows: readonly Row[] = [
  [
    'the job does not wait for its credentials',
    (w) => w.loosen(wires.job, wires.scimCredentials),
    'apply',
    'is not in Identity Center yet',
    { ...asked, last: ofType('azuread_synchronization_secret') },
  ],
  [
    'consent may go before the desktops',
    (w) => w.loosen(wires.lastOfDirectory, 'azuread_'),
    'left behind',
    'autopilotDevices',
    { last: ofType('aws_workspaces_workspace', '', true) },
  ],
  [
    'key and secret may go before the desktops',
    (w) => {
      w.loosen(wires.lastOfDirectory, 'aws_kms_key');
      w.loosen(wires.lastOfDirectory, 'aws_secretsmanager_secret');
    },
    'left behind',
    'autopilotDevices',
    { ...asked, last: ofType('aws_workspaces_workspace', '', true) },
  ],
];

export const orderMiswirings = expected(rows);
