/** A page's contents for the tests: something of everything, and people with names nobody should have. */
import type { Report, ReportedFinding } from '../../../../wizard/checks/report/model.js';
import type { Area } from '../../../../wizard/checks/rule.js';
import type { Contents } from '../../../../wizard/checks/page/contents.js';
import type { Person, Step } from '../../../../wizard/checks/report/people.js';

export const hostile = '<script>document.title="taken over"</script>"\'&<img src=x onerror=alert(1)>';

const finding = (given: Partial<ReportedFinding> & Pick<ReportedFinding, 'title' | 'got'>): ReportedFinding => ({
  rule: 'sample',
  failureModes: [],
  severity: 'error',
  area: 'federation',
  subject: {},
  why: 'Entra can bring no users and no changes into Identity Center.',
  fix: 'Put a new token in place: entra-workspaces connect --renew-token.',
  who: 'Identity Center administrator',
  follows: [],
  ...given,
});

const areas: readonly Area[] = [
  ...(['account', 'network', 'registration', 'identity-center', 'federation', 'intune', 'desktops', 'users'] as const),
];

const step = (title: string, status: Step['status'], says?: string): Step => ({
  title,
  status,
  ...(says === undefined ? {} : { says }),
});

/** Of a desktop where an app failed and two policies contradict each other, or of one where all is well. */
const morning = (broken: boolean): Person['morning'] => [
  { what: 'Last check-in', says: '12 minutes ago', status: 'plain' },
  broken
    ? { what: 'Compliance', says: 'not compliant: BitLocker is false (Laptops)', status: 'error' }
    : { what: 'Compliance', says: 'compliant', status: 'good' },
  ...(broken
    ? [
        {
          what: `Contoso vdi Microsoft Defender Antivirus ${hostile}`,
          says: 'in conflict with Laptops-Baseline-of-the-company-0123456789-0123456789 over AllowRealtimeMonitoring',
          status: 'error' as const,
        },
      ]
    : []),
  { what: '9 policies', says: 'applied: OneDrive, Windows Hello, Lock screen, Updates, Compliance', status: 'good' },
  { what: 'Status page', says: `waited for Company Portal${broken ? ' (did not come)' : ''}`, status: 'plain' },
  broken
    ? {
        what: 'Company Portal',
        says: 'could not be installed: no connection to the host came about (0x80072EFD)',
        status: 'error',
      }
    : { what: 'Company Portal', says: 'installed', status: 'good' },
];

/** Desktops whose policies and apps were looked at. */
const looked = 60;

function person(at: number): Person {
  const broken = at % 29 === 7;
  const fault = at % 17 === 3;
  const waits = at % 23 === 5;
  return {
    upn: at === 3 ? `${hostile}@contoso.com` : `person.number${at}@contoso.com`,
    site: at % 2 === 0 ? 'berlin' : 'tokyo',
    steps: [
      step('Account in Entra', 'good'),
      step('Group of desktop users', 'good'),
      step('User in Identity Center', fault ? 'error' : 'good', fault ? 'not in Identity Center' : undefined),
      step('Desktop', fault ? 'none' : 'good'),
      step('Registered with Autopilot', fault ? 'none' : 'good'),
      step(
        'Managed by Intune',
        fault ? 'none' : waits ? 'waits' : 'good',
        waits ? 'enrols when the person signs in for the first time' : undefined,
      ),
      fault || waits || at >= looked
        ? step('Policies and apps', 'none')
        : broken
          ? step('Policies and apps', 'error', 'Company Portal could not be installed (0x80072EFD)')
          : step('Policies and apps', 'good'),
    ],
    ...(fault || waits || at >= looked ? {} : { morning: morning(broken)! }),
  };
}

/** `count` people in two sites, with findings, consequences and something that could not be seen. */
export function sample(count = 300): Contents {
  const follows = Array.from({ length: 5 }, (_, at) =>
    finding({
      title: 'A user of the deployment is not in Identity Center',
      got: 'no user of this name',
      subject: { site: 'berlin', user: at === 0 ? hostile : `person.number${at}@contoso.com` },
    }),
  );
  const report: Report = {
    deployment: 'contoso-desktops',
    stage: 'connected',
    occasion: 'doctor',
    when: '2026-11-25T14:40:00.000Z',
    counts: { errors: 7, warnings: 1, unknown: 2, good: 31 },
    findings: [
      finding({ title: 'The SCIM token has expired', got: 'expired on 2026-11-20, 5 days ago', follows }),
      finding({
        title: 'The group tag of devices differs from the name of the directory',
        got: `"${hostile}" instead of "contoso-berlin"`,
        area: 'intune',
        subject: {
          site: 'berlin',
          thing: 'a-very-long-name-without-any-space-that-a-phone-cannot-break-by-itself-0123456789',
        },
        who: 'Intune administrator',
      }),
      finding({
        title: 'The client secret expires soon',
        got: 'in 12 days',
        severity: 'warning',
        area: 'registration',
      }),
    ],
    waits: [],
    unknown: [
      {
        reason: 'denied',
        message: 'the MDM user scope: needs the permission Policy.Read.All of a person',
        permission: 'Policy.Read.All',
        rules: [
          {
            rule: 'mdm-scope',
            title: 'The MDM user scope leaves the desktop users out',
            good: 'The MDM user scope takes the desktop users in',
          },
        ],
      },
    ],
    rules: areas.flatMap((area, at) =>
      ['one', 'two', 'three'].map((word, number) => ({
        rule: `${area}-${word}`,
        title: `Rule ${word} about ${area}`,
        good: `Rule ${word} about ${area} finds nothing`,
        area,
        failureModes: [],
        ...(number === 2 ? { site: at % 2 === 0 ? 'berlin' : 'tokyo' } : {}),
        state:
          number === 0 && (area === 'federation' || (area === 'intune' && number === 0))
            ? ('error' as const)
            : number === 1 && area === 'registration'
              ? ('warning' as const)
              : number === 2 && area === 'desktops'
                ? ('unknown' as const)
                : ('good' as const),
      })),
    ),
  };
  return {
    report,
    sites: [
      { key: 'berlin', region: 'eu-central-1', directory: 'contoso-berlin', desktops: Math.ceil(count / 2) },
      { key: 'tokyo', region: 'ap-northeast-1', directory: 'contoso-tokyo', desktops: Math.floor(count / 2) },
    ],
    people: Array.from({ length: count }, (_, at) => person(at)),
    version: '0.1.0',
  };
}

/** Nothing to complain about, and nobody listed yet. */
export function quiet(): Contents {
  const { report, sites } = sample(0);
  return {
    report: {
      ...report,
      counts: { errors: 0, warnings: 0, unknown: 0, good: 24 },
      findings: [],
      unknown: [],
      waits: [],
      rules: report.rules.map((rule) => ({ ...rule, state: 'good' as const })),
    },
    sites: sites.slice(0, 1),
    people: [],
    version: '0.1.0',
  };
}
