/**
 * Reads the JSON files that lie beside a deployment and that people write, mail and merge: by one reader, so that a key given
 * twice, a wrong type and a missing comma are told in the same words everywhere, with their line.
 */
import type { z } from 'zod';
import { readJson } from './json-text.js';
import { problemLines, type Problem } from './problem.js';
import { ruleOf } from './broken-rule.js';
import { schemaProblems } from './schema-problems.js';

/** What a file holds, or everything that is wrong with it. */
export type JsonFile<T> =
  | { readonly data: T }
  | {
      /** In the order of the file. */
      readonly problems: readonly Problem[];
      /** Whether it is JSON at all. */
      readonly isJson: boolean;
    };

/** Reads a text as a schema has it. `file` is its name, for the problems. */
export function readJsonAs<T extends z.ZodType>(schema: T, text: string, file: string): JsonFile<z.output<T>> {
  const json = readJson(text);
  const ofFile = (problem: Problem): Problem => ({ ...problem, file });
  if (json.value === undefined) return { problems: json.problems.map(ofFile), isJson: false };
  const parsed = schema.safeParse(json.value, { error: ruleOf });
  if (parsed.success && json.problems.length === 0) return { data: parsed.data };
  const found = parsed.success ? [] : schemaProblems(schema, json.value, parsed.error.issues);
  const located = found.map(({ at, problem }): Problem => {
    const line = json.lineOf(at);
    return line === undefined ? problem : { ...problem, line };
  });
  const problems = [...json.problems, ...located].map(ofFile);
  return { problems, isJson: true };
}

/** Why a text that somebody else's reader refused is no JSON, in lines for a message. */
export function whyNoJson(text: string, file: string): string[] {
  return problemLines(readJson(text).problems.map((problem) => ({ ...problem, file })));
}
