import { randomUUID } from 'node:crypto';
import { rule } from '../rules.js';
import type { AccountForIntegrations, DesktopEvent, SignInResult } from '../clouds.js';
import type { TenantContext } from '../entra/context.js';
import type { Application, ServicePrincipal, User } from '../entra/objects.js';
import { activeCertificate, identityProvider } from '../entra/saml-metadata.js';

const trustsCertificate = rule(
  'saml-certificate-trusted',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/rotatesamlcert.html',
  'Identity Center takes assertions that are signed with a certificate it has imported; Entra signs with the active one.',
);
const namesMatch = rule(
  'saml-names-match',
  'https://learn.microsoft.com/entra/identity/saas-apps/aws-single-sign-on-tutorial',
  "Identifier, reply URL and sign-on URL in Entra are those of AWS's metadata, and AWS holds Entra's entity id and sign-in URL.",
);
const assignmentRequired = rule(
  'app-assignment-required',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS50105',
  'With assignment required, only users assigned directly or by a group they are directly in may sign in.',
);
const conditionalAccess = rule(
  'conditional-access-blocks',
  'https://learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS53003',
  'A Conditional Access policy may keep a user out of an application; the sign-in log has the code.',
);
const nameIdIsUserName = rule(
  'saml-name-id',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/troubleshooting.html; docs/facts/identity-center.md 5.1',
  'The NameID, which is the UPN, must be the user name in Identity Center; one with #EXT# is rejected.',
);
const desktopByUpn = rule(
  'desktop-by-upn',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
  'A desktop belongs to a user name; after a change of the UPN it is out of reach until the UPN is changed back.',
);

interface Refusal {
  readonly broken: string;
  /** Number of Entra's error, for the sign-in log. */
  readonly code?: number;
}

export interface OpenedDesktop {
  readonly user: User;
  readonly desktop: DesktopEvent;
}

/** Follows one person from the Entra sign-in to the desktop and stops at the first broken link. */
export class SignIn {
  constructor(
    private readonly context: TenantContext,
    private readonly account: AccountForIntegrations,
  ) {}

  /** May this person open a desktop? With `directoryName`, the one in that directory. */
  tryOut(userPrincipalName: string, directoryName?: string): SignInResult & { readonly opened?: OpenedDesktop } {
    const found = this.follow(userPrincipalName, directoryName);
    return 'broken' in found
      ? { userPrincipalName, works: false, broken: found.broken }
      : { userPrincipalName, works: true, opened: found };
  }

  private follow(userPrincipalName: string, directoryName: string | undefined): OpenedDesktop | Refusal {
    const user = this.context.state.userByName(userPrincipalName);
    if (!user) return { broken: `Entra knows no user ${userPrincipalName}` };
    const entra = this.throughEntra(user);
    if ('broken' in entra) return entra;
    return this.throughAws(user, directoryName);
  }

  private throughEntra(user: User): Refusal | { application: Application } {
    const app = this.enterpriseApp();
    if ('broken' in app) return app;
    const { application, principal } = app;
    const refused = this.refusedByEntra(user, principal);
    this.log(user, principal, refused);
    if (refused) return refused;
    return this.trust(principal) ?? { application };
  }

  /** The application that answers for the identifier which AWS sends. */
  private enterpriseApp(): Refusal | { application: Application; principal: ServicePrincipal } {
    const { state, world } = this.context;
    const serviceProvider = this.account.serviceProvider();
    if (!serviceProvider || !this.account.trustedIdentityProvider()) {
      return {
        broken: 'Identity Center has no external identity provider: the SAML exchange in its console has not been done',
      };
    }
    world.rules.leanOn(namesMatch);
    const { entityId, acsUrls, signInUrl } = serviceProvider;
    const application = [...state.applications.values()].find((each) => each.identifierUris.includes(entityId));
    const principal = application && state.servicePrincipalOf(application.appId);
    if (!application || !principal)
      return { broken: `no application in Entra has the identifier ${entityId} (AADSTS700016)` };
    if (principal.preferredSingleSignOnMode !== 'saml')
      return { broken: `the application ${application.displayName ?? ''} is not in SAML mode` };
    const [asked] = acsUrls;
    if (asked === undefined || !application.web.redirectUris.includes(asked)) {
      return { broken: `the reply URL ${asked ?? ''} that AWS asks for is not one of the application (AADSTS50011)` };
    }
    if (principal.loginUrl !== signInUrl) {
      return {
        broken: `the sign-on URL of the application is ${principal.loginUrl ?? 'not set'} and not the access portal's ${signInUrl}`,
      };
    }
    return { application, principal };
  }

