import type { ServiceProvider, TrustedIdentityProvider } from '../clouds.js';
import type { IdentityCenter } from './identity-center/identity-center.js';
import type { Cloud } from './service.js';

/** What a person does in the console of Identity Center: none of it has an API. */
export class IdentityCenterConsole {
  constructor(_cloud: Cloud, _center: IdentityCenter) {}

  trustedIdentityProvider(): TrustedIdentityProvider | undefined {
    return undefined;
  }

  serviceProvider(): ServiceProvider | undefined {
    return undefined;
  }
}
