/** Rules on identity: federation, its guard, the handshake, and who knows which secret. */
import { counted } from '../../domain/counted.js';
import { present } from '../../domain/present.js';
import { parseAcsUrl, parseEntityId, parsePortalUrl, parseScimEndpoint } from '../../domain/sign-in-addresses.js';
import { nearest } from '../nearest.js';
import { ifReadable } from '../readable.js';
import { inSite, type Finding, type Rule, type SiteRule } from './rule.js';

/** An enterprise app is set up together with its federation, and only then. */
export const enterpriseAppFollowsFederation: Rule = function* ({ file }) {
  const { federation, instance } = file.identityCenter;
  const { enterpriseApp } = file.entra;
  if ('existing' in federation && 'create' in enterpriseApp) {
    yield {
      at: ['entra', 'enterpriseApp'],
      rule: 'must be an `existing` one while identityCenter.federation is `existing`: an instance takes users from one app',
      got: 'create',
      fix: 'Name the enterprise app through which users of Entra sign in to AWS today, or set the federation up anew.',
    };
  }
  if ('setUp' in federation && 'existing' in enterpriseApp) {
    yield {
      at: ['entra', 'enterpriseApp'],
      rule: 'must be `create` while identityCenter.federation is `setUp`: an existing app is never changed',
      got: 'existing',
    };
  }
  if ('existing' in federation && 'create' in instance) {
    yield {
      at: ['identityCenter', 'federation'],
      rule: 'must be `setUp` with an instance that is only being created: it has no federation yet',
      got: 'existing',
      nearest: 'setUp',
    };
  }
};

/** Setting up the federation replaces the identity source of an instance that others may live by. */
export const replacingAnIdentitySourceIsMeant: Rule = function* ({ file }): Iterable<Finding> {
  const { federation, instance } = file.identityCenter;
  if (!('setUp' in federation)) return;
  const at = ['identityCenter', 'federation', 'setUp', 'replaceIdentitySource'];
  const repeated = federation.setUp.replaceIdentitySource;
  if ('create' in instance) {
    if (repeated !== undefined)
      yield { at, rule: 'must be left out with an instance that is only being created', got: repeated };
    return;
  }
  const id = instance.existing.arn.split('/')[1] ?? '';
  if (repeated === id) return;
  yield {
    at,
    rule: `must repeat the id of the instance, ${id}: setting up replaces its present identity source`,
    got: repeated ?? 'nothing',
    fix: 'This can cut off everyone who signs in to AWS through this instance, and remove their assignments; nothing tells the present source. If Entra is already the source, use federation `existing`. If nobody uses the instance, repeat its id.',
  };
};

