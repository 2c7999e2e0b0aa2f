/**
 * What a version keeps (docs/promises.md), as names: `npm run kept` writes them to kept.json, which
 * `npm run release:version` does for each version. `test/docs/promises.test.ts` fails when one of the last version is gone.
 */
import { rules } from '../wizard/checks/rules/index.js';
import { defaultCommand, type CommandRow } from '../wizard/command.js';
import { commandTable } from '../wizard/commands/table.js';
import { flagOf, variableOf } from '../wizard/questions/question.js';
import { questionTable } from '../wizard/questions/table.js';
import * as library from '../stacks/index.js';
import { allowJsonSchema, deploymentJsonSchema } from './pages/json-schema.js';

/** Names by what they are names of. */
export type Kept = Readonly<Record<string, readonly string[]>>;

/** Those of today. */
export async function keptNow(): Promise<Kept> {
  const fields = (schema: string): string[] => [...new Set(fieldsOf(JSON.parse(schema), ''))];
  return {
    commands: (await Promise.all(commandTable.map(async (command) => flagsOf(command, '')))).flat(),
    questions: questionTable.map(({ key }) => `${key} ${flagOf(key)} ${variableOf(key)}`),
    deployment: fields(deploymentJsonSchema()),
    allow: fields(allowJsonSchema()),
    rules: rules.map(({ id }) => id),
    exports: Object.keys(library),
  };
}

/** What is kept and is not there any more. */
export function goneFrom(kept: Kept, now: Kept): string[] {
  return Object.entries(kept).flatMap(([what, names]) =>
    names.filter((name) => !now[what]?.includes(name)).map((name) => `${what}: ${name}`),
  );
}

/** `plan`, `plan --out`, …; the flags of the questions are those of the questions. */
async function flagsOf(command: CommandRow, above: string): Promise<string[]> {
  const name = above === '' ? command.name : `${above} ${command.name}`;
  const own = (command.options ?? []).map(({ flags }) => `${name} ${flags.split(' ')[0]}`);
  const below = await Promise.all((command.commands ?? []).map(async (each) => flagsOf(each, name)));
  return [name === defaultCommand ? `${name} (without a name)` : name, ...own, ...below.flat()];
}

/** `sites[].network.create.cidr`: every field of a JSON Schema, whatever choice it is in. */
function fieldsOf(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {
    properties = {},
    items,
    additionalProperties,
    anyOf = [],
    oneOf = [],
    allOf = [],
  } = schema as {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly items?: unknown;
    readonly additionalProperties?: unknown;
    readonly anyOf?: readonly unknown[];
    readonly oneOf?: readonly unknown[];
    readonly allOf?: readonly unknown[];
  };
  return [
    ...Object.entries(properties).flatMap(([key, value]) => {
      const path = at === '' ? key : `${at}.${key}`;
      return [path, ...fieldsOf(value, path)];
    }),
    ...fieldsOf(items, `${at}[]`),
    ...fieldsOf(additionalProperties, `${at}.*`),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((each) => fieldsOf(each, at)),
  ];
}
