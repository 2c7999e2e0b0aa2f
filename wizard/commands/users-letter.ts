import { counted } from '../../domain/counted.js';
import { statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { fileNameFor } from '../../domain/windows-name.js';
import { userNameKey } from '../../domain/user-name.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { stageOf } from '../../deployment/stage.js';
import { readBytes, readTextFile, UnreadableFile, whyUnreadable } from '../../deployment/text-file.js';
import { factsOf } from '../checks/examine.js';
import { addresseesOf, type Addressee } from '../letter/addressees.js';
import { registrationCodeOf, signInAddressOf } from './sign-in-facts.js';
import type { Facts } from '../checks/facts.js';
import { letterFor, valuesOf, type LetterFacts } from '../letter/letter.js';
import { fill, fillHtml, templateProblems, withoutValue } from '../letter/template.js';
import type { Language } from '../letter/words.js';
import { replaceFiles } from '../repository/replace-file.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import { refuseForWindows } from './output-file.js';
import { shownPath } from './places.js';
import { handshakeToCome } from './still-to-come.js';
import type { Run, ValuesFor } from './table.js';
import { namedAmong, UserBook } from './user-book.js';

type Format = 'text' | 'html';
/** Letters by format: those in words of ours come in both. */
type Formats = Readonly<Partial<Record<Format, string>>>;

interface Written {
  readonly upn: string;
  readonly site: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly files?: readonly string[];
}

const endings: Readonly<Record<Format, string>> = { text: '.txt', html: '.html' };

/** `users letter`: the mail for one person, or for all. */
export const run: Run<'users letter'> = async (options, upns, context) => {
  const { terminal, env } = context;
  const book = UserBook.open(options, context);
  const out = folderFor(options, context);
  if (out === undefined && upns.length !== 1 && !options.json) {
    throw new UsageError('One letter goes to standard output, several go into a folder.', [
      'entra-workspaces users letter ada@contoso.com',
      'entra-workspaces users letter --out letters',
    ]);
  }
  const template = templateOf(options, context);
  const { deployment } = book;
  if (stageOf(deployment) === 'foundation') {
    throw new Failure(handshakeToCome.why, [handshakeToCome.next]);
  }
  const people = await peopleOf(book, upns, options, context);
  const facts = factsOf(deployment, { env });
  const known = await letterFacts(deployment, facts, people);
  await warnOfMissing(deployment, facts, people, context);

  const language = options.language ?? 'en';
  if (template !== undefined) refuseHoles(template.text, known, language);
  const letters = known.map((each): Written => {
    const { upn, site } = each;
    if (template === undefined) {
      const { subject, text, html } = letterFor(
        each,
        language,
        out === undefined && !options.json ? terminal.outputWidth : undefined,
      );
      return { upn, site, subject, text: `${subjectLine[language]}: ${subject}\n\n${text}`, html };
    }
    const values = valuesOf(each, language);
    const { format, text } = template;
    return { upn, site, [format]: format === 'html' ? fillHtml(text, values) : fill(text, values) };
  });
  if (out !== undefined) {
    const written = writeLetters(out, letters);
    terminal.good(`wrote ${counted(letters.length, 'letter')} into ${shownPath(out, context)}`);
    if (options.json) terminal.result(written);
    return;
  }
  if (options.json) return terminal.result(letters);
  const [letter] = letters;
  const format = template?.format ?? options.format ?? 'text';
  terminal.output(letter?.[format] ?? '');
};

/** A letter that says "stops after  minutes" is worse than none. @throws UsageError with placeholder and names */
function refuseHoles(template: string, known: readonly LetterFacts[], language: Language): void {
  const holes = new Map<string, string[]>();
  for (const each of known)
    for (const name of withoutValue(template, valuesOf(each, language)))
      holes.set(name, [...(holes.get(name) ?? []), each.upn]);
  if (holes.size === 0) return;
  throw new UsageError('The template has placeholders without a value for somebody. No letter was written:', [
    ...[...holes].map(([name, upns]) => `{{${name}}}: no value for ${namedUpTo(upns)}`),
    'Take the placeholder out, or write these people theirs by a template without it: name them behind the command.',
  ]);
}

const subjectLine: Readonly<Record<Language, string>> = { en: 'Subject', de: 'Betreff' };

function folderFor({ out }: ValuesFor<'users letter'>, { cwd }: CommandContext): string | undefined {
  if (out === undefined) return undefined;
  refuseForWindows('--out', out, { cwd });
  const folder = resolve(cwd, out);
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) throw new UsageError(`--out must be a folder, got a file: ${out}`);
  return folder;
}

/** The company's template; its ending says what it is. */
function templateOf(
  options: ValuesFor<'users letter'>,
  { cwd }: CommandContext,
): { readonly format: Format; readonly text: string } | undefined {
  const { template } = options;
  if (template === undefined) return undefined;
  const format: Format = /^\.html?$/i.test(extname(template)) ? 'html' : 'text';
  if (options.format !== undefined && options.format !== format) {
    throw new UsageError(`--template ${template} is ${format} by its ending, got: --format ${options.format}`);
  }
  let text: string;
  try {
    text = readTextFile(resolve(cwd, template));
  } catch (error) {
    throw new UsageError(`--template must be a text file, got: ${template}, ${whyUnreadable(error)}`);
  }
  const problems = templateProblems(text);
  if (problems.length > 0) throw new UsageError(`${template} cannot be used:`, problems);
  return { format, text };
}

