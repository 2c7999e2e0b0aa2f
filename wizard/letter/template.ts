/** Templates of letters: ours, and those of a company. A placeholder is `{{name}}`. Pure. */
import { nearest } from '../../deployment/nearest.js';
import { html } from '../checks/page/html.js';

/** The values of placeholders, as text. */
export interface LetterValues {
  readonly user: string;
  readonly site: string;
  readonly signInAddress: string;
  readonly registrationCode: string;
  readonly clientDownload: string;
  readonly devices: string;
  readonly autoStopMinutes?: string;
}

/** Every placeholder, and what is lost without it; the others may be left out. */
export const placeholders: Readonly<Record<keyof LetterValues, string | undefined>> = {
  user: undefined,
  signInAddress: 'nobody finds the page where they sign in',
  registrationCode: 'the client finds no desktop',
  clientDownload: undefined,
  devices: undefined,
  site: undefined,
  autoStopMinutes: undefined,
};

const pattern = /\{\{([^{}\n]*)\}\}/g;

/** A template's text and values in turn; `name` is the placeholder that a value came from. */
export function pieces(
  template: string,
  values: LetterValues,
): readonly { readonly name?: keyof LetterValues; readonly text: string }[] {
  return template.split(pattern).map((part, at) => {
    if (at % 2 === 0) return { text: part };
    const name = part.trim() as keyof LetterValues;
    return { name, text: values[name] ?? '' };
  });
}

/** The placeholders of a template that have no value here: the letter would have a hole in their place. */
export function withoutValue(template: string, values: LetterValues): readonly (keyof LetterValues)[] {
  const names = pieces(template, values).flatMap(({ name, text }) => (name !== undefined && text === '' ? [name] : []));
  return [...new Set(names)];
}

/** A template filled as text. */
export function fill(template: string, values: LetterValues): string {
  return pieces(template, values)
    .map(({ text }) => text)
    .join('');
}

/** A template of HTML filled: what is put in is text, and never more. */
export function fillHtml(template: string, values: LetterValues): string {
  return pieces(template, values)
    .map(({ name, text }) => (name === undefined ? text : html`${text}`.toString()))
    .join('');
}

/** What is wrong with a company's template, a line each; nothing: it can be filled. */
export function templateProblems(template: string): readonly string[] {
  const names = Object.keys(placeholders) as (keyof LetterValues)[];
  const shown = (name: string): string => `{{${name}}}`;
  const found = new Set<string>();
  const problems: string[] = [];
  template.split('\n').forEach((line, index) => {
    for (const [whole, inside = ''] of line.matchAll(pattern)) {
      const name = inside.trim();
      found.add(name);
      if (names.includes(name as keyof LetterValues)) continue;
      const close = nearest(name, names);
      const hint = close === undefined ? '' : ` (nearest: ${shown(close)})`;
      problems.push(`line ${index + 1}: must be one of ${names.map(shown).join(', ')}, got: ${whole}${hint}`);
    }
    if (line.replace(pattern, '').includes('{{')) {
      problems.push(`line ${index + 1}: a placeholder must end with }} in the same line, got: ${line.trim()}`);
    }
  });
  for (const name of names) {
    const lost = placeholders[name];
    if (lost !== undefined && !found.has(name)) {
      problems.push(`must have ${shown(name)}: without it ${lost}, got: none. Add it where it is to stand.`);
    }
  }
  return problems;
}
