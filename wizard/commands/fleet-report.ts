import { csvCell } from '../../deployment/csv-cells.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { counted } from '../../domain/counted.js';
import { engineInWords, sumOf } from '../../domain/cost/engine-cost.js';
import { estimateInWords, inDollars } from '../../domain/cost/estimate.js';
import { reportKinds, type ReportKind, type ReportLine } from '../../domain/fleet/report.js';
import { fleetReport, type FleetReport } from '../fleet/report-facts.js';
import { fleetReportPage } from '../fleet/report-page.js';
import { reportWords } from '../fleet/report-words.js';
import { UsageError } from '../terminal/failure.js';
import { openFleet } from './fleet-open.js';
import type { Run } from './table.js';
import { outputFile } from './output-file.js';

/** `fleet report`: what costs money and is not used, and what is not as it should be. Changes nothing. */
export const run: Run<'fleet report'> = async (options, _args, context) => {
  const { terminal, env, version } = context;
  const unusedDays = daysOf(options.unusedDays);
  const html = await outputFile('--html', options.html, context);
  const csv = await outputFile('--csv', options.csv, context);
  const report = await fleetReport(openFleet(options, context), env, unusedDays, (step) => terminal.say(step));
  if (csv !== undefined) {
    writeWhole(csv, csvOf(report.desktops));
    terminal.good(`The list: ${csv}`);
  }
  if (html !== undefined) {
    writeWhole(html, fleetReportPage(report, version));
    terminal.good(`The page: ${html}`);
  }
  if (options.json) return terminal.result(report);
  terminal.say(`Fleet ${report.fleet}, ${counted(report.desktops.length, 'desktop')}${membersOf(report)}.`);
  const found = report.desktops.filter(({ findings }) => findings.length > 0);
  terminal.resultTable(
    ['User', 'To be looked at', 'State', 'Last used', 'Hours', 'A month'],
    found.map((line) => {
      // Ids are in the list of --csv: here they would leave the names no room.
      const [user = '', , state = '', last = '', hours = ''] = cellsOf(line);
      const what = line.findings.map((kind) => reportWords[kind].short).join(', ');
      return [user, what, state, last, hours, inDollars(line.month)];
    }),
  );
  for (const kind of reportKinds) {
    if (report.counts[kind] > 0)
      terminal.say(`${counted(report.counts[kind], 'desktop')} ${reportWords[kind].said(report)}`);
  }
  const { quota, inRegion, freeAddresses } = report.room;
  terminal.say(
    `Room: ${inRegion ?? 'unknown'} of ${quota === undefined ? 'unknown desktops' : counted(quota, 'desktop')} of the Region, ${freeAddresses === undefined ? 'unknown free addresses' : counted(freeAddresses, 'free address', 'free addresses')}.`,
  );
  terminal.say(`A month, by the price list of today: ${estimateInWords(report.estimate)}`);
  terminal.say(engineInWords(sumOf(report.engine)));
  for (const each of report.unknown) terminal.warn(`Not known: ${each}`);
};

function daysOf(given: string | undefined): number {
  if (given === undefined) return 60;
  const days = Number(given);
  if (Number.isInteger(days) && days >= 1 && days <= 365) return days;
  throw new UsageError(`--unused-days must be a whole number of days from 1 to 365, got: ${given}`);
}

const membersOf = ({ members }: FleetReport): string =>
  members === undefined ? '' : `, ${counted(members, 'member')} of the group`;

function cellsOf({ upn, id, state, lastConnected, usedHours }: ReportLine): string[] {
  const last =
    lastConnected === undefined
      ? 'unknown'
      : lastConnected === 'never'
        ? 'never'
        : new Date(lastConnected).toISOString().slice(0, 10);
  return [upn, id, state, last, usedHours === undefined ? 'unknown' : String(usedHours)];
}

/** Every desktop, a column a finding. */
function csvOf(lines: readonly ReportLine[]): string {
  const head = ['user', 'desktop', 'state', 'lastUsed', 'hours', 'runningMode', 'dollarsAMonth', ...reportKinds];
  const rows = lines.map((line) => [
    ...cellsOf(line),
    line.runningMode ?? 'unknown',
    line.month === undefined ? 'unknown' : line.month.toFixed(2),
    ...reportKinds.map((kind: ReportKind) => (line.findings.includes(kind) ? 'yes' : '')),
  ]);
  return `${[head, ...rows].map((row) => row.map((cell) => csvCell(cell, ',')).join(',')).join('\n')}\n`;
}