/** The recorded addresses are what they are meant to be, and of the Region of Identity Center. */
export const handshakeIsOfThisInstance: Rule = function* ({ file }) {
  const { federation, region } = file.identityCenter;
  if (!('setUp' in federation) || federation.setUp.handshake === null) return;
  const { handshake } = federation.setUp;
  const at = (...rest: (string | number)[]) => ['identityCenter', 'federation', 'setUp', 'handshake', ...rest];
  const { serviceProvider } = handshake;

  const entity = parseEntityId(serviceProvider.entityId);
  yield* address(
    at('serviceProvider', 'entityId'),
    serviceProvider.entityId,
    entity,
    region,
    `https://${region}.signin.aws.amazon.com/platform/saml/…`,
  );
  const acs = serviceProvider.acsUrls.map(parseAcsUrl);
  for (const [index, url] of serviceProvider.acsUrls.entries()) {
    const example = `https://${region}.signin.aws/platform/saml/acs/…`;
    yield* address(at('serviceProvider', 'acsUrls', index), url, acs[index], undefined, example);
    if (serviceProvider.acsUrls.indexOf(url) !== index)
      yield { at: at('serviceProvider', 'acsUrls', index), rule: 'must be another URL than those before', got: url };
  }
  if (acs.every((parsed) => parsed !== undefined) && !acs.some((parsed) => parsed.region === region)) {
    yield {
      at: at('serviceProvider', 'acsUrls'),
      rule: `must hold one of ${region}, the Region of Identity Center`,
      got: acs.map((parsed) => parsed.region).join(', '),
    };
  }
  // An address of another instance would let that one take the sign-ins of this company.
  const [own] = acs;
  for (const [index, parsed] of acs.entries()) {
    if (own === undefined || parsed === undefined || parsed.id === own.id) continue;
    yield {
      at: at('serviceProvider', 'acsUrls', index),
      rule: 'must be of the same instance of Identity Center as the first: all end in the same id',
      got: `${parsed.id} instead of ${own.id}`,
      fix: 'Take the addresses from one metadata file: `entra-workspaces connect --again`.',
    };
  }
  const portal = parsePortalUrl(serviceProvider.signInUrl);
  const inRegion = portal?.region === undefined ? portal && { region } : { region: portal.region };
  yield* address(
    at('serviceProvider', 'signInUrl'),
    serviceProvider.signInUrl,
    inRegion,
    region,
    'https://d-1234567890.awsapps.com/start',
  );
  // Both end in the id of the identity store, unless the portal has a name of the company's own.
  if (entity !== undefined && portal !== undefined && isStoreId(entity.id) && isStoreId(portal.id)) {
    if (entity.id !== portal.id)
      yield {
        at: at('serviceProvider', 'signInUrl'),
        rule: `must be of the instance whose issuer is recorded, ${entity.id}`,
        got: portal.id,
        fix: 'Take both from one instance: `entra-workspaces connect --again`.',
      };
  }
  yield* address(
    at('scimEndpoint'),
    handshake.scimEndpoint,
    parseScimEndpoint(handshake.scimEndpoint),
    region,
    `https://scim.${region}.amazonaws.com/…/scim/v2`,
  );
};

/** The id of an identity store: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_DescribeUser.html */
const isStoreId = (id: string): boolean => /^d-[0-9a-f]{10}$/.test(id);

function* address(
  at: Finding['at'],
  got: string,
  parsed: { readonly region: string } | undefined,
  region: string | undefined,
  example: string,
): Iterable<Finding> {
  // A token pasted into the wrong field must not be printed.
  const short = /^https:\/\//.test(got) ? got : `${got.slice(0, 8)}… (${counted(got.length, 'character')})`;
  if (parsed === undefined)
    yield { at, rule: `must be an address such as ${example}`, got: got.length > 24 ? short : got };
  else if (region !== undefined && parsed.region !== region)
    yield { at, rule: `must be of ${region}, the Region of Identity Center`, got: short };
}

/** Entra signs with a certificate that exists and that Identity Center has imported. */
export const activeCertificateExists: Rule = function* ({ file }) {
  const { federation } = file.identityCenter;
  const { enterpriseApp } = file.entra;
  if (!('setUp' in federation) || federation.setUp.handshake === null || !('create' in enterpriseApp)) return;
  const { activeCertificate } = federation.setUp.handshake;
  const { certificates } = enterpriseApp.create;
  if (certificates.includes(activeCertificate)) return;
  const guess = nearest(activeCertificate, certificates) ?? (certificates.length === 1 ? certificates[0] : undefined);
  yield {
    at: ['identityCenter', 'federation', 'setUp', 'handshake', 'activeCertificate'],
    rule: `must be one of entra.enterpriseApp.create.certificates: ${certificates.join(', ')}`,
    got: activeCertificate,
    ...present({ nearest: guess }),
  };
};

/** Whoever makes the registration app's password fills the secret: both are made here, or both are there already. */
export const registrationSecretFollowsItsApp: SiteRule = function* (located, { file }) {
  const secret = 'create' in located.site.registrationSecret ? 'create' : 'existing';
  const app = ifReadable(() => file.entra.registrationApp);
  if (app === undefined || secret in app) return;
  yield {
    at: inSite(located, 'registrationSecret'),
    rule:
      secret === 'create'
        ? 'must be an `existing` one while entra.registrationApp is `existing`: nobody here knows the password of that app'
        : 'must be `create` while entra.registrationApp is `create`: the password of the new app would not reach an existing secret',
    got: secret,
    fix: 'Use `existing` for both to keep the password out of the Terraform state, or `create` for both.',
  };
};
