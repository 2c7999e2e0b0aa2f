/**
 * What is to be taken over, between `adopt` and the apply that does it: one file in the repository, from which each synthesis
 * lays import blocks beside the stack. It goes away once the state holds everything in it.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonAs } from '../../deployment/json-file.js';
import { problemLines } from '../../deployment/problem.js';
import type { SeenCertificate } from '../resources/finder.js';
import { Failure } from '../terminal/failure.js';
import type { Values } from '../resources/values.js';
import { fromControlPlane, type StackFile } from './stack.js';

/** In the repository, beside the deployment. */
export const adoptedFileName = 'adopted.json';
/** Beside `cdk.tf.json`. */
const importsName = 'adopted.tf.json';
/** Terraform reads files of this ending last, and over the others. */
const overrideName = 'adopted_override.tf.json';
/** What `layAdopted` writes beside a stack; it takes away what lies there under these names and is not its own. */
export const laidNames: readonly string[] = [importsName, overrideName];

/**
 * A text that terraform takes as it is. In its JSON a text is a template: one with an expression would read files and variables
 * of whoever plans (https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping).
 */
const plainText = z
  .string()
  .min(1)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'must hold no control characters')
  .refine((text) => !/[$%]\{/.test(text), 'must be a text, and is an expression of terraform');
/** A block of the stack itself. */
const address = z.string().regex(/^[a-z][a-z0-9_]*\.[\w-]+$/, 'must be TYPE.NAME');

const adoptedSchema = z.strictObject({
  about: z.string(),
  imports: z.array(
    z.strictObject({
      to: address,
      id: plainText,
      literals: z.record(z.string().regex(/^[a-z_]+$/, 'must be letters and _'), plainText).optional(),
    }),
  ),
  certificates: z.array(
    z.strictObject({
      to: address,
      thumbprint: z.string().regex(/^[0-9A-F]{40}$/, 'must be 40 digits and letters from A to F'),
      expires: plainText,
      keyId: plainText,
    }),
  ),
});
export type Adopted = z.infer<typeof adoptedSchema>;

const about =
  'What exists and is taken into the state by the next apply (entra-workspaces adopt). Ids, no secret. Commit it where a pipeline applies; it can go after that.';

/** Writes the file. */
export async function writeAdopted(
  folder: string,
  imports: Adopted['imports'],
  certificates: readonly (SeenCertificate & { readonly to: string })[],
): Promise<void> {
  const adopted: Adopted = { about, imports, certificates: [...certificates] };
  await writeFile(join(folder, adoptedFileName), `${JSON.stringify(adopted, undefined, 2)}\n`);
}

/** The file, or nothing. @throws Failure when it is not what `adopt` writes */
export async function readAdopted(folder: string): Promise<Adopted | undefined> {
  const text = await readFile(join(folder, adoptedFileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : adoptedIn(text);
}

/** What the text of the file says. @throws Failure when it is not what `adopt` writes, with everything that is wrong */
export function adoptedIn(text: string): Adopted {
  const fix = ['Run `entra-workspaces adopt` again, which writes it anew, or delete it.'];
  const read = readJsonAs(adoptedSchema, text, adoptedFileName);
  if ('data' in read) return read.data;
  throw new Failure(`${adoptedFileName} is not what adopt writes.`, [...problemLines(read.problems), ...fix]);
}

/** Removes the file. */
export async function dropAdopted(folder: string): Promise<void> {
  await rm(join(folder, adoptedFileName), { force: true });
}

/**
 * Lays import blocks beside a stack, for what the stack has. Terraform ignores those of what its state holds already.
 * `undefined`: takes earlier ones away.
 */
export async function layAdopted(adopted: Adopted | undefined, stackFolder: string, stack: StackFile): Promise<void> {
  const has = (address: string): boolean => {
    const [type = '', name = ''] = address.split('.');
    return stack.resource?.[type]?.[name] !== undefined;
  };
  const imports = (adopted?.imports ?? []).filter(({ to }) => has(to));
  const certificates = (adopted?.certificates ?? []).filter(({ to }) => has(to));
  refuseOtherLiterals(imports, stack);
  const blocks = imports.map(({ to, id }) => ({ to, id }));
  await lay(join(stackFolder, importsName), blocks.length > 0 ? { import: blocks } : undefined);
  const overrides = [
    ...imports.flatMap(({ to, literals }) => (literals ? [[to, literals] as const] : [])),
    ...certificates.map((each) => [each.to, reading(each)] as const),
  ];
  await lay(join(stackFolder, overrideName), overrides.length > 0 ? { resource: byType(overrides) } : undefined);
}

/**
 * What comes from the control plane alone stands there as it is: any other argument would be changed by a file of ids.
 * @throws Failure that names the argument
 */
function refuseOtherLiterals(imports: Adopted['imports'], stack: StackFile): void {
  for (const { to, literals = {} } of imports) {
    const [type = '', name = ''] = to.split('.');
    const block = (stack.resource?.[type]?.[name] ?? {}) as Values;
    const other = Object.keys(literals).find((each) => !fromControlPlane.test(String(block[each])));
    if (other === undefined) continue;
    throw new Failure(`${adoptedFileName}: literals of ${to} change ${other}, which is no id of the control plane.`, [
      'Run `entra-workspaces adopt` again, which writes it anew, or delete it.',
    ]);
  }
}

function byType(overrides: readonly (readonly [address: string, block: object])[]): Record<string, object> {
  const types: Record<string, Record<string, object>> = {};
  for (const [address, block] of overrides) {
    const [type = '', name = ''] = address.split('.');
    types[type] = { ...types[type], [name]: block };
  }
  return types;
}

async function lay(file: string, content: object | undefined): Promise<void> {
  if (content === undefined) await rm(file, { force: true });
  else await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

/**
 * The request that would make a certificate, turned into one that reads its app: the state then holds what was seen. Later
 * plans leave it alone, for the stack ignores changes of the request.
 */
function reading({ thumbprint, expires, keyId }: Adopted['certificates'][number]): object {
  const literal = (text: string): string => `'${text.replaceAll("'", '')}'`;
  return {
    action: null,
    method: 'GET',
    body: null,
    response_export_values: { thumbprint: literal(thumbprint), expires: literal(expires), keyId: literal(keyId) },
  };
}
