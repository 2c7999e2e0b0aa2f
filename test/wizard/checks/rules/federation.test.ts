/** Rules about the way from Entra to Identity Center: sign-in and provisioning. */
import { expect } from '@jest/globals';
import { rulesOf } from './cases.js';
import { signIn } from './sign-in.cases.js';
import { now } from './about.js';
import { first, inDays, theirs, well, without } from './world.js';

const { app, directory, job, scimSecret, syncedGroup } = well;
const name = app.displayName;
const group = well.group.displayName;
const foundation = { stage: 'foundation', holds: false } as const;
const existing = { identityCenter: theirs.federation };
const refused = { at: inDays(-1), action: 'create', status: 'failure', objectId: 'entra-ada', type: 'User' };
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000 - 1).toISOString();

rulesOf('federation', {
  ...signIn,
  'handshake-missing': {
    'no directory yet': { stage: 'foundation', facts: { directory: undefined } },
    'the directory is there, in whatever state': {
      stage: 'foundation',
      occasion: 'preflight',
      facts: { directory: { ...directory, tenantId: directory.tenantId.toUpperCase(), state: 'ERROR' } },
      finds: [{ thing: 'contoso-berlin', got: 'the state ERROR, and no handshake in the file' }],
    },
    'a directory of another tenant is not ours': {
      stage: 'foundation',
      facts: { directory: { ...directory, tenantId: 'another' } },
    },
    'a directory of no tenant is not ours': {
      stage: 'foundation',
      facts: { directory: without(directory, 'tenantId') },
    },
    'the handshake is recorded': { holds: false },
    'a federation that was there before has none': { stage: 'foundation', deployment: existing, holds: false },
  },
  'scim-token': {
    taken: {},
    'its state cannot be told': { facts: { scimToken: { is: 'unknown', message: 'timeout' } } },
    'no secret for it': {
      facts: { scimSecret: undefined, scimToken: undefined },
      finds: [
        {
          got: 'no secret for the token',
          fix: 'After a destroy the handshake is void: run `entra-workspaces connect --forget`, then apply, then `entra-workspaces connect`. If the state was lost: `entra-workspaces adopt`.',
        },
      ],
    },
    'an empty secret': {
      facts: { scimToken: { is: 'missing' } },
      finds: [{ thing: scimSecret.name, got: 'no token in its secret' }],
    },
    'spaces around it': {
      facts: { scimToken: { is: 'unclean' } },
      finds: [
        {
          thing: scimSecret.name,
          got: 'a token with spaces or line breaks around it',
          fix: 'Run `entra-workspaces connect --renew-token` with the same token: it is cleaned.',
        },
      ],
    },
    refused: {
      facts: { scimToken: { is: 'refused', message: 'HTTP 401' } },
      finds: [{ thing: scimSecret.name, got: 'refused: HTTP 401' }],
    },
    'a federation that was there before': { deployment: existing, holds: false },
  },
  'scim-token-expiry': {
    'in a year': {},
    'no secret, and no day in its tag': { facts: { scimSecret: without(scimSecret, 'expires') } },
    'a tag that is no date': {
      facts: { scimSecret: { ...scimSecret, expires: 'soon' } },
      finds: [{ thing: scimSecret.name, got: 'a tag that is no date: soon' }],
    },
    'in two weeks and a half: a warning': {
      facts: { scimSecret: { ...scimSecret, expires: inDays(17.5) } },
      finds: [{ thing: scimSecret.name, severity: 'warning', got: 'expires in 17 days (2026-12-13)' }],
    },
    'in two weeks and an hour: not less than two weeks': {
      facts: { scimSecret: { ...scimSecret, expires: inDays(14.05) } },
      finds: [{ thing: scimSecret.name, severity: 'warning', got: 'expires in 14 days (2026-12-09)' }],
    },
    'in eight days: still a warning': {
      facts: { scimSecret: { ...scimSecret, expires: inDays(8) } },
      finds: [
        { thing: scimSecret.name, severity: 'warning', got: 'expires in 8 days (2026-12-03), less than two weeks' },
      ],
    },
    'in seven days: an error': {
      facts: { scimSecret: { ...scimSecret, expires: inDays(7) } },
      finds: [{ thing: scimSecret.name, severity: 'error', got: 'expires in 7 days (2026-12-02)' }],
    },
    tomorrow: {
      facts: { scimSecret: { ...scimSecret, expires: inDays(1) } },
      finds: [{ thing: scimSecret.name, severity: 'error', got: 'expires tomorrow (2026-11-26)' }],
    },
    today: {
      facts: { scimSecret: { ...scimSecret, expires: inDays(0.2) } },
      finds: [{ thing: scimSecret.name, severity: 'error', got: 'expires today (2026-11-25)' }],
    },
    'a federation that was there before': { deployment: existing, holds: false },
  },
  provisioning: {
    runs: {},
    'no app: another rule says so': { facts: { app: undefined, job: undefined } },
    'no job': { facts: { job: undefined }, finds: [{ thing: name, got: 'no provisioning job' }] },
    'in quarantine, with what Entra says': {
      facts: {
        job: { ...job, running: false, quarantine: { reason: 'Reason', since: inDays(-3), message: 'HTTP 401' } },
      },
      finds: [{ thing: name, got: 'in quarantine since 2026-11-22: HTTP 401' }],
    },
    'in quarantine because it is refused: a new token, or an identity store that is open to a VPC alone': {
      facts: {
        job: {
          ...job,
          running: false,
          quarantine: { reason: 'Reason', since: inDays(-3), message: 'HTTP 403 Forbidden' },
        },
      },
      finds: [
        {
          thing: name,
          got: 'in quarantine since 2026-11-22: HTTP 403 Forbidden',
          fix: expect.stringContaining('ScimAllowSourceIps') as unknown as string,
        },
      ],
    },
    'in quarantine, with no more than a reason': {
      facts: { job: { ...job, quarantine: { reason: 'Reason', since: inDays(-3), message: '' } } },
      finds: [{ thing: name, got: 'in quarantine since 2026-11-22: Reason' }],
    },
    paused: {
      facts: { job: { ...job, running: false, status: 'Paused' } },
      finds: [{ thing: name, got: 'a job that is paused' }],
    },
    off: {
      facts: { job: { ...job, running: false, status: 'NotConfigured' } },
      finds: [{ thing: name, got: 'a job that is off' }],
    },
    'two failed runs in a row': { facts: { job: { ...job, failuresInARow: 2 } } },
    'three failed runs in a row': {
      facts: { job: { ...job, failuresInARow: 3, lastRun: { state: 'Failed', ended: inDays(0), error: 'HTTP 500' } } },
      finds: [{ thing: name, got: '3 failed runs in a row: HTTP 500' }],
    },
    'three failed runs in a row, and nobody says why': {
      facts: { job: { ...without(job, 'lastRun'), failuresInARow: 3 } },
      finds: [{ thing: name, got: '3 failed runs in a row: no reason given' }],
    },
    'before the handshake': foundation,
    'before an apply that makes the job': { occasion: 'preflight', holds: false },
    'before an apply beside an app of theirs': {
      occasion: 'preflight',
      deployment: { entra: theirs.app },
      facts: { job: undefined },
      finds: [{ thing: name, got: 'no provisioning job' }],
    },
  },
  'provisioning-silent': {
    'a success today': {},
    'a success 23 hours ago': { facts: { job: { ...job, lastSuccess: hoursAgo(23) } } },
    'a success more than 24 hours ago': {
      facts: { job: { ...job, lastSuccess: hoursAgo(24) } },
      finds: [{ got: 'last success at 2026-11-24 11:59 UTC' }],
    },
    'a success exactly 24 hours ago': { facts: { job: { ...job, lastSuccess: inDays(-1) } } },
    'a job that is off: another rule says so': {
      facts: { job: { ...job, running: false, lastSuccess: inDays(-9) } },
    },
    'none yet, and a run just now': { facts: { job: without(job, 'lastSuccess') } },
    'no run for four cycles of 40 minutes': {
      facts: { job: { ...job, lastSuccess: hoursAgo(3), lastRun: { state: 'Succeeded', ended: hoursAgo(160 / 60) } } },
      finds: [{ got: 'last run ended at 2026-11-25 09:19 UTC; it runs every 40 minutes' }],
    },
    'a run exactly four cycles ago': {
      facts: {
        job: {
          ...job,
          lastRun: { state: 'Succeeded', ended: new Date(now.getTime() - 160 * 60_000).toISOString() },
        },
      },
    },
    'before the handshake': foundation,
  },
  'user-name-mapping': {
    'the UPN, users and groups': {},
    'no job: another rule says so': { facts: { job: undefined } },
    'the mail address': {
      facts: { job: { ...job, userNameFrom: 'mail' } },
      finds: [{ thing: 'userName', got: 'made from mail' }],
    },
    'from nothing, and neither users nor groups': {
      facts: { job: { ...without(job, 'userNameFrom'), sendsUsers: false, sendsGroups: false } },
      finds: [
        { thing: 'userName', got: 'made from nothing' },
        { thing: 'users', got: 'not sent at all' },
        { thing: 'groups', got: 'not sent at all' },
      ],
    },
    'before the handshake': foundation,
  },
  'provisioning-scope': {
    'no filter': {},
    'no job: another rule says so': { facts: { job: undefined } },
    'a filter': { facts: { job: { ...job, scoped: true } }, finds: [{ got: 'a filter on users' }] },
    'before the handshake': foundation,
  },
  'group-assigned': {
    assigned: {},
    'no app: another rule says so': { facts: { app: undefined, group: undefined } },
    'no group': { facts: { group: undefined }, finds: [{ got: 'no such group' }] },
    'another group is': {
      facts: { appAssignments: [{ ...first(well.appAssignments), principalId: 'pilot' }] },
      finds: [{ thing: group, got: 'not assigned' }],
    },
    'before the handshake, once it is there': foundation,
    'before an apply that assigns it': { occasion: 'preflight', holds: false },
    'before an apply that makes the group': {
      occasion: 'preflight',
      deployment: { entra: { assignment: 'by-admin' } },
      holds: false,
    },
    'before an apply, to be assigned by a person': {
      occasion: 'preflight',
      stage: 'foundation',
      deployment: { entra: { assignment: 'by-admin', ...theirs.group } },
      facts: { appAssignments: [] },
      finds: [{ thing: group, got: 'not assigned' }],
    },
  },
  'nested-groups': {
    'people alone': {},
    'a group within': {
      facts: { groupMembers: [...well.groupMembers, { id: 'inner', type: 'group', displayName: 'Sales' }] },
      finds: [{ thing: 'Sales', got: `a group within ${group}` }],
    },
    'a group without a name, within one that is not seen': {
      facts: { groupMembers: [{ id: 'inner', type: 'group' }], group: undefined },
      finds: [{ thing: 'inner', got: 'a group within it' }],
    },
    'a device within is no group': { facts: { groupMembers: [{ id: 'pc', type: 'device' }] } },
  },
  'group-not-synced': {
    'the one of Entra': {},
    'no instance: another rule says so': { facts: { instance: undefined, syncedGroup: undefined } },
    'no group in Entra: another rule says so': { facts: { group: undefined, syncedGroup: undefined } },
    'not there': {
      facts: { syncedGroup: undefined },
      finds: [{ thing: group, got: 'no such group in Identity Center' }],
    },
    'made by hand': {
      facts: { syncedGroup: without(syncedGroup, 'externalId') },
      finds: [{ thing: group, got: 'a group of that name that SCIM did not bring' }],
    },
    'of an earlier group': {
      facts: { syncedGroup: { ...syncedGroup, externalId: 'group-of-before' } },
      finds: [{ thing: group, got: 'the group of an earlier one in Entra, which was deleted and made anew' }],
    },
    'before the handshake': foundation,
  },
  'provisioning-errors': {
    'nothing was refused': {},
    'a user was refused': {
      facts: { provisioningLog: [{ ...refused, reason: 'no last name', errorCode: 'InvalidName' }] },
      finds: [{ user: 'ada@contoso.com', got: 'no last name' }],
    },
    'no more than a code': {
      facts: { provisioningLog: [{ ...refused, errorCode: 'InvalidName' }] },
      finds: [{ user: 'ada@contoso.com', got: 'InvalidName' }],
    },
    'a group, by its name; one without, by its id; and no reason': {
      facts: {
        provisioningLog: [
          { ...refused, objectId: 'g', displayName: 'Sales' },
          { ...refused, objectId: 'h' },
        ],
      },
      finds: [
        { thing: 'Sales', got: 'no reason given' },
        { thing: 'h', got: 'no reason given' },
      ],
    },
    'the last word counts: it went through later': {
      facts: { provisioningLog: [{ ...refused, status: 'success' }, refused] },
    },
    'the last word counts: it went through before': {
      facts: { provisioningLog: [refused, { ...refused, status: 'success' }] },
      finds: [{ user: 'ada@contoso.com', got: 'no reason given' }],
    },
    'skipped is not refused': { facts: { provisioningLog: [{ ...refused, status: 'skipped' }] } },
    'before the handshake': foundation,
  },
});
