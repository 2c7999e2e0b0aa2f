/**
 * Templates of another repository that a pipeline of Azure DevOps uses: whoever may change them writes its stages. Those of its
 * own repository are looked through as well: a path begins at the file that names it, or at the top with a slash.
 * Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates (`template: file@alias`, `self`).
 */
import { posix } from 'node:path';
import type { OthersIn } from './others-code.js';
import { everyEntry, type YamlFile } from './yaml-parts.js';

/** What stands below these are values of any name. */
const values = new Set(['parameters', 'variables', 'inputs', 'env']);

/** Each template of elsewhere, and those of its own. @param path Of the file, from the top of the repository */
export function templatesOfOthers({ documents }: YamlFile, path: string): OthersIn {
  const named = documents
    .flatMap(everyEntry)
    .filter(({ key, below }) => key.text === 'template' && (below === undefined || !values.has(below)))
    .map(({ key, value }) => ({ line: key.line, name: value.text ?? '' }));
  // An expression may hold an @ of its own.
  const split = named.map(({ line, name }) => {
    const at = name.replaceAll(/\$\{\{.*?\}\}/gs, (expression) => '$'.repeat(expression.length)).lastIndexOf('@');
    return { line, file: at < 0 ? name : name.slice(0, at), of: at < 0 ? 'self' : name.slice(at + 1).trim() };
  });
  return {
    lines: split
      .filter(({ of }) => of !== 'self')
      .map(({ line }) => ({
        line,
        got: 'uses a template of another repository: whoever may change that writes stages of this pipeline, with its service connections',
      })),
    takenIn: split
      .filter(({ of, file }) => of === 'self' && file !== '')
      .map(({ line, file }) => ({
        line,
        ...(file.includes('${{')
          ? {}
          : { path: file.startsWith('/') ? file.slice(1) : posix.join(posix.dirname(path), file) }),
      })),
  };
}
