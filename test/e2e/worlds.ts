import { appendFileSync } from 'node:fs';
import { test } from '@jest/globals';
import type { RealProvider } from '../../twin/terraform-environment.js';
import type { TwinOptions } from '../../twin/twin.js';
import { findAwsProvider, findAzureadProvider } from './aws-mirror.js';
import type { Scenario } from './harness.js';

/** What a scenario runs on. */
export interface AwsSide {
  readonly what: string;
  readonly options: Pick<TwinOptions, 'aws' | 'azuread'>;
}

const real: RealProvider | undefined = findAwsProvider();

/** Beside a real aws provider the real azuread takes part as well, where a mirror has it. */
function realSide(aws: RealProvider): AwsSide {
  const azuread = findAzureadProvider();
  return {
    what: `the real aws provider ${aws.version}${azuread ? ` and the real azuread ${azuread.version}` : ''}`,
    options: { aws, ...(azuread ? { azuread } : {}) },
  };
}

/** Stand-ins alone, and with them the real aws provider wherever a mirror of this machine has it. */
export const awsSides: readonly AwsSide[] = [
  { what: 'stand-ins alone', options: {} },
  ...(real ? [realSide(real)] : []),
];

/** For what is no scenario of its own: the real provider only when ENTRA_WORKSPACES_REAL_AWS=1 asks for it. */
export const awsSidesOnRequest = process.env['ENTRA_WORKSPACES_REAL_AWS'] === '1' ? awsSides : awsSides.slice(0, 1);

/** Where there is no mirror, a skipped test says so: a run without the second side must not look like one with it. */
export function nameWhatIsMissing(): void {
  if (!real)
    test.skip('on the real aws provider: needs a filesystem mirror, TERRAFORM_PROVIDER_MIRROR names one', () =>
      undefined);
}

/** Notes which resource types in the state ran on real providers and which on stand-ins, for the summary of the run. */
export async function sayWhatRan(scenario: Scenario, name: string, { what, options }: AwsSide): Promise<void> {
  const managed = (await scenario.addresses()).filter((address) => !address.startsWith('data.'));
  const types = [...new Set(managed.map((address) => address.split('.')[0] ?? ''))];
  const standIns = new Map(
    scenario.twin.terraform.standIns.map((address) => [address.split('/').pop() ?? '', address] as const),
  );
  const providerOf = (type: string): string => type.split('_')[0] ?? '';
  const stoodIn = types.filter((type) => standIns.has(providerOf(type)));
  // Of terraform itself: neither real cloud nor stand-in.
  const onReal = types.filter((type) => !standIns.has(providerOf(type)) && providerOf(type) !== 'terraform');
  say(
    `${name} with ${what}: ${onReal.length} resource types on real providers, ${stoodIn.length} on stand-ins, ${managed.length} resources`,
  );
  const file = process.env['RAN_ON_FILE'];
  if (file === undefined) return;
  const ran = {
    scenario: `${name} with ${what}`,
    real: options.aws ? realNames(options) : null,
    onReal,
    stoodIn,
    standIns: [...new Set(stoodIn.map((type) => standIns.get(providerOf(type))))],
  };
  appendFileSync(file, `${JSON.stringify(ran)}\n`);
}

function realNames({ aws, azuread }: AwsSide['options']): string {
  return Object.entries({ aws, azuread })
    .flatMap(([name, provider]) => (provider ? [`hashicorp/${name} ${provider.version}`] : []))
    .join(' and ');
}

/** Past jest's own printing, which would put a stack under each line. */
export function say(line: string): void {
  process.stdout.write(`    ${line}\n`);
}
