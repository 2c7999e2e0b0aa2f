/** What a page says of what was found and of what could not be seen: root causes, and what follows from each. */
import { counted } from '../../../domain/counted.js';
import { everyFinding, notChecked, type ReportedFinding, type ReportedUnknown, type Subject } from '../report/model.js';
import { html, Html } from './html.js';
import { icon, statusNames } from './picture.js';

export function findings(found: readonly ReportedFinding[]): Html {
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

export function unseen(unknown: ReportedUnknown): Html {
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
