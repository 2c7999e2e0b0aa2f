import type { RealAwsProvider } from '../../twin/terraform-environment.js';
import type { TwinOptions } from '../../twin/twin.js';
import { findAwsProvider } from './aws-mirror.js';
import type { Scenario } from './harness.js';

/** What a scenario runs on. */
export interface AwsSide {
  readonly what: string;
  readonly options: Pick<TwinOptions, 'aws'>;
}

/**
 * `greenfield` runs on the real aws provider wherever a mirror has it. The other scenarios take many minutes there, so
 * they do when ENTRA_WORKSPACES_REAL_AWS=1 asks for it.
 */
const real: RealAwsProvider | undefined =
  process.env['ENTRA_WORKSPACES_REAL_AWS'] === '1' ? findAwsProvider() : undefined;

export const awsSides: readonly AwsSide[] = [
  { what: 'stand-ins alone', options: {} },
  ...(real ? [{ what: `the real aws provider ${real.version}`, options: { aws: real } }] : []),
];

/** Said where the second side is missing: a run that leaves it out must not look like one that passed. */
export function sayWhatIsMissing(): void {
  if (!real)
    say('left out here: the real aws provider (ENTRA_WORKSPACES_REAL_AWS=1 and a filesystem mirror bring it in)');
}

/** How many of the resource types in the state ran on real providers and how many on stand-ins. */
export async function sayWhatRan(scenario: Scenario, what: string): Promise<void> {
  const managed = (await scenario.addresses()).filter((address) => !address.startsWith('data.'));
  const types = [...new Set(managed.map((address) => address.split('.')[0] ?? ''))];
  const standIns = new Set(scenario.twin.terraform.standIns.map((address) => address.split('/').pop()));
  const stoodIn = types.filter((type) => standIns.has(type.split('_')[0]));
  const builtIn = types.filter((type) => type.startsWith('terraform_'));
  const onReal = types.length - stoodIn.length - builtIn.length;
  say(
    `${what}: ${onReal} resource types on real providers, ${stoodIn.length} on stand-ins, ${managed.length} resources`,
  );
}

/** Past jest's own printing, which would put a stack under each line. */
export function say(line: string): void {
  process.stdout.write(`    ${line}\n`);
}
