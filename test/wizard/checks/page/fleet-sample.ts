import { estimate } from '../../../../domain/cost/estimate.js';
import { countsOf, reportKinds, reportLines, type ReportedDesktop } from '../../../../domain/fleet/report.js';
import { fleetReportPage } from '../../../../wizard/fleet/report-page.js';

const price = { alwaysOnMonth: 80, autoStopMonth: 20, autoStopHour: 0.7, breakEvenHours: 86 };

/** The page of a fleet of so many, in which everything that a report finds was found. */
export function fleetPage(people: number): string {
  const now = Date.UTC(2026, 10, 30);
  const desktops = Array.from({ length: people }, (_, at): ReportedDesktop => {
    const kind = reportKinds[at % (reportKinds.length + 1)];
    return {
      id: `ws-${at}`,
      upn: `person.number-${at}.of-a-long-name@${at % 9 === 0 ? 'subsidiary.' : ''}contoso.com`,
      state: 'AVAILABLE',
      runningMode: 'AUTO_STOP',
      lastConnected: kind === 'never-signed-in' ? 'never' : kind === 'unused' ? 0 : now,
      usedHours: kind === 'auto-stop-above-break-even' ? 200 : 12,
      isMember: kind !== 'not-in-group',
      enabled: kind !== 'disabled',
      licensed: kind !== 'no-licence',
      phase: kind === 'held' ? 'held' : 'present',
      price,
    };
  });
  const lines = reportLines(desktops, now, 60);
  return fleetReportPage(
    {
      fleet: 'contoso/berlin',
      region: 'eu-central-1',
      at: new Date(now).toISOString(),
      unusedDays: 60,
      desktops: lines,
      counts: countsOf(lines),
      members: people,
      room: { quota: people, inRegion: people, freeAddresses: 12 },
      estimate: estimate(lines.map(() => ({ count: 1, runningMode: 'AUTO_STOP' as const, price }))),
      engine: [{ what: 'state transitions', units: 1, dollars: 2.5 }],
      unknown: ['the licences: needs the permission LicenseAssignment.Read.All'],
    },
    '0.1.0',
  );
}
