import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { emptyBadRequest, GraphError } from '../errors.js';
import { policyCollection } from './policies.js';
import { typed, type BodyType } from './typed.js';

const publishedFirst = rule(
  'app-published-before-assign',
  'deploymenttheory/terraform-provider-microsoft365, win_get_app: waits for publishingState',
  'An app is assigned when it is published, which takes a while after it was made.',
);
const storeIdInCapitals = rule(
  'store-app-id',
  'deploymenttheory/terraform-provider-microsoft365, win_get_app: package_identifier',
  'The id of a store app is 12 capitals and digits beginning with 9, or 14 beginning with XP.',
);

const common: Shape = {
  displayName: 'string!',
  description: 'string!',
  publisher: 'string!',
  developer: 'string?',
  owner: 'string?',
  notes: 'string?',
  informationUrl: 'string?',
  privacyInformationUrl: 'string?',
  isFeatured: 'boolean',
  largeIcon: 'any',
  roleScopeTagIds: 'strings',
};
const commonFilledIn = {
  developer: '',
  owner: '',
  notes: '',
  informationUrl: null,
  privacyInformationUrl: null,
  isFeatured: false,
  largeIcon: null,
  roleScopeTagIds: ['0'],
};

const excludedApps: Shape = Object.fromEntries(
  [
    ...['access', 'bing', 'excel', 'groove', 'infoPath', 'lync', 'oneDrive', 'oneNote', 'outlook'],
    ...['powerPoint', 'publisher', 'sharePointDesigner', 'teams', 'visio', 'word'],
  ].map((name) => [name, 'boolean' as const]),
);

/** https://learn.microsoft.com/graph/api/resources/intune-apps-officesuiteapp; what Graph fills in is a guess. */
const officeSuite: BodyType = {
  fields: {
    ...common,
    autoAcceptEula: 'boolean',
    productIds: 'strings',
    excludedApps,
    useSharedComputerActivation: 'boolean',
    updateChannel: 'string',
    officeSuiteAppDefaultFileFormat: 'string!',
    officePlatformArchitecture: 'string',
    localesToInstall: 'strings',
    installProgressDisplayLevel: 'string',
    shouldUninstallOlderVersionsOfOffice: 'boolean',
    targetVersion: 'string?',
    updateVersion: 'string?',
  },
  filledIn: {
    ...commonFilledIn,
    autoAcceptEula: false,
    useSharedComputerActivation: false,
    updateChannel: 'none',
    localesToInstall: [],
    installProgressDisplayLevel: 'none',
    shouldUninstallOlderVersionsOfOffice: false,
    targetVersion: '',
    updateVersion: '',
    officeConfigurationXml: null,
    excludedApps: Object.fromEntries(Object.keys(excludedApps).map((name) => [name, false])),
  },
  onlyOnce: ['officePlatformArchitecture'],
};

export const apps = policyCollection({
  name: 'deviceAppManagement/mobileApps',
  versions: ['beta'],
  permission: 'DeviceManagementApps',
  writing: typed({
    assignField: 'mobileAppAssignments',
    assignsEach: true,
    types: {
      '#microsoft.graph.winGetApp': {
        fields: {
          ...common,
          packageIdentifier: 'string!',
          repositoryType: 'string',
          installExperience: { runAsAccount: 'string' },
          manifestHash: 'string?',
        },
        filledIn: { ...commonFilledIn, manifestHash: null, installExperience: { runAsAccount: 'user' } },
        onlyOnce: ['packageIdentifier', 'repositoryType', 'installExperience'],
      },
      '#microsoft.graph.officeSuiteApp': officeSuite,
    },
    check({ body: { packageIdentifier }, context }) {
      if (typeof packageIdentifier !== 'string') return;
      context.world.rules.leanOn(storeIdInCapitals);
      if (!/^(9[0-9A-Z]{11}|XP[0-9A-Z]{12})$/.test(packageIdentifier)) throw emptyBadRequest();
    },
    complete({ body }, { context }) {
      if (body['publishingState'] !== undefined) return;
      body['publishingState'] = 'processing';
      const { clock } = context.world;
      clock.after(context.delays.appPublishing, 'an app is published', () => {
        body['publishingState'] = 'published';
      });
    },
    mayAssign({ context }, { id, body }) {
      context.world.rules.leanOn(publishedFirst);
      if (body['publishingState'] === 'published') return;
      const state = String(body['publishingState']);
      throw new GraphError(400, 'BadRequest', `The MobileApp's PublishingState is not Published: ${id} is ${state}.`);
    },
  }),
});
