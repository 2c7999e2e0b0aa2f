/** A report as one file: opened from a disk or a mail, on a phone, without any network. */
import { counted } from '../../../domain/counted.js';
import { inUtc } from '../../../domain/day.js';
import { createHash } from 'node:crypto';
import { everyFinding, notChecked, type ReportedFinding, type ReportedUnknown, type Subject } from '../report/model.js';
import type { MorningRow } from '../person/morning-rows.js';
import type { Person } from '../report/people.js';
import { waitsInWords } from '../report/print.js';
import type { Area } from '../rule.js';
import { statusOfRule, worst, type Contents, type PictureSite, type Status } from './contents.js';
import { html, Html } from './html.js';
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
  const alone = errors > 0 ? 0 : people.filter((person) => statusOf(person) === 'error').length;
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

function findings(found: readonly ReportedFinding[]): Html {
  if (found.length === 0) return html`<p class="card empty">Nothing: no rule found anything wrong.</p>`;
  return html`<div>${found.map((finding) => root(finding))}</div>`;
}

function root(finding: ReportedFinding): Html {
  const { severity, title, subject, got, why, fix, command, who, follows } = finding;
  const all = everyFinding(follows);
  return html`<article class="card finding ${severity}">
    <header>
      <h3>${title}</h3>
      <span class="badge">${icon(severity)}${statusNames[severity]}</span>
    </header>
    ${about(subject)}
    <dl class="facts">
      <dt>Seen</dt>
      <dd>${got}</dd>
      <dt>Means</dt>
      <dd>${why}</dd>
      <dt>To do</dt>
      <dd>${fix}${command === undefined ? undefined : html` <code>${command}</code>`}</dd>
      <dt>By</dt>
      <dd>${who}</dd>
    </dl>
    ${all.length === 0 ? undefined : html`<details${all.length <= 3 ? Html.trusted(' open') : undefined}><summary>${counted(all.length, 'consequence')}</summary><ul class="follows">${all.map(consequence)}</ul></details>`}
  </article>`;
}

function consequence({ title, subject, got, severity }: ReportedFinding): Html {
  return html`<li class="${severity}">
    <span class="tone">${icon(severity)}</span> ${title}${about(subject)}
    <p class="about">${got}</p>
  </li>`;
}

function about({ site, user, thing }: Subject): Html | undefined {
  const parts = [site === undefined ? undefined : `site ${site}`, user, thing].filter((each) => each !== undefined);
  return parts.length === 0 ? undefined : html`<p class="about">${parts.join(' · ')}</p>`;
}

function unseen(unknown: ReportedUnknown): Html {
  const { message, permission } = unknown;
  const sentences = notChecked(unknown);
  return html`<div class="finding unknown">
    <h3>${message}</h3>
    ${permission === undefined ? undefined : html`<p class="about">Missing: <code>${permission}</code></p>`}
    <details>
      <summary>${counted(sentences.length, 'rule')} could not look</summary>
      <p>Not checked:</p>
      <ul class="follows">
        ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
    </details>
  </div>`;
}

function crowd(people: readonly Person[], sites: readonly PictureSite[]): Html {
  if (people.length === 0) {
    const says = sites.some(({ isFleet }) => isFleet)
      ? 'Nobody is listed: who is in the group has a desktop. The fleet is below, and doctor --user looks at one person.'
      : 'The deployment lists nobody yet.';
    return html`<p class="card empty">${says}</p>`;
  }
  const whole = people.filter((person) => statusOf(person) === 'good').length;
  const [first] = people;
  // Whoever needs help stands first; the others keep their order.
  const order: readonly Status[] = ['error', 'unknown', 'warning', 'waits', 'none', 'good'];
  const sorted = [...people].sort((a, b) => order.indexOf(statusOf(a)) - order.indexOf(statusOf(b)));
  return html`<div class="card">
    <div class="tools" hidden>
      <label class="find"
        >Find a person
        <input
          type="search"
          placeholder="Name, site or what is seen"
          autocomplete="off"
          spellcheck="false"
          aria-controls="crowd"
      /></label>
      <fieldset>
        <legend class="hidden">Show</legend>
        ${pick('all', `All ${people.length}`, true)}${pick('broken', `Not whole ${people.length - whole}`)}${pick('whole', `Whole ${whole}`)}
      </fieldset>
      <p class="said" role="status" aria-live="polite"></p>
    </div>
    <table id="crowd">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Site</th>
          <th scope="col">Steps</th>
          <th scope="col">What is seen</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map(row)}
      </tbody>
    </table>
    <p id="nobody" class="empty" hidden>Nobody fits: change the words, or show all.</p>
    <ol class="key" aria-label="The steps, in order">
      ${(first?.steps ?? []).map(({ title }) => html`<li>${title}</li>`)}
    </ol>
    ${lookedAt(people)}
  </div>`;
}

function pick(value: string, label: string, checked = false): Html {
  return html`<label class="pick"
    ><input type="radio" name="only" value="${value}" ${checked ? Html.trusted(' checked') : undefined} /><span
      >${label}</span
    ></label
  >`;
}

function statusOf({ steps }: Person): Status {
  return worst(steps.map(({ status }) => status));
}

function row(person: Person): Html {
  const { upn, site, steps } = person;
  const status = statusOf(person);
  // Of several the one that is nearest to the person; what was not seen hides nothing that was.
  const seen = steps.find((each) => each.status === 'error' || each.status === 'warning');
  const says = (seen ?? steps.find((each) => each.says !== undefined))?.says ?? 'every step is whole';
  const key = status === 'good' ? 'whole' : 'broken';
  return html`<tr data-person="${`${upn} ${site} ${says}`.toLowerCase()}" data-status="${key}">
    <th scope="row">${brokenAtSign(upn)}</th>
    <td class="site">${site}</td>
    <td>
      <ol class="steps">
        ${steps.map(
          ({ title, status }) =>
            html`<li class="${status}">
              ${icon(status)}<span class="hidden">${title}: ${statusNames[status]}</span>
            </li>`,
        )}
      </ol>
    </td>
    <td class="says">${says}${person.morning && whatCame(person.morning)}</td>
  </tr> `;
}

/** A name whose line breaks before its `@`, where it has to break. */
function brokenAtSign(upn: string): Html {
  const at = upn.lastIndexOf('@');
  return at <= 0 ? html`${upn}` : html`${upn.slice(0, at)}<wbr />${upn.slice(at)}`;
}

/** What Intune brought to one desktop, folded away. */
function whatCame(rows: readonly MorningRow[]): Html {
  return html`<details class="morning">
    <summary>What Intune brought</summary>
    <dl>
      ${rows.map(
        ({ what, says, status }) =>
          html`<div class="${status}">
            <dt>${status === 'plain' ? undefined : icon(status)}${what}</dt>
            <dd>${says}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

/** How many were looked at one by one, where that is not everybody. */
function lookedAt(people: readonly Person[]): Html | undefined {
  const count = people.filter(({ morning }) => morning !== undefined).length;
  if (count === 0 || count === people.length) return undefined;
  return html`<p class="note">
    Policies and apps were looked at on ${counted(count, 'desktop')}. Those of one person:
    <code>entra-workspaces doctor --user NAME</code>
  </p>`;
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
