/** The report of a fleet as one page that needs nothing else: a picture, what to look at, what it costs. Pure. */
import { counted } from '../../domain/counted.js';
import { inUtc } from '../../domain/day.js';
import { engineInWords, sumOf } from '../../domain/cost/engine-cost.js';
import { estimateInWords, inDollars } from '../../domain/cost/estimate.js';
import { reportKinds, type ReportLine } from '../../domain/fleet/report.js';
import { html, Html } from '../checks/page/html.js';
import { style } from '../checks/page/style.js';
import type { FleetReport } from './report-facts.js';
import { reportWords } from './report-words.js';

/** Of a fleet, for its own page and for that of `doctor`. */
export function fleetSections(report: FleetReport): Html {
  const found = report.desktops.filter(({ findings }) => findings.length > 0);
  const engine = sumOf(report.engine);
  return html`<figure class="card picture">${picture(report, found.length)}</figure>
    <h3>What it costs a month</h3>
    <p>${estimateInWords(report.estimate)}</p>
    <p>${engineInWords(engine)}</p>
    <p class="soft">By the public price list of AWS of this day.</p>
    <h3>What is to be looked at</h3>
    ${found.length === 0 ? html`<p>Nothing.</p>` : table(found)}
    ${
      report.unknown.length === 0
        ? undefined
        : html`<h3>Not known</h3>
            <ul>
              ${report.unknown.map((each) => html`<li>${each}</li>`)}
            </ul>`
    }`;
}

/** The page. */
export function fleetReportPage(report: FleetReport, version: string): string {
  const found = report.desktops.filter(({ findings }) => findings.length > 0);
  return `${html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Fleet ${report.fleet}</title>
        <style>
          ${Html.trusted(style)}
        </style>
      </head>
      <body>
        <div class="top">
          <p class="eyebrow">Fleet ${report.fleet}, ${report.region}, ${inUtc(report.at)}</p>
          <h1>${counted(report.desktops.length, 'desktop')}, ${found.length} to be looked at</h1>
        </div>
        <main>
          <section>
            <h2>What there is</h2>
            ${fleetSections(report)}
          </section>
        </main>
        <footer><p class="soft">entra-workspaces ${version}. Nothing was changed.</p></footer>
      </body>
    </html>`.toString()}\n`;
}

/** Bars, each with its number and its name: no colour says anything alone. */
function picture(report: FleetReport, found: number): Html {
  const total = Math.max(1, report.desktops.length);
  const { quota, inRegion } = report.room;
  const bars: readonly { name: string; count: number; of: number; kind: 'bar' | 'bar found' }[] = [
    { name: 'nothing to be looked at', count: report.desktops.length - found, of: total, kind: 'bar' },
    ...reportKinds.map((kind) => ({
      name: reportWords[kind].short,
      count: report.counts[kind],
      of: total,
      kind: 'bar found' as const,
    })),
    ...(quota === undefined || inRegion === undefined
      ? []
      : [{ name: `of the quota of ${quota}`, count: inRegion, of: Math.max(1, quota), kind: 'bar' as const }]),
  ];
  const height = bars.length * 30;
  const said = bars.map(({ name, count }) => `${count} ${name}`).join(', ');
  return html`<svg viewBox="0 0 640 ${height}" width="100%" role="img" aria-label="${said}">
    ${bars.map(({ name, count, of, kind }, at) => {
      const width = Math.round((Math.min(count, of) / of) * 310);
      const y = at * 30;
      return html`<text x="240" y="${y + 19}" text-anchor="end">${name}</text>
        <rect class="track" x="250" y="${y + 6}" width="310" height="18" rx="3"></rect>
        <rect class="${kind}" x="250" y="${y + 6}" width="${width}" height="18" rx="3"></rect>
        <text x="570" y="${y + 19}">${count}</text>`;
    })}
  </svg>`;
}

function table(lines: readonly ReportLine[]): Html {
  return html`<div class="card scroll">
    <table>
      <thead>
        <tr>
          <th>User</th>
          <th>Desktop</th>
          <th>Last used</th>
          <th class="number">Hours in 30 days</th>
          <th class="number">A month</th>
          <th>Why</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ upn, id, lastConnected, usedHours, month, findings }) =>
            html`<tr>
              <th scope="row">${upn}</th>
              <td>${id}</td>
              <td>
                ${typeof lastConnected === 'number' ? new Date(lastConnected).toISOString().slice(0, 10) : (lastConnected ?? 'unknown')}
              </td>
              <td class="number">${usedHours === undefined ? 'unknown' : `${usedHours} h`}</td>
              <td class="number">${inDollars(month)}</td>
              <td class="says">${findings.map((kind) => reportWords[kind].short).join(', ')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
