/** Every rule that crosses fields, and how they are run: all of them, over what can be read. */
import { present } from '../domain/present.js';
import { formatPath, type Path } from './json-text.js';
import { shown, type Problem } from './problem.js';
import { tolerantly } from './readable.js';
import * as companyCertificates from './rules/company-certificates.js';
import * as companyPolicies from './rules/company-policies.js';
import * as enrolment from './rules/enrolment.js';
import * as fleet from './rules/fleet.js';
import * as fleetParts from './rules/fleet-parts.js';
import * as identity from './rules/identity.js';
import * as names from './rules/names.js';
import * as network from './rules/network.js';
import * as operations from './rules/operations.js';
import * as regions from './rules/regions.js';
import type { Finding, LocatedSite, Rule, RuleContext, SiteRule } from './rules/rule.js';
import * as session from './rules/session.js';
import * as users from './rules/users.js';

/** A rule by its name. */
interface NamedRule {
  readonly name: string;
  readonly check: (context: RuleContext) => Finding[];
}

const forDeployment = (rules: Readonly<Record<string, Rule>>): NamedRule[] =>
  Object.entries(rules).map(([name, rule]) => ({ name, check: (context) => tolerantly(() => rule(context)) }));

const forEachSite = (rules: Readonly<Record<string, SiteRule>>): NamedRule[] =>
  Object.entries(rules).map(([name, rule]) => ({
    name,
    check: (context) => context.sites.flatMap((site: LocatedSite) => tolerantly(() => rule(site, context))),
  }));

/** Rules whose findings refuse a deployment. */
export const rules: readonly NamedRule[] = [
  ...forDeployment({
    identityCenterRegionExists: regions.identityCenterRegionExists,
    arnsFitTheDeployment: regions.arnsFitTheDeployment,
    boundaryIsAPolicyOfTheAccount: regions.boundaryIsAPolicyOfTheAccount,
    functionVpcCoversTheRegionsInUse: regions.functionVpcCoversTheRegionsInUse,
    logKeysAreForRegionsInUse: regions.logKeysAreForRegionsInUse,
    stateRegionExists: regions.stateRegionExists,
    enterpriseAppFollowsFederation: identity.enterpriseAppFollowsFederation,
    replacingAnIdentitySourceIsMeant: identity.replacingAnIdentitySourceIsMeant,
    handshakeIsOfThisInstance: identity.handshakeIsOfThisInstance,
    activeCertificateExists: identity.activeCertificateExists,
    certificateNamesDiffer: names.certificateNamesDiffer,
    desktopUsersNameSurvivesScim: names.desktopUsersNameSurvivesScim,
    profileNameIsValid: names.profileNameIsValid,
    statusPageWaitsForWhatComes: enrolment.statusPageWaitsForWhatComes,
    microsoft365IsOne: enrolment.microsoft365IsOne,
    pilotBelongsToRings: enrolment.pilotBelongsToRings,
    osMinimumIsReached: enrolment.osMinimumIsReached,
    groupsOfEnrolmentDiffer: enrolment.groupsOfEnrolmentDiffer,
    appsDiffer: enrolment.appsDiffer,
    listsOfEnrolmentHoldEachOnce: enrolment.listsOfEnrolmentHoldEachOnce,
    pilotIsAPart: enrolment.pilotIsAPart,
    acceptedRowsExist: companyPolicies.acceptedRowsExist,
    companyPoliciesKeepDesktops: companyPolicies.companyPoliciesKeepDesktops,
    companyPoliciesAgree: companyPolicies.companyPoliciesAgree,
    companyPolicyNamesDiffer: companyPolicies.companyPolicyNamesDiffer,
    companyPolicyNamesFit: companyPolicies.companyPolicyNamesFit,
    fleetGroupsDiffer: fleetParts.fleetGroupsDiffer,
    certificatesAreOfAuthorities: companyCertificates.certificatesAreOfAuthorities,
    certificatesDiffer: companyCertificates.certificatesDiffer,
    sessionIsOfItsFile: session.sessionIsOfItsFile,
    sessionSaysSomething: session.sessionSaysSomething,
    siteKeysDiffer: names.siteKeysDiffer,
    directoryNamesDiffer: names.directoryNamesDiffer,
    networkRangesDoNotOverlap: network.networkRangesDoNotOverlap,
    desktopsAreNotTooMany: users.desktopsAreNotTooMany,
    deviceNamesAreEnough: users.deviceNamesAreEnough,
    tagsFit: operations.tagsFit,
    pipelineSharesTheState: operations.pipelineSharesTheState,
    identitiesOfThePipelineDiffer: operations.identitiesOfThePipelineDiffer,
    identitiesOfThePipelineAreNeeded: operations.identitiesOfThePipelineAreNeeded,
    connectionsOfThePipelineFit: operations.connectionsOfThePipelineFit,
    pullRequestsArePlannedApart: operations.pullRequestsArePlannedApart,
    pipelineSharesNoRole: operations.pipelineSharesNoRole,
    settingsOfTheHostFit: operations.settingsOfTheHostFit,
    intuneApplicationIsForLaptops: operations.intuneApplicationIsForLaptops,
  }),
  ...forEachSite({
    siteRegionSupportsEntraDirectories: regions.siteRegionSupportsEntraDirectories,
    siteIsWithinReachOfIdentityCenter: regions.siteIsWithinReachOfIdentityCenter,
    zonesAreSupportedAndDifferent: regions.zonesAreSupportedAndDifferent,
    directoryNameIsValid: names.directoryNameIsValid,
    derivedNamesFit: names.derivedNamesFit,
    registrationSecretFollowsItsApp: identity.registrationSecretFollowsItsApp,
    networkRangeIsValid: network.networkRangeIsValid,
    networkHoldsTheDesktops: network.networkHoldsTheDesktops,
    subnetsDiffer: network.subnetsDiffer,
    ipGroupsAreValid: network.ipGroupsAreValid,
    fleetRequiresAssignment: fleet.fleetRequiresAssignment,
    fleetGroupIsKeptElsewhere: fleet.fleetGroupIsKeptElsewhere,
    fleetIsAlone: fleet.fleetIsAlone,
    fleetPartsExist: fleetParts.fleetPartsExist,
    formerUsersDiffer: fleetParts.formerUsersDiffer,
    selfServiceNeedsAnAssignedGroup: fleet.selfServiceNeedsAnAssignedGroup,
    selfServiceHasAnApproverForEverybody: fleet.selfServiceHasAnApproverForEverybody,
    encryptionEncryptsSomething: users.encryptionEncryptsSomething,
    bundlesExist: users.bundlesExist,
    usersFilesAreNoCode: users.usersFilesAreNoCode,
    usersDifferWithinASite: users.usersDifferWithinASite,
    autoStopBelongsToStoppingDesktops: users.autoStopBelongsToStoppingDesktops,
    holdUntilBelongsToHeldUsers: users.holdUntilBelongsToHeldUsers,
  }),
];

