/**
 * Who may lose a desktop, and how many: `allow.json` beside the deployment. It is part of the difference that is reviewed,
 * and each entry is good for the commits that added or changed it, not for ever.
 */
import { z } from 'zod';
import { present } from '../../domain/present.js';
import { userNameKey, userNameProblem } from '../../domain/user-name.js';
import { readJsonAs } from '../../deployment/json-file.js';
import { problemLines } from '../../deployment/problem.js';
import { Failure } from '../terminal/failure.js';
import { jsonText, jsonTextLike } from './json-text.js';

/** Beside the deployment file. */
export const allowFileName = 'allow.json';

const asked = z.iso
  .datetime()
  .optional()
  .describe('When it was asked for. An entry that was used once is good again with another time.');

const person = z
  .strictObject({
    upn: z
      .string()
      .superRefine((upn, context) => {
        const problem = userNameProblem(upn);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .describe('User principal name.'),
    asked,
  })
  .describe('Somebody and their desktop.');

export const allowSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For your editor.'),
    remove: z.array(person).default([]).describe('Users whose desktop may be deleted, with everything on it.'),
    replace: z.array(person).default([]).describe('Users whose desktop may be replaced by an empty one.'),
    maxRemovals: z
      .strictObject({ count: z.int().min(0).describe('People.'), asked })
      .optional()
      .describe('How many people may lose desktop or access at once, instead of 3 or 2 %.'),
    forget: z
      .strictObject({ count: z.int().min(0).describe('Things.'), asked })
      .optional()
      .describe(
        'How many things may leave the Terraform state and stay, instead of none. Written by `fleet migrate`: the fleet takes these desktops over.',
      ),
    programs: z
      .array(
        z.strictObject({
          part: z.string().min(1).describe('Its address, such as `data.external.x`.'),
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/, { error: 'must be 64 digits and letters from a to f' })
            .describe('Of its content, as the refusal prints it: with another content it is another part.'),
        }),
      )
      .optional()
      .describe(
        'Parts of an own main.ts that a pipeline may plan although they run a program, read files or decide where credentials go while terraform only plans. Good for as long as they stand here.',
      ),
  })
  .describe('What a plan may take away from people. Without the file nobody loses a desktop.');

export type AllowFile = z.infer<typeof allowSchema>;

/** What is allowed, as guards read it. */
interface Allowed {
  readonly remove: readonly string[];
  readonly replace: readonly string[];
  readonly maxRemovals?: number;
  readonly forget?: number;
}

/**
 * Reads the file. None: nothing is allowed.
 * @throws Failure with every problem: path, rule, and what was got
 */
export function readAllowFile(text: string | undefined, file = allowFileName): AllowFile {
  if (text === undefined) return { remove: [], replace: [] };
  const read = readJsonAs(allowSchema, text, file);
  if ('data' in read) return read.data;
  throw new Failure(read.isJson ? `${file} has problems:` : `${file} is no JSON that can be used:`, [
    ...problemLines(read.problems),
    'Its form: entra-workspaces schema --allow',
  ]);
}

/** Everything that a file allows. */
export function allowedBy({ remove, replace, maxRemovals, forget }: AllowFile): Allowed {
  return {
    remove: remove.map(({ upn }) => upn),
    replace: replace.map(({ upn }) => upn),
    ...present({ maxRemovals: maxRemovals?.count, forget: forget?.count }),
  };
}

/**
 * What a file allows a pipeline: the entries that were added or changed since the commit that was applied last. One that
 * was there then was used, or was not needed: it never costs anybody a desktop later.
 * @param before The file at the commit that was applied last; nothing where it had none
 * @param now The file at this commit
 */
export function allowedSince(before: string | undefined, now: string | undefined): Allowed {
  const [then, today] = [readAllowFile(before, `${allowFileName} of the commit applied last`), readAllowFile(now)];
  const fresh = (list: AllowFile['remove'], old: AllowFile['remove']): AllowFile['remove'] => {
    const known = new Set(old.map(keyOf));
    return list.filter((each) => !known.has(keyOf(each)));
  };
  const fresher = (field: 'maxRemovals' | 'forget'): AllowFile['maxRemovals'] =>
    JSON.stringify(today[field]) === JSON.stringify(then[field]) ? undefined : today[field];
  return allowedBy({
    remove: fresh(today.remove, then.remove),
    replace: fresh(today.replace, then.replace),
    ...present({ maxRemovals: fresher('maxRemovals'), forget: fresher('forget') }),
  });
}

function keyOf({ upn, asked: at = '' }: AllowFile['remove'][number]): string {
  return `${userNameKey(upn)} ${at}`;
}

/** What is added to the file, or taken out of it. */
export interface AllowEdit {
  readonly remove?: readonly string[];
  readonly maxRemovals?: number;
  /** Things that leave the state and stay. */
  readonly leaving?: number;
  /** People who have a desktop from now on: nothing that was once allowed may cost them it. */
  readonly forget?: readonly string[];
}

/** The text of the file with an edit; nothing where there is no file and none is needed. Its manner of writing stays. */
export function editAllowFile(text: string | undefined, edit: AllowEdit, now = new Date()): string | undefined {
  const { remove = [], maxRemovals, leaving, forget = [] } = edit;
  const file = readAllowFile(text);
  const at = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const gone = new Set([...remove, ...forget].map(userNameKey));
  const stays = ({ upn }: { readonly upn: string }): boolean => !gone.has(userNameKey(upn));
  const edited: AllowFile = {
    ...file,
    remove: [...file.remove.filter(stays), ...remove.map((upn) => ({ upn, asked: at }))],
    replace: file.replace.filter(stays),
    ...(maxRemovals === undefined ? {} : { maxRemovals: { count: maxRemovals, asked: at } }),
    ...(leaving === undefined ? {} : { forget: { count: leaving, asked: at } }),
  };
  if (JSON.stringify(edited) === JSON.stringify(file)) return text;
  return text === undefined ? jsonText(edited) : jsonTextLike(text, edited);
}
