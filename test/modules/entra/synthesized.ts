/** What Terraform would read of what a test builds. */
import { TerraformStack, Testing } from 'cdktf';
import { withoutTraces } from '../../../stacks/without-traces.js';
import { testingApp } from '../testing-app.js';

/** A block of Terraform JSON: its form is what the tests assert. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Block = any;

export interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly locals: Readonly<Record<string, string>>;
  readonly check: Readonly<Record<string, Block>>;
  readonly output: Readonly<Record<string, Block>>;
  readonly provider: Readonly<Record<string, readonly Block[]>>;
  readonly text: string;
}

export function synthesized(build: (stack: TerraformStack) => void): Synthesized {
  const text = withoutTraces(() => {
    const stack = new TerraformStack(testingApp(), 'test');
    build(stack);
    return Testing.synth(stack);
  });
  const json = JSON.parse(text) as Partial<Synthesized>;
  return { resource: {}, data: {}, locals: {}, check: {}, output: {}, provider: {}, ...json, text };
}

/** Every block of a type, by logical id. */
export function all(
  json: Synthesized,
  type: string,
  kind: 'resource' | 'data' = 'resource',
): [id: string, block: Block][] {
  return Object.entries(json[kind][type] ?? {});
}

/** The only block of a type, with its address. */
export function only(json: Synthesized, type: string, kind: 'resource' | 'data' = 'resource'): Block {
  const blocks = all(json, type, kind);
  if (blocks.length !== 1) throw new Error(`expected one ${kind} ${type}, got: ${blocks.length}`);
  const [id, block] = blocks[0]!;
  return { ...block, address: kind === 'data' ? `data.${type}.${id}` : `${type}.${id}` };
}

/** The block of a type whose logical id begins like this. */
export function named(
  json: Synthesized,
  type: string,
  beginning: string,
  kind: 'resource' | 'data' = 'resource',
): Block {
  const found = all(json, type, kind).filter(([id]) => id.startsWith(beginning));
  if (found.length !== 1)
    throw new Error(`expected one ${type} ${beginning}…, got: ${found.map(([id]) => id).join(', ')}`);
  const [id, block] = found[0]!;
  return { ...block, address: kind === 'data' ? `data.${type}.${id}` : `${type}.${id}` };
}

/** All types of managed resources. */
export function types(json: Synthesized): string[] {
  return Object.keys(json.resource).sort();
}

/** Literals from Microsoft's and AWS's pages, not read from the code under test. */
export const tenantId = '11111111-2222-3333-4444-555555555555';
export const galleryTemplate = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
export const userRole = '8774f594-1d59-4279-b9d9-59ef09a23530';
export const graphAppId = '00000003-0000-0000-c000-000000000000';
