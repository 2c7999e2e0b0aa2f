/** A report as one file: opened from a disk or a mail, on a phone, without any network. */
import { counted } from '../../../domain/counted.js';
import { inUtc } from '../../../domain/day.js';
import { createHash } from 'node:crypto';
import { waitsInWords } from '../report/print.js';
import type { Area } from '../rule.js';
import { statusOfRule, type Contents, type Status } from './contents.js';
import { findings, unseen } from './findings.js';
import { html, Html } from './html.js';
import { crowd, statusOfPerson } from './people.js';
import { icon, iconSheet, picture, statusNames } from './picture.js';
import { script, style } from './style.js';

const areaNames: Readonly<Record<Area, string>> = {
  account: 'AWS account',
  network: 'Network',
  registration: 'Registration of desktops',
  'identity-center': 'Identity Center',
  federation: 'Sign-in and sync',
  intune: 'Intune and Autopilot',
  desktops: 'Desktops',
  users: 'Users',
};

/** The page. Whatever a cloud or a person named is text in it, never markup. */
export function pageOf(contents: Contents): string {
  const { report, people, sites, version } = contents;
  const title = `${report.deployment}: ${report.occasion}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        <a class="skip" href="#findings">To what was found</a>
        ${iconSheet} ${head(contents)}
        <main>
          <section aria-labelledby="picture">
            <h2 id="picture">The way to a desktop</h2>
            ${picture(contents)}
          </section>
          <section id="findings" aria-labelledby="found" tabindex="-1">
            <h2 id="found">What was found</h2>
            ${findings(report.findings)}
          </section>
          ${
            report.unknown.length === 0
              ? undefined
              : html`<section aria-labelledby="unseen">
                  <h2 id="unseen">What could not be seen</h2>
                  <div class="card">${report.unknown.map(unseen)}</div>
                </section>`
          }
          ${
            report.waits.length === 0
              ? undefined
              : html`<section aria-labelledby="waits">
                  <h2 id="waits">On the way</h2>
                  <div class="card">
                    <ul class="follows">
                      ${waitsInWords(report.waits).map((line) => html`<li>${line}</li>`)}
                    </ul>
                  </div>
                </section>`
          }
          <section aria-labelledby="people">
            <h2 id="people">People</h2>
            ${crowd(people, sites)}
          </section>
          ${(contents.more ?? []).map(
            ({ title: name, body }, at) =>
              html`<section aria-labelledby="more${at}">
                <h2 id="more${at}">${name}</h2>
                ${body}
              </section>`,
          )}
          <section aria-labelledby="rules">
            <h2 id="rules">Every rule</h2>
            ${rules(contents)}
          </section>
        </main>
        <footer>
          entra-workspaces ${version}. Seen at one moment: look again after a change. No secret is in this page, but
          names are.
        </footer>
        ${scriptElement}
      </body>
    </html> `;
  return page.toString();
}

// Put together here: the policy names them by hash, to the letter.
const styleElement = Html.trusted(`<style>${style}</style>`);
const scriptElement = Html.trusted(`<script>${script}</script>`);

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Nothing is loaded, nothing is sent; style and script are these two and no others. */
const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; img-src data:; base-uri 'none'; form-action 'none'`;

function head({ report, people }: Contents): Html {
  const { errors, warnings, unknown, good } = report.counts;
  // What came of one person's desktop is no rule of the report, and may be all that is wrong.
  const alone = errors > 0 ? 0 : people.filter((person) => statusOfPerson(person) === 'error').length;
  const status: Status =
    errors > 0 ? 'error' : warnings > 0 || alone > 0 ? 'warning' : unknown > 0 ? 'unknown' : 'good';
  const [root] = report.findings;
  const words: Readonly<Record<Status, string>> = {
    error: `${counted(report.findings.filter(({ severity }) => severity === 'error').length, 'root cause')} to mend first${root ? `: ${root.title}` : ''}`,
    warning: [
      alone > 0
        ? `Nothing is broken for everybody, but ${alone === 1 ? 'one person needs' : `${alone} people need`} help`
        : 'Nothing is broken',
      ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ].join('; '),
    unknown: `Nothing wrong was seen, but ${unknown} of the rules could not look`,
    good: 'Nothing wrong was found',
    waits: '',
    none: '',
  };
  const count = (number: number, what: string, tone: Status): Html =>
    html`<div class="${tone}${number === 0 ? ' zero' : ''}">
      <dd>${number}</dd>
      <dt>${what}</dt>
    </div>`;
  return html`<header class="top">
    <p class="eyebrow">
      ${report.occasion === 'doctor' ? 'Doctor' : 'Preflight'} · ${report.stage} ·
      <time datetime="${report.when}">${inUtc(report.when)}</time>
    </p>
    <h1>${report.deployment}</h1>
    <p class="verdict ${status}">${icon(status)}<span>${words[status]}</span></p>
    <dl class="counts">
      ${count(errors, 'broken', 'error')}${count(warnings, 'warnings', 'warning')}${count(unknown, 'not seen', 'unknown')}${count(good, 'in good order', 'good')}
    </dl>
  </header>`;
}

function rules({ report }: Contents): Html {
  const areas = (Object.keys(areaNames) as Area[]).filter((area) => report.rules.some((rule) => rule.area === area));
  if (areas.length === 0) return html`<p class="card empty">No rule was asked.</p>`;
  return html`<div class="card rules">
    ${areas.map(
      (area) =>
        html`<div>
          <h3 id="rules-${area}" tabindex="-1">${areaNames[area]}</h3>
          <ul>
            ${report.rules
              .filter((rule) => rule.area === area)
              .map((each) => [each, statusOfRule(each)] as const)
              .map(
                ([{ title, good, state, site }, status]) =>
                  html`<li class="${status}">
                    ${icon(status)}<span
                      >${state === 'error' || state === 'warning' ? title : good}${state === 'waits' ? ': on the way' : undefined}${site === undefined ? undefined : html` <span class="soft">(${site})</span>`}<span
                        class="hidden"
                        >: ${statusNames[status]}</span
                      ></span
                    >
                  </li>`,
              )}
          </ul>
        </div>`,
    )}
  </div>`;
}
