/** A stack around what a test builds, and what Terraform would read of it. */
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformStack, Testing } from 'cdktf';
import type { ControlPlaneProps } from '../../modules/control-plane/control-plane.js';
import { ControlPlane } from '../../modules/control-plane/control-plane.js';
import { withoutTraces } from '../../stacks/without-traces.js';
import { jsonWithReferences } from './json-with-references.js';
import { testingApp } from './testing-app.js';

/** A block of Terraform JSON: its form is what the tests assert. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Block = any;
export type Blocks = Record<string, Record<string, Block>>;
export interface Synthesized {
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly check: Record<string, Block>;
  readonly text: string;
}

export const region = 'eu-central-1';
export const accountId = '111122223333';

/** Builds in a fresh stack with an aws provider of Frankfurt, and gives the synthesized JSON. */
export function synthesized(build: (stack: TerraformStack, provider: AwsProvider) => void): Synthesized {
  const text = withoutTraces(() => {
    const stack = new TerraformStack(testingApp(), 'test');
    build(stack, new AwsProvider(stack, 'aws', { alias: region, region }));
    return Testing.synth(stack);
  });
  return { resource: {}, data: {}, check: {}, ...JSON.parse(text), text };
}

export function controlPlane(
  stack: TerraformStack,
  provider: AwsProvider,
  kinds: ControlPlaneProps['kinds'] = [
    'entra-directory',
    'bundle',
    'account-instance',
    'synced-group',
    'user-presence',
  ],
): ControlPlane {
  return new ControlPlane(stack, 'control-plane', {
    name: 'contoso',
    region,
    accountId,
    kinds,
    functionZip: { path: 'function.zip', hash: 'hash' },
    provider,
  });
}

/** Every block of a resource type, by logical id. */
export function all({ resource }: Synthesized, type: string): [string, Block][] {
  return Object.entries(resource[type] ?? {});
}

/** The only block of a resource type. */
export function only(from: Synthesized, type: string): Block {
  const blocks = all(from, type);
  if (blocks.length !== 1) throw new Error(`expected one ${type}, got: ${blocks.length}`);
  return blocks[0]![1];
}

/** The input of each invocation of the control plane, by logical id. */
export function invocations(from: Synthesized): Record<string, Block> {
  return Object.fromEntries(
    all(from, 'aws_lambda_invocation').map(([id, block]) => [id, jsonWithReferences(block.input) as Block]),
  );
}