  private refusedByEntra(user: User, principal: ServicePrincipal): Refusal | undefined {
    if (!user.accountEnabled)
      return { broken: `${user.userPrincipalName} is disabled in Entra (AADSTS50057)`, code: 50057 };
    if (!principal.accountEnabled)
      return { broken: `the application ${principal.displayName ?? ''} is disabled (AADSTS7000112)`, code: 7000112 };
    if (this.context.state.conditionallyRefused.has(user.id)) {
      this.context.world.rules.leanOn(conditionalAccess);
      return { broken: 'access was blocked by a Conditional Access policy (AADSTS53003)', code: 53003 };
    }
    if (!principal.appRoleAssignmentRequired) return undefined;
    this.context.world.rules.leanOn(assignmentRequired);
    const { state } = this.context;
    const assigned = [...state.appRoleAssignments.values()].some(
      ({ resourceId, principalId }) =>
        resourceId === principal.id && (principalId === user.id || state.membersOf(principalId).includes(user.id)),
    );
    return assigned
      ? undefined
      : {
          broken: `${user.userPrincipalName} is not assigned to the application ${principal.displayName ?? ''} (AADSTS50105)`,
          code: 50105,
        };
  }

  /** Undefined: what Entra signs is what AWS trusts. */
  private trust(principal: ServicePrincipal): Refusal | undefined {
    const trusted = this.account.trustedIdentityProvider();
    const ours = identityProvider(this.context.state.tenantId);
    if (trusted?.entityId !== ours.entityId)
      return { broken: `Identity Center trusts ${trusted?.entityId ?? 'nobody'} and not ${ours.entityId}` };
    if (trusted.signInUrl !== ours.signInUrl)
      return { broken: `Identity Center sends users to ${trusted.signInUrl} and not to ${ours.signInUrl}` };
    this.context.world.rules.leanOn(trustsCertificate);
    const active = activeCertificate(principal);
    if (!active?.key) return { broken: 'no signing certificate of the application is active' };
    if (Date.parse(active.endDateTime) <= this.context.world.clock.now().getTime()) {
      return { broken: `the active signing certificate expired on ${active.endDateTime}` };
    }
    if (!trusted.certificates.includes(active.key)) {
      return {
        broken: `Identity Center has not imported the certificate that Entra signs with (${principal.preferredTokenSigningKeyThumbprint ?? ''})`,
      };
    }
    return undefined;
  }

  private throughAws(user: User, directoryName: string | undefined): OpenedDesktop | Refusal {
    const nameId = user.userPrincipalName;
    const { rules } = this.context.world;
    rules.leanOn(nameIdIsUserName);
    if (/#EXT#/i.test(nameId)) return { broken: `${nameId} is a guest: Identity Center rejects a NameID with #EXT#` };
    const known = this.account.identityCenterUser(nameId);
    if (!known) return { broken: `Identity Center knows no user named ${nameId}` };
    if (!known.active) return { broken: `${nameId} is deactivated in Identity Center` };
    rules.leanOn(desktopByUpn);
    const desktops = this.account.desktopsOf(known.userName);
    const [desktop] = desktops.filter((each) => directoryName === undefined || each.directoryName === directoryName);
    if (!desktop)
      return {
        broken: `${known.userName} has no desktop${directoryName === undefined ? '' : ` in the directory ${directoryName}`}`,
      };
    if (!this.account.mayOpenApplication(desktop.directoryId, known.userId)) {
      return {
        broken: `the application of the directory ${desktop.directoryName} requires an assignment that ${known.userName} does not have`,
      };
    }
    return { user, desktop };
  }

  private log(user: User, principal: ServicePrincipal, refused: Refusal | undefined): void {
    this.context.state.signInLog.push({
      id: randomUUID(),
      createdDateTime: this.context.world.clock.now().toISOString(),
      userId: user.id,
      userPrincipalName: user.userPrincipalName,
      appId: principal.appId,
      appDisplayName: principal.displayName,
      errorCode: refused?.code ?? 0,
      failureReason: refused?.broken ?? null,
    });
  }
}
