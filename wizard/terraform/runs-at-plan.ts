/**
 * What terraform runs, reads or calls while it only plans, before anybody has seen a plan: foreign providers and their data
 * sources, ephemeral resources, actions, modules, another place of the state, files of the machine. A summary of a plan
 * cannot show them in time, so the synthesized JSON is compared with what this package alone would have made. Provisioners
 * and `terraform_data` are among them: they run at the apply, and what brings them in is the same change of main.ts.
 *
 * Sources: https://developer.hashicorp.com/terraform/language/syntax/json (blocks as objects or lists of them),
 * https://developer.hashicorp.com/terraform/language/block/ephemeral, https://developer.hashicorp.com/terraform/language/block/action,
 * https://developer.hashicorp.com/terraform/language/functions/file, https://opentofu.org/docs/language/state/encryption (a
 * key provider that is a program).
 */
import { createHash } from 'node:crypto';
import { invocationType } from '../resources/aws/lambda.js';
import { Failure } from '../terminal/failure.js';
import type { MadeStack } from './foreign-parts.js';

/** A part of the stack that its owner added. */
export interface PlanPart {
  /** `data.external.x`, `provider.aws`, `terraform.backend`. */
  readonly address: string;
  /** What it can do. */
  readonly what: string;
  /** Of its JSON: another content is another part. */
  readonly sha256: string;
}

/** What a person allowed: this part, with this content. */
export type AllowedPart = Pick<PlanPart, 'sha256'> & { readonly part: string };

const runs = 'can run a program';
const wherever = 'decides where credentials go';
/** Kinds that run nothing by themselves; what stands in their values is looked at all the same. */
const quiet = ['//', 'output', 'locals', 'variable', 'moved', 'import'];
/** Data sources of our own providers that do more than read. */
const invoking = [invocationType];
/** Functions that read the machine on which terraform runs; comments may stand before the parenthesis. */
const readsFiles = (text: string): boolean =>
  /[$%]\{/.test(text) &&
  /\b(?:file\w*|templatefile|templatestring)(?:\s|\/\*.*?\*\/|(?:#|\/\/)[^\n]*\n)*\(/s.test(text);

type Block = Readonly<Record<string, unknown>>;

/** Every part that the stack alone would not have, by address. */
export function runsAtPlan({ json, own }: Pick<MadeStack, 'json' | 'own'>): PlanPart[] {
  // Nobody's main.ts had a hand in it.
  if (json === own) return [];
  const parts = new Map<string, PlanPart>();
  const ours = partsOf(own as Block);
  const known = new Set(providersOf(own as Block));
  const strings = new Set(stringsIn(own));
  for (const [address, { kind, type, block }] of partsOf(json as Block)) {
    const content = JSON.stringify(block);
    if (content === JSON.stringify(ours.get(address)?.block)) continue;
    const readsMachine = stringsIn(block).some((text) => readsFiles(text) && !strings.has(text));
    const what = whatOf(kind, type, block, known) ?? (readsMachine ? 'reads files of the machine' : undefined);
    if (what === undefined) continue;
    parts.set(address, { address, what, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return [...parts.values()].sort((one, other) => (one.address < other.address ? -1 : 1));
}

function whatOf(kind: string, type: string, block: unknown, known: ReadonlySet<string>): string | undefined {
  if (kind === 'terraform' && type === 'required_version') return undefined;
  if (kind === 'terraform') return type === 'backend' || type === 'cloud' ? 'decides where the state goes' : runs;
  if (kind === 'provider') return wherever;
  if (quiet.includes(kind)) return undefined;
  if (kind !== 'data' && kind !== 'resource') return runs;
  const named = bodiesOf(block).flatMap(({ provider }) => (typeof provider === 'string' ? [provider] : []));
  const providers = [
    type.split('_')[0] ?? '',
    ...named.map((name) => name.replace(/^\$\{(.*)\}$/s, '$1').split('.')[0] ?? ''),
  ];
  const foreign = providers.some((name) => !known.has(name));
  const provisioned = bodiesOf(block).some((body) => 'provisioner' in body || 'connection' in body);
  return foreign || provisioned || invoking.includes(type) ? runs : undefined;
}

interface Part {
  readonly kind: string;
  /** Of a resource or data source; of `terraform` what is set. */
  readonly type: string;
  readonly block: unknown;
}

/** Blocks by address. Those of a kind that is not known stand for themselves as a whole. */
function partsOf(stack: Block): Map<string, Part> {
  const parts = new Map<string, Part>();
  const add = (address: string, part: Part): void => {
    const before = parts.get(address);
    // The same address twice: both, so that neither hides behind the other.
    parts.set(address, before === undefined ? part : { ...part, block: [before.block, part.block] });
  };
  for (const [kind, body] of Object.entries(stack)) {
    const labels = { resource: 2, data: 2, ephemeral: 2, action: 2, terraform: 1, provider: 1, module: 1 }[kind] ?? 0;
    for (const [names, block] of labelled(body, labels)) {
      const address = [...(kind === 'resource' ? [] : [kind]), ...names].join('.');
      add(address, { kind, type: names[0] ?? '', block });
    }
  }
  return parts;
}

function labelled(body: unknown, labels: number): [readonly string[], unknown][] {
  if (labels === 0) return [[[], body]];
  return bodiesOf(body).flatMap((each) =>
    Object.entries(each).flatMap(([name, inner]) =>
      labelled(inner, labels - 1).map(([names, block]): [readonly string[], unknown] => [[name, ...names], block]),
    ),
  );
}

/** A block, or each of a list of them. */
function bodiesOf(value: unknown): Block[] {
  if (Array.isArray(value)) return value.flatMap(bodiesOf);
  return typeof value === 'object' && value !== null ? [value as Block] : [];
}

/** Names that the stack itself gives to its providers. */
function providersOf({ terraform }: Block): string[] {
  return bodiesOf(terraform).flatMap(({ required_providers: required }) => bodiesOf(required).flatMap(Object.keys));
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...stringsIn(inner)]);
}

/** Those that no entry names with this very content. */
export function notAllowed(parts: readonly PlanPart[], allowed: readonly AllowedPart[]): PlanPart[] {
  const known = new Set(allowed.map(({ part, sha256 }) => `${part} ${sha256}`));
  return parts.filter(({ address, sha256 }) => !known.has(`${address} ${sha256}`));
}

/** A line for each: what it is, and what it can do. */
export const partLine = ({ address, what }: PlanPart): string => `${JSON.stringify(address).slice(1, -1)}: ${what}`;

/**
 * In a pipeline, before terraform installs or plans anything.
 * @param parts Those that nobody allowed
 * @param where The file that allows; without it nothing is allowed, such as for a pull request
 * @throws Failure that names each, and the line that allows it
 */
export function refuseToPlan(parts: readonly PlanPart[], where: string | undefined): void {
  if (parts.length === 0) return;
  throw new Failure('main.ts adds what runs while terraform only plans: nothing is planned.', [
    ...parts.map(partLine),
    ...(where === undefined
      ? ['For a pull request nothing of the kind is planned. It is planned once it is merged, if allow.json names it.']
      : [
          `Take it out of main.ts; or, if every reader of the change may know that it runs with the identity of the pipeline, name it in ${where}, good for this content alone:`,
          `  "programs": ${JSON.stringify(parts.map(({ address: part, sha256 }) => ({ part, sha256 })))}`,
        ]),
  ]);
}
