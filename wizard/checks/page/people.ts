/** The people of a page: one row each, whoever needs help first. */
import { counted } from '../../../domain/counted.js';
import type { MorningRow } from '../person/morning-rows.js';
import type { Person } from '../report/people.js';
import { worst, type PictureSite, type Status } from './contents.js';
import { html, Html } from './html.js';
import { icon, statusNames } from './picture.js';

export function crowd(people: readonly Person[], sites: readonly PictureSite[]): Html {
  if (people.length === 0) {
    const says = sites.some(({ isFleet }) => isFleet)
      ? 'Nobody is listed: who is in the group has a desktop. The fleet is below, and doctor --user looks at one person.'
      : 'The deployment lists nobody yet.';
    return html`<p class="card empty">${says}</p>`;
  }
  const whole = people.filter((person) => statusOfPerson(person) === 'good').length;
  const [first] = people;
  // Whoever needs help stands first; the others keep their order.
  const order: readonly Status[] = ['error', 'unknown', 'warning', 'waits', 'none', 'good'];
  const sorted = [...people].sort((a, b) => order.indexOf(statusOfPerson(a)) - order.indexOf(statusOfPerson(b)));
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

/** How a person stands: as the worst of the steps. */
export function statusOfPerson({ steps }: Person): Status {
  return worst(steps.map(({ status }) => status));
}

function row(person: Person): Html {
  const { upn, site, steps } = person;
  const status = statusOfPerson(person);
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