/** Who gets one, of lists and of fleets: those on hold have no access, and get none. */
async function peopleOf(
  book: UserBook,
  upns: readonly string[],
  options: ValuesFor<'users letter'>,
  { terminal, env }: CommandContext,
): Promise<readonly Addressee[]> {
  const site = options.site === undefined ? undefined : book.site(options);
  const named = upns.length > 0;
  const everybody = await addresseesOf(book.deployment, env, site);
  const all = named ? namedAmong(upns, everybody, 'No letter was written:') : everybody;
  const held = all.filter(({ user }) => user.held);
  if (named && held.length > 0) {
    const names = (those: readonly Addressee[]): string => those.map(({ user }) => user.upn).join(' ');
    const [ofFleets, listed] = [held.filter(({ user }) => user.fleet), held.filter(({ user }) => !user.fleet)];
    throw new UsageError(`${held.map(({ user }) => user.upn).join(', ')} cannot sign in: on hold.`, [
      ...(listed.length > 0 ? [`To give access back: entra-workspaces users add ${names(listed)}`] : []),
      ...(ofFleets.length > 0 ? [`To give access back, put them into the group in Entra: ${names(ofFleets)}`] : []),
    ]);
  }
  const active = all.filter(({ user }) => !user.held);
  if (active.length === 0) throw new Failure('Nobody has a desktop, so nobody gets a letter.');
  if (held.length > 0) terminal.say(`${held.length} on hold ${held.length === 1 ? 'gets' : 'get'} no letter.`);
  return active;
}

/** What the letters say, from the clouds: as `apply` prints it. */
async function letterFacts(
  deployment: Deployment,
  facts: Facts,
  people: readonly Addressee[],
): Promise<readonly LetterFacts[]> {
  const sites = sitesOf(deployment, people);
  const [signInAddress, ...codes] = await Promise.all([
    signInAddressOf(deployment, facts, 'users letter'),
    ...sites.map(async (site) => [site.key, await registrationCodeOf(site, facts, 'users letter')] as const),
  ]);
  const codeOf = new Map(codes);
  return people.flatMap(({ site: key, user }) => {
    const site = sites.find((each) => each.key === key);
    if (!site) return [];
    return [
      {
        upn: user.upn,
        site: key,
        signInAddress,
        registrationCode: codeOf.get(key) ?? '',
        devices: site.access.deviceTypes,
        ...present({ autoStopMinutes: user.autoStopMinutes }),
      },
    ];
  });
}

function sitesOf({ sites }: Deployment, people: readonly Addressee[]): readonly Site[] {
  return sites.filter(({ key }) => people.some(({ site }) => site === key));
}

/** A letter that comes before the desktop makes people ask. */
async function warnOfMissing(
  deployment: Deployment,
  facts: Facts,
  people: readonly Addressee[],
  { terminal }: CommandContext,
): Promise<void> {
  for (const site of sitesOf(deployment, people)) {
    const look = await facts.at(site, 'desktops');
    if (!('seen' in look)) continue;
    const made = new Set(
      look.seen.filter(({ state }) => state !== 'PENDING').map(({ userName }) => userNameKey(userName)),
    );
    const waiting = people.filter(({ site: key, user }) => key === site.key && !made.has(userNameKey(user.upn)));
    if (waiting.length === 0) continue;
    const shown = waiting.slice(0, 20).map(({ user }) => user.upn);
    const more = waiting.length > shown.length ? ` and ${waiting.length - shown.length} more` : '';
    terminal.warn(`No desktop at ${site.key} yet, send the letter later: ${shown.join(', ')}${more}.`);
  }
}

/** Writes all or none. Where somebody has desktops at two sites, the name of the file says which. */
function writeLetters(folder: string, letters: readonly Written[]): readonly Written[] {
  const twice = (upn: string): boolean =>
    letters.filter((other) => userNameKey(other.upn) === userNameKey(upn)).length > 1;
  const files: { readonly path: string; readonly bytes: Uint8Array; readonly before: Uint8Array | undefined }[] = [];
  const written = letters.map(({ upn, site, subject, ...formats }): Written => {
    const base = twice(upn) ? `${upn}-${site}` : upn;
    const names = (Object.entries(formats as Formats) as [Format, string][]).map(([format, text]) => {
      const path = join(folder, fileNameFor(`${base}${endings[format]}`));
      files.push({ path, bytes: Buffer.from(text), before: bytesAt(path) });
      return path;
    });
    return { upn, site, ...present({ subject }), files: names };
  });
  replaceFiles(files);
  return written;
}

function bytesAt(path: string): Uint8Array | undefined {
  try {
    return readBytes(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof UnreadableFile)
      throw new Failure(`${path} is no letter to write over: it is ${error.message}.`);
    throw error;
  }
}
