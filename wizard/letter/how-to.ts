/** The page that a company hands to its people: how to get a desktop. Pure. */
import { html, type Html } from '../checks/page/html.js';
import { howToWords } from './how-to-words.js';
import { clientDownload } from './letter.js';
import type { SelfServiceAction } from '../../domain/control-plane/kinds/entra-directory.js';
import { wordsOf, type DeviceType, type Language } from './words.js';

/** What there is to know of it. */
export interface HowToFacts {
  /** Of the access package in My Access. */
  readonly link: string;
  readonly packageName: string;
  readonly question: string | null;
  readonly days: number;
  readonly graceDays: number;
  readonly holdDays: number;
  readonly signInAddress: string;
  readonly registrationCode: string;
  readonly devices: readonly DeviceType[];
  /** What people may do with their own desktop. */
  readonly actions: readonly SelfServiceAction[];
}

/** Where the package stands in the portal of a tenant, whose default domain is named. */
export const myAccessLink = (domain: string, packageId: string): string =>
  `https://myaccess.microsoft.com/@${domain}#/access-packages/${packageId}`;

const style = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } li { margin: .4rem 0; }
.code { font: 1.1rem ui-monospace, monospace; background: #eef2f6; border-radius: .3rem; padding: .1rem .4rem; }
.note { border-left: .25rem solid #b35900; padding-left: 1rem; }
@media (prefers-color-scheme: dark) { body { background: #14171a; color: #e6e8ea; } a { color: #7cb7ff; } .code { background: #262b31; } }
`;

/** The page in words of ours, whole and without anything from elsewhere. */
export function howToPage(facts: HowToFacts, language: Language): string {
  const words = howToWords[language];
  const { devices, steps } = firstMorning(facts, language);
  const link = html`<a href="${facts.link}">My Access</a>`;
  const said = (line: string): Html => filled(line, { ...facts, link, package: facts.packageName });
  const actions = facts.actions.map((each) => words.may.what[each]);
  return `${html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <h1>${words.title}</h1>
        <h2>${words.ask.heading}</h2>
        <ol>
          ${words.ask.steps.map((step) => html`<li>${said(step)}</li>`)}
        </ol>
        ${facts.question === null ? undefined : html`<p>${said(words.ask.question)}</p>`}
        <h2>${words.morning}</h2>
        <p>${devices}</p>
        <ol>
          ${steps.map((step) => html`<li>${step}</li>`)}
        </ol>
        <h2>${words.end.heading}</h2>
        ${words.end.lines.map((line, at) => html`<p class="${at === words.end.lines.length - 1 ? 'note' : ''}">${said(line)}</p>`)}
        <h2>${words.may.heading}</h2>
        ${
          actions.length === 0
            ? html`<p>${words.may.nothing}</p>`
            : html`<ul>
                ${actions.map((action) => html`<li>${action}</li>`)}
              </ul>`
        }
      </body>
    </html>`.toString()}\n`;
}

/** As the letter says it, to nobody by name. */
function firstMorning(facts: HowToFacts, language: Language): { devices: Html; steps: readonly Html[] } {
  const { blocks, devices: names, and } = wordsOf[language];
  const all = facts.devices.map((device) => names[device]);
  const last = all.pop() ?? '';
  const account = language === 'de' ? 'Ihr Konto' : 'your account';
  const values = {
    user: account,
    devices: all.length === 0 ? last : `${all.join(', ')} ${and} ${last}`,
    clientDownload: html`<a href="${clientDownload}">${clientDownload}</a>`,
    registrationCode: html`<strong class="code">${facts.registrationCode}</strong>`,
    signInAddress: html`<a href="${facts.signInAddress}">${facts.signInAddress}</a>`,
  };
  const lineWith = (name: string): string =>
    blocks.map(({ text }) => text).find((text): text is string => typeof text === 'string' && text.includes(name)) ??
    '';
  const steps =
    blocks.map(({ text }) => text).find((text): text is readonly string[] => typeof text !== 'string') ?? [];
  const put = (line: string): Html => filled(line.replaceAll('{{', '{').replaceAll('}}', '}'), values);
  return { devices: put(lineWith('{{devices}}')), steps: [...steps, lineWith('{{signInAddress}}')].map(put) };
}

/** A line with its `{names}` put in; what has no value stays as it is. */
function filled(line: string, values: object): Html {
  const parts = line.split(/\{(\w+)\}/).map((part, at) => {
    if (at % 2 === 0) return part;
    const value = (values as Record<string, Html | string | number | undefined>)[part];
    return value ?? `{${part}}`;
  });
  return html`${parts}`;
}
