/** Answers in a file: given with --answers, and kept when a person stops half-way. Never a secret: none is ever asked. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { controlCharacterRule, controlCharacters } from '../../deployment/control-characters.js';
import { readJson } from '../../deployment/json-text.js';
import { nearest } from '../../deployment/nearest.js';
import { formatProblem, mostListed, shown } from '../../deployment/problem.js';
import { readText, whyUnreadable } from '../../deployment/text-file.js';
import { UsageError } from '../terminal/failure.js';
import { writeWhole } from '../../deployment/whole-file.js';
import type { AnswerValue, Question } from './question.js';

/** The form of the file. A rename of a key raises it and adds a line to `renames`. */
export const answersVersion = 1;

/** Old keys by the version that still had them: an old file goes on working. */
const renames: readonly { readonly until: number; readonly from: string; readonly to: string }[] = [];

/**
 * Reads an answers file.
 * @throws UsageError with every problem at once
 */
export async function readAnswers(file: string, table: readonly Question[]): Promise<Record<string, AnswerValue>> {
  let text: string;
  try {
    text = readText(file, { megabytes: 1 }).text;
  } catch (error) {
    throw new UsageError(`${file} must be a file that can be read, got: ${whyUnreadable(error)}.`, [
      'Check the path, relative to the folder the command runs in.',
    ]);
  }
  return parseAnswers(text, file, table);
}

export function parseAnswers(text: string, file: string, table: readonly Question[]): Record<string, AnswerValue> {
  const { value: json, problems: inText } = readJson(text);
  if (inText.length > 0) throw new UsageError(`${file} is no JSON that can be used:`, inText.map(formatProblem));
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw new UsageError(
      `${file} must hold an object of answers, got: ${Array.isArray(json) ? 'a list' : String(json)}.`,
    );
  }
  const { answersVersion: version = answersVersion, $schema: _schema, ...rest } = json as Record<string, unknown>;
  if (typeof version !== 'number' || version > answersVersion) {
    throw new UsageError(`${file} was written by a newer entra-workspaces, got: answersVersion ${String(version)}.`, [
      `This one knows up to ${answersVersion}. Update it: npm install entra-workspaces@latest`,
    ]);
  }
  const keys = table.map(({ key }) => key);
  const problems: string[] = [];
  const answers: Record<string, AnswerValue> = {};
  for (const [written, value] of Object.entries(rest)) {
    const key: string = renames.find(({ until, from }) => from === written && version <= until)?.to ?? written;
    if (!keys.includes(key)) {
      const close = problems.length < mostListed ? nearest(key, keys) : undefined;
      problems.push(`${shown(key)}: is no question${close === undefined ? '' : ` (nearest: ${close})`}`);
    } else if (controlCharacters(value).length > 0) {
      problems.push(`${key}: ${controlCharacterRule}, got: ${controlCharacters(value)[0]?.character}`);
    } else if (isAnswer(value)) answers[key] = value;
    else problems.push(`${key}: must be a text, a number, true or false, or a list of texts, got: ${shown(value)}`);
  }
  const more = problems.length - mostListed;
  const listed = more > 0 ? [...problems.slice(0, mostListed), `… and ${more} more`] : problems;
  if (problems.length > 0) throw new UsageError(`${file} cannot be used:`, listed);
  return answers;
}

function isAnswer(value: unknown): value is AnswerValue {
  if (['string', 'number', 'boolean'].includes(typeof value)) return true;
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The text of an answers file. */
export function answersText(answers: Readonly<Record<string, AnswerValue | undefined>>): string {
  return `${JSON.stringify({ answersVersion, ...answers }, undefined, 2)}\n`;
}

/**
 * Where answers of a stopped run are kept: in the person's state folder, one file a target folder, so that nothing appears
 * in the target. Source: XDG base directory specification.
 */
export function keptAnswersFile(target: string, env: NodeJS.ProcessEnv): string {
  const base = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  const id = createHash('sha256').update(target).digest('hex').slice(0, 16);
  return join(base, 'entra-workspaces', `answers-${id}.json`);
}

export async function keepAnswers(
  file: string,
  answers: Readonly<Record<string, AnswerValue | undefined>>,
): Promise<void> {
  makeFolder(dirname(file), 0o700);
  writeWhole(file, answersText(answers), { mode: 0o600 });
}

export async function forgetAnswers(file: string): Promise<void> {
  await rm(file, { force: true });
}
