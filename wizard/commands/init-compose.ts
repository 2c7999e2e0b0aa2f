/** From answers to the files of a repository, checked as a whole. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { refusedChanges } from '../../deployment/changes.js';
import { deploymentFileName } from '../../deployment/file-name.js';
import { checkDeploymentValue, type ReadUsers } from '../../deployment/load.js';
import { DeploymentError, formatProblem, type Problem } from '../../deployment/problem.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { besideReader, readTextFile, usersFileReader } from '../../deployment/text-file.js';
import { composeDeployment } from '../questions/compose.js';
import { flagOf, type Question } from '../questions/question.js';
import type { Resolved } from '../questions/resolve.js';
import { repositoryFiles, usersFileHeader, type RepositoryFile } from '../repository/files.js';

export interface Composed {
  readonly input: DeploymentInput;
  readonly deployment: Deployment;
  readonly warnings: readonly Problem[];
  /** Changes of fields that cannot change once they are applied, each with the way to get what was meant. */
  readonly immutableChanges: readonly Problem[];
  readonly files: readonly RepositoryFile[];
}

export interface Problems {
  /** In the order of the file; `key` names the question that can put it right. */
  readonly problems: readonly { readonly key?: string; readonly message: string }[];
}

export interface Composing {
  readonly base: DeploymentInput | undefined;
  readonly target: string;
  readonly packageSource: string | undefined;
  readonly packageIntegrity?: string | undefined;
}

/** Composes and checks. Rules that cross answers speak here, with the question they belong to. */
export function composeAll(
  resolved: Resolved,
  { base, target, packageSource, packageIntegrity }: Composing,
): Composed | Problems {
  const input = composeDeployment(resolved, base);
  const exists = (path: string): boolean => existsSync(resolve(target, path));
  const readUsers: ReadUsers = (path) => (exists(path) ? usersFileReader(target)(path) : usersFileHeader);
  const check = (value: unknown) =>
    checkDeploymentValue(value, deploymentFileName, readUsers, besideReader(resolve(target)));
  try {
    const { deployment, file, warnings } = check(input);
    const before = base === undefined ? undefined : check(base).file;
    const files = repositoryFiles({
      input,
      deployment,
      exists,
      ...(base === undefined ? {} : { before: readTextFile(resolve(target, deploymentFileName)) }),
      ...present({ packageSource, packageIntegrity }),
    });
    const immutableChanges = before === undefined ? [] : refusedChanges(before, file);
    return { input, deployment, warnings, immutableChanges, files };
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    return { problems: error.problems.map((problem) => withQuestion(problem, resolved.applicable)) };
  }
}

function withQuestion(problem: Problem, applicable: readonly Question[]): { key?: string; message: string } {
  const text = formatProblem(problem)
    .split('\n')
    .map((line) => line.trim());
  const question = questionAt(problem.path, applicable);
  return question === undefined
    ? { message: text.join(' ') }
    : { key: question.key, message: `${flagOf(question.key)}: ${text.join(' ')}` };
}

/** The question whose field the problem is at, or is inside of. */
function questionAt(path: string, applicable: readonly Question[]): Question | undefined {
  const plain = path.replace(/\[\d+\]/g, '[]').replace(/(bundles)\.[^.]+/, '$1.*');
  const fitting = applicable.filter(
    ({ path: own }) => plain === own || plain.startsWith(`${own}.`) || plain.startsWith(`${own}[`),
  );
  return fitting.sort((one, other) => other.path.length - one.path.length)[0];
}