/** Rules whose findings are worth knowing and refuse nothing. */
export const warnings: readonly NamedRule[] = [
  ...forDeployment({
    namesSuitWindows: names.namesSuitWindows,
    desktopsAreMany: users.desktopsAreMany,
    availableAppsShowEverywhere: enrolment.availableAppsShowEverywhere,
    companyPoliciesSuitDesktops: companyPolicies.companyPoliciesSuitDesktops,
    acceptedRowsAreThere: companyPolicies.acceptedRowsAreThere,
    certificatesHold: companyCertificates.certificatesHold,
    certificatesAreInTheirStore: companyCertificates.certificatesAreInTheirStore,
  }),
  ...forEachSite({
    networkKeepsClearOfTheSharedRange: network.networkKeepsClearOfTheSharedRange,
    volumesArePairs: users.volumesArePairs,
    stoppingKeepsWhatIsOpen: users.stoppingKeepsWhatIsOpen,
  }),
];

/** What some rules find, as problems in the order of the file. */
export function check(
  checked: readonly NamedRule[],
  context: RuleContext,
  lineOf: (path: Path) => number | undefined,
): Problem[] {
  return checked.flatMap(({ check: run }) => run(context)).map((finding) => asProblem(finding, lineOf));
}

function asProblem({ at, rule, got, nearest, fix, row }: Finding, lineOf: (path: Path) => number | undefined): Problem {
  const line = row === undefined ? lineOf(at) : row.line;
  return {
    path: row === undefined ? formatPath(at) : row.column,
    rule,
    got: shown(got),
    ...present({ nearest, line }),
    ...(row === undefined ? {} : { file: row.file }),
    ...present({ fix }),
  };
}
