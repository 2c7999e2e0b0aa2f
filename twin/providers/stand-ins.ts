import type { Account } from '../aws/account.js';
import { awsProvider } from './aws.js';
import { azureadProvider } from './azuread.js';
import type { Subscription } from './azurerm/subscription.js';
import { azurermProvider } from './azurerm.js';
import { msgraphProvider } from './msgraph.js';
import type { Provider } from './provider.js';
import { timeProvider } from './time.js';

/** The providers that the twin stands in for; all of them, or all but aws. */
export function standInProviders(
  clouds: { readonly account: Account; readonly subscription: Subscription },
  realAws: boolean,
): Provider<unknown>[] {
  const others = [azureadProvider(), msgraphProvider(), azurermProvider(clouds.subscription), timeProvider()];
  return realAws ? others : [awsProvider(clouds.account), ...others];
}
