import { awsProvider } from '../../twin/providers/aws.js';
import { azureadProvider } from '../../twin/providers/azuread.js';
import { msgraphProvider } from '../../twin/providers/msgraph.js';
import type { Provider } from '../../twin/providers/provider.js';
import { Dynamic, type Value, type Values } from '../../twin/providers/value.js';
import type { Scenario } from './harness.js';

interface ShownResource {
  readonly address: string;
  readonly type: string;
  readonly values: { readonly [name: string]: unknown };
}

/**
 * Deletes in the cloud what a resource of the state stands for, as somebody in a console would: terraform is not told. The
 * stand-in's own delete does it, for it knows where the thing lies.
 */
export async function deletedBehind(scenario: Scenario, address: string): Promise<void> {
  const shown = JSON.parse(await scenario.must('show', '-json')) as {
    values: { root_module: { resources: ShownResource[] } };
  };
  const resource = shown.values.root_module.resources.find((each) => each.address === address);
  if (!resource) throw new Error(`no ${address} in the state`);
  const { twin } = scenario;
  const providers: readonly Provider<unknown>[] = [awsProvider(twin.aws), azureadProvider(), msgraphProvider()];
  const provider = providers.find(({ resources }) => resource.type in resources);
  const type = provider?.resources[resource.type];
  if (!provider || !type) throw new Error(`no stand-in for ${resource.type}`);
  const { region } = resource.values;
  const block = typeof region === 'string' ? { region } : {};
  const environment = { AWS_REGION: 'eu-central-1', ...twin.terraform.env };
  const client = await provider.configure(twin.world, block, environment);
  const call = { world: twin.world, client, stopped: new AbortController().signal, warn: () => undefined };
  await type.delete(call, valuesOf(resource));
}

function valuesOf({ type, values }: ShownResource): Values {
  const plain = values as Record<string, Value>;
  return type.startsWith('msgraph_') ? { ...plain, body: new Dynamic(plain['body'] ?? null) } : plain;
}
