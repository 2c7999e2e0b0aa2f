import { randomUUID } from 'node:crypto';
import type { ServiceProvider, TrustedIdentityProvider } from '../../clouds.js';
import type { Clock } from '../../clock.js';
import { rule, type RuleBook } from '../../rules.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import type { IdentityStore } from './identity-store.js';

const tokenYear = rule(
  'scim-token-year',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html',
  'A SCIM token is valid for one year.',
);
const twoTokens = rule('scim-two-tokens', 'guess', 'An instance has at most two SCIM tokens at a time.');

export interface ScimToken {
  readonly id: string;
  readonly token: string;
  readonly created: Date;
  readonly expires: Date;
}

/**
 * How the addresses of an instance are written: `ipv4` and `dual-stack` since February 2026, `classic` for instances
 * that were there before.
 */
export type AddressForm = 'ipv4' | 'dual-stack' | 'classic';

/** What of its instance shows in the addresses that it hands out. */
interface Home {
  readonly arn: string;
  readonly region: string;
  readonly additionalRegions: readonly string[];
  readonly store: IdentityStore;
}

/** Where an instance has its users from, and what it hands out to that side. */
export class IdentitySource {
  trusted: TrustedIdentityProvider | undefined;
  readonly tokens: ScimToken[] = [];
  /** Part of the SCIM endpoint's path; undefined: automatic provisioning is off. */
  scimTenant: string | undefined;
  private readonly portalId = identifier(10, lettersAndDigits);
  /** At the end of its ACS addresses: another id than the one that its issuer ends in (real metadata has two). */
  private readonly tenantId = randomUUID();

  constructor(
    private readonly instance: Home,
    private readonly clock: Clock,
    private readonly rules: RuleBook,
  ) {}

  /** More than one certificate may be trusted at a time: the old ones stay when a new one comes. */
  trust(provider: TrustedIdentityProvider): void {
    const former = this.trusted?.entityId === provider.entityId ? this.trusted.certificates : [];
    this.trusted = { ...provider, certificates: [...new Set([...former, ...provider.certificates])] };
  }

  addCertificate(base64: string): void {
    const { trusted } = this;
    if (!trusted) throw new Error('The identity source of this instance is not an external identity provider.');
    this.trusted = { ...trusted, certificates: [...new Set([...trusted.certificates, base64])] };
  }

  removeCertificate(base64: string): void {
    const { trusted } = this;
    if (trusted) this.trusted = { ...trusted, certificates: trusted.certificates.filter((each) => each !== base64) };
  }

  /** What AWS is towards the identity provider: one ACS address for each Region that the instance is in. */
  serviceProvider(form: AddressForm): ServiceProvider {
    const { region, additionalRegions, store } = this.instance;
    return {
      entityId: `https://${region}.signin.aws.amazon.com/platform/saml/${store.id}`,
      acsUrls: [region, ...additionalRegions].map(
        (each) => `https://${signInHost(each, form)}/platform/saml/acs/${this.tenantId}`,
      ),
      signInUrl:
        form === 'dual-stack'
          ? `https://${this.instance.arn.split('/')[1] ?? ''}.portal.${region}.app.aws`
          : `https://${this.portalId}.awsapps.com/start`,
    };
  }

  newToken(): ScimToken {
    if (this.tokens.length >= 2) {
      this.rules.leanOn(twoTokens);
      throw new Error('You have reached the maximum of two access tokens. Delete one before you generate another.');
    }
    this.rules.leanOn(tokenYear);
    const now = this.clock.now();
    const year = 365 * 24 * 60 * 60_000;
    const token = {
      id: randomUUID(),
      token: `${randomUUID()}sandbox${identifier(153, `${lettersAndDigits}ABCDEFGHIJ`)}`,
      created: now,
      expires: new Date(now.getTime() + year),
    };
    this.tokens.push(token);
    return token;
  }

  deleteToken(id: string): void {
    const index = this.tokens.findIndex((each) => each.id === id);
    if (index < 0) throw new Error(`There is no access token ${id}.`);
    this.tokens.splice(index, 1);
  }

  accepts(token: string): boolean {
    return this.tokens.some((each) => each.token === token && each.expires > this.clock.now());
  }
}

function signInHost(region: string, form: AddressForm): string {
  if (form === 'classic') return `${region}.signin.aws.amazon.com`;
  return form === 'ipv4' ? `${region}.signin.aws` : `${region}.sso.signin.aws`;
}
