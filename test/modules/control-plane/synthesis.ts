import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformStack, Testing } from 'cdktf';
import { jsonWithReferences } from '../json-with-references.js';
import { ControlPlane, type ControlPlaneProps } from '../../../modules/control-plane/control-plane.js';
import { withoutTraces } from '../../../stacks/without-traces.js';
import { testingApp } from '../testing-app.js';

export interface Block {
  [argument: string]: unknown;
  depends_on?: string[];
  lifecycle?: { replace_triggered_by?: string[]; prevent_destroy?: boolean };
}

export interface Synthesized {
  readonly text: string;
  /** Blocks by type and logical id. */
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  /** The one block of a type. */
  only(type: string): Block;
  /** Invocations by the last part of their construct path: `claim`, `wait-1`. */
  invocations(under: string): Record<string, Block & { input: string }>;
  /** The wire format of an invocation. */
  input(under: string, step: string): Record<string, unknown>;
}

export const zip = { path: 'handler.zip', hash: 'c2FtZSBvbiBldmVyeSBidWlsZA==' };

/** The least that a control plane takes. */
export const minimal: ControlPlaneProps = {
  name: 'contoso',
  region: 'eu-central-1',
  accountId: '111122223333',
  kinds: ['bundle'],
  functionZip: zip,
};

/** Synthesizes what `build` puts beside a control plane. */
export function synthesize(
  props: Partial<ControlPlaneProps> = {},
  build: (controlPlane: ControlPlane, stack: TerraformStack) => void = () => undefined,
): Synthesized {
  const text = withoutTraces(() => {
    const stack = new TerraformStack(testingApp(), 'test');
    const provider = new AwsProvider(stack, 'aws', { alias: 'here', region: 'eu-central-1' });
    build(new ControlPlane(stack, 'control-plane', { ...minimal, provider, ...props }), stack);
    return Testing.synth(stack, true);
  });
  const { resource } = JSON.parse(text) as { resource: Record<string, Record<string, Block>> };
  const invocations = (under: string): Record<string, Block & { input: string }> =>
    Object.fromEntries(
      Object.entries(resource['aws_lambda_invocation'] ?? {}).flatMap(([id, block]) => {
        const [, step] = new RegExp(`^${under}_([a-z0-9-]+)_[0-9A-F]{8}$`).exec(id) ?? [];
        return step ? [[step, block as Block & { input: string }]] : [];
      }),
    );
  return {
    text,
    resource,
    invocations,
    only(type) {
      const blocks = Object.values(resource[type] ?? {});
      if (blocks.length !== 1) throw new Error(`one ${type} expected, got: ${blocks.length}`);
      return blocks[0]!;
    },
    input(under, step) {
      const block = invocations(under)[step];
      if (!block) throw new Error(`no ${under}/${step}, got: ${Object.keys(invocations(under)).join(', ')}`);
      return jsonWithReferences(block.input) as Record<string, unknown>;
    },
  };
}
