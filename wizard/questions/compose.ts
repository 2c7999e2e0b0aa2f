/** Answers to deployment and back. What the table does not know (other sites, a handshake, tags) stays as it is. */
import { deploymentFileSchema, schemaVersion, type DeploymentInput } from '../../deployment/schema.js';
import { schemaFields, withDefaults } from '../../deployment/schema-walk.js';
import { put, schemaDefault, valueAt } from './define.js';
import type { Resolved } from './resolve.js';
import type { Answer, AnswerValue, Draft, Question } from './question.js';

/** Where editors find the schema once the repository's packages are installed. */
const schemaAddress = './node_modules/entra-workspaces/schema/deployment.schema.json';

/**
 * The deployment that the answers make, over one that may exist already. Values that only repeat a default of the schema
 * are left out, so that the file shows what was chosen.
 */
export function composeDeployment(
  resolved: Pick<Resolved, 'answers' | 'applicable'>,
  base: DeploymentInput | undefined,
): DeploymentInput {
  const draft: Draft =
    base === undefined ? { $schema: schemaAddress, schemaVersion, alerts: null } : structuredClone(base);
  const before = base === undefined ? {} : answersOf(resolved.applicable, base);
  for (const question of resolved.applicable) {
    const answer = resolved.answers.get(question.key);
    if (answer === undefined) {
      if (question.optional) clear(draft, question);
    } else if (
      base !== undefined &&
      same(before[question.key], answer.value) &&
      same(read(question, draft), read(question, base))
    ) {
      // It stands in the file already, written out or by the schema's default: the file stays as its owner wrote it.
      continue;
    } else if (!repeatsDefault(question, answer, draft)) {
      question.write(draft, answer.value);
    }
  }
  return inSchemaOrder(draft) as DeploymentInput;
}

/** Reading expects a whole deployment; a draft may still lack sections. */
function read(question: Question, file: Draft | DeploymentInput): AnswerValue | undefined {
  try {
    return question.read(file as unknown as DeploymentInput);
  } catch {
    return undefined;
  }
}

function same(one: AnswerValue | undefined, other: AnswerValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * What an existing deployment says, by key: the origin of these answers is the file. What it leaves out is the schema's
 * default, which need not be what the wizard would propose today.
 */
export function answersOf(table: readonly Question[], input: DeploymentInput): Record<string, AnswerValue | undefined> {
  const file = withDefaults(deploymentFileSchema, input) as DeploymentInput;
  return Object.fromEntries(
    table.flatMap((question) => {
      const value = question.read(file);
      return value === undefined ? [] : [[question.key, value] as const];
    }),
  );
}

function clear(draft: Draft, question: Question): void {
  if (question.clear) question.clear(draft);
  else if (valueAt(draft, question.path) !== undefined) put(draft, question.path, undefined);
}

function repeatsDefault(question: Question, { value, origin }: Answer, draft: Draft): boolean {
  if (origin !== 'default' || read(question, draft) !== undefined) return false;
  return JSON.stringify(schemaDefault(question.path)) === JSON.stringify(value);
}

const order = new Map(schemaFields(deploymentFileSchema).map(({ path }, at) => [path, at]));

/** Keys in the order of the schema, which is the order a person reads it in. */
function inSchemaOrder(value: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => inSchemaOrder(each, `${path}[]`));
  if (value === null || typeof value !== 'object') return value;
  const pathOf = (key: string): string => {
    const named = path === '' ? key : `${path}.${key}`;
    return order.has(named) ? named : `${path}.*`;
  };
  const place = (key: string): number => order.get(pathOf(key)) ?? Number.MAX_SAFE_INTEGER;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => place(one) - place(other))
      .map(([key, each]) => [key, inSchemaOrder(each, pathOf(key))]),
  );
}
