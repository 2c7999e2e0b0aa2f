import type { Account } from '../aws/account.js';
import { awsProvider } from './aws.js';
import { azureadProvider } from './azuread.js';
import type { Subscription } from './azurerm/subscription.js';
import { azurermProvider } from './azurerm.js';
import { msgraphProvider } from './msgraph.js';
import type { Provider } from './provider.js';
import { timeProvider } from './time.js';

/** The providers that the twin stands in for: all but those of hashicorp that are real ones. */
export function standInProviders(
  clouds: { readonly account: Account; readonly subscription: Subscription },
  real: Readonly<Record<string, unknown>>,
): Provider<unknown>[] {
  const all = [
    awsProvider(clouds.account),
    azureadProvider(),
    msgraphProvider(),
    azurermProvider(clouds.subscription),
    timeProvider(),
  ];
  return all.filter(({ address }) => !Object.keys(real).some((name) => address === `hashicorp/${name}`));
}
