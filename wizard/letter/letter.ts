/** The letter for who gets a desktop, as text and as HTML. Pure. */
import { html, type Html } from '../checks/page/html.js';
import { wrap } from '../terminal/width.js';
import { fill, pieces, type LetterValues } from './template.js';
import { wordsOf, type Block, type DeviceType, type Language } from './words.js';

/**
 * Where every client of WorkSpaces is downloaded.
 * Source: https://docs.aws.amazon.com/workspaces/latest/userguide/amazon-workspaces-clients.html
 */
export const clientDownload = 'https://clients.amazonworkspaces.com/';

/** What is known of one person and their desktop. */
export interface LetterFacts {
  readonly upn: string;
  /** Key of the site. */
  readonly site: string;
  /** Of the AWS access portal. */
  readonly signInAddress: string;
  readonly registrationCode: string;
  /** Types of devices that may connect. */
  readonly devices: readonly DeviceType[];
  /** Where the desktop stops by itself. */
  readonly autoStopMinutes?: number;
}

/** A letter. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Columns of the text at most: mail programs break longer lines themselves (RFC 5322, 2.1.1: 78). */
const mostColumns = 76;

/** What placeholders stand for, in a language. */
export function valuesOf(facts: LetterFacts, language: Language): LetterValues {
  const { upn, autoStopMinutes, devices, ...rest } = facts;
  const names = devices.map((device) => wordsOf[language].devices[device]);
  const last = names.pop() ?? '';
  return {
    ...rest,
    user: upn,
    clientDownload,
    devices: names.length === 0 ? last : `${names.join(', ')} ${wordsOf[language].and} ${last}`,
    ...(autoStopMinutes === undefined ? {} : { autoStopMinutes: String(autoStopMinutes) }),
  };
}

/**
 * The letter in words of ours.
 * @param room Columns of the screen on which its text is read. @default none: it goes into a mail
 */
export function letterFor(facts: LetterFacts, language: Language, room = mostColumns): Letter {
  const values = valuesOf(facts, language);
  const { subject, blocks } = wordsOf[language];
  const said = blocks.filter(({ when }) => when === undefined || when(values));
  return {
    subject,
    text: `${said.map(({ text }) => textOf(text, values, Math.min(room, mostColumns))).join('\n\n')}\n`,
    html: `${pageOf(subject, language, said, values).toString()}\n`,
  };
}

function textOf(text: Block['text'], values: LetterValues, columns: number): string {
  const broken = (line: string, indent = ''): string =>
    wrap(fill(line, values), columns - indent.length).join(`\n${indent}`);
  if (typeof text === 'string') return broken(text);
  return text.map((step, at) => `${at + 1}. ${broken(step, '   ')}`).join('\n');
}

/** Well-formed as XML too: mail programs differ in what they forgive. */
function pageOf(subject: string, language: Language, blocks: readonly Block[], values: LetterValues): Html {
  const marked = (line: string): Html => html`${pieces(line, values).map((piece) => markedPiece(piece))}`;
  const block = ({ text }: Block): Html =>
    typeof text === 'string'
      ? html`<p>${marked(text)}</p>`
      : html`<ol>
          ${text.map((step) => html`<li>${marked(step)}</li>`)}
        </ol>`;
  return html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <title>${subject}</title>
      </head>
      <body style="font-family: sans-serif; max-width: 40em">
        ${blocks.map(block)}
      </body>
    </html>`;
}

function markedPiece({ name, text }: { readonly name?: string; readonly text: string }): Html | string {
  if (name === 'signInAddress' || name === 'clientDownload') return html`<a href="${text}">${text}</a>`;
  return name === 'registrationCode' ? html`<strong>${text}</strong>` : text;
}
