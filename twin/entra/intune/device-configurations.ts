import { X509Certificate } from 'node:crypto';
import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { badRequest } from '../errors.js';
import { checkOmaSettings, customConfiguration, customFields, hideOmaSettings } from './custom-configurations.js';
import { policyCollection } from './policies.js';
import type { StoredCertificate } from './check-in-result.js';
import { typed } from './typed.js';

const trustedCertificate = '#microsoft.graph.windows81TrustedRootCertificate';
const common: Shape = { displayName: 'string!', description: 'string?', roleScopeTagIds: 'strings' };
const storesOfComputers = ['computerCertStoreRoot', 'computerCertStoreIntermediate', 'userCertStoreIntermediate'];
const certificateIsOne = rule(
  'trusted-certificate-der',
  'guess',
  'The certificate of a profile for trusted certificates is one in DER; anything else is refused.',
);

const commonFilledIn = { description: null, roleScopeTagIds: ['0'], version: 1 };

/**
 * Configurations by their type. Update rings: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windowsupdateforbusinessconfiguration;
 * what Graph fills in is a guess.
 * Certificates: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows81trustedrootcertificate.
 */
export const deviceConfigurations = policyCollection({
  name: 'deviceConfigurations',
  permission: 'DeviceManagementConfiguration',
  writing: typed({
    types: {
      '#microsoft.graph.windowsUpdateForBusinessConfiguration': {
        fields: {
          ...common,
          automaticUpdateMode: 'string',
          microsoftUpdateServiceAllowed: 'boolean',
          driversExcluded: 'boolean',
          allowWindows11Upgrade: 'boolean',
          qualityUpdatesDeferralPeriodInDays: 'number',
          featureUpdatesDeferralPeriodInDays: 'number',
          deadlineForQualityUpdatesInDays: 'number?',
          deadlineForFeatureUpdatesInDays: 'number?',
          deadlineGracePeriodInDays: 'number?',
          postponeRebootUntilAfterDeadline: 'boolean',
          userPauseAccess: 'string',
          updateNotificationLevel: 'string',
        },
        filledIn: {
          ...commonFilledIn,
          automaticUpdateMode: 'userDefined',
          businessReadyUpdatesOnly: 'userDefined',
          qualityUpdatesPaused: false,
          featureUpdatesPaused: false,
          userPauseAccess: 'notConfigured',
          updateNotificationLevel: 'notConfigured',
        },
      },
      [trustedCertificate]: {
        fields: {
          ...common,
          trustedRootCertificate: 'string!',
          certFileName: 'string!',
          destinationStore: 'string',
        },
        filledIn: { ...commonFilledIn, destinationStore: 'computerCertStoreRoot' },
      },
      [customConfiguration]: { fields: customFields(common), filledIn: { ...commonFilledIn } },
    },
    complete: hideOmaSettings,
    check(call) {
      checkOmaSettings(call);
      const {
        body: { trustedRootCertificate, destinationStore },
        context,
      } = call;
      if (destinationStore !== undefined && !storesOfComputers.includes(destinationStore as string))
        throw badRequest(
          `Invalid value specified for property 'destinationStore': ${JSON.stringify(destinationStore)}.`,
        );
      if (typeof trustedRootCertificate !== 'string') return;
      context.world.rules.leanOn(certificateIsOne);
      if (thumbprintOf(trustedRootCertificate) === undefined)
        throw badRequest(`Invalid value specified for property 'trustedRootCertificate'.`);
    },
  }),
});

/** SHA-1 of a certificate in base64; nothing where it is none. */
function thumbprintOf(base64: string): string | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).fingerprint.replaceAll(':', '');
  } catch {
    return undefined;
  }
}

/** What a device holds in its stores by a profile: nothing where it is of another kind. */
export function certificateIn(body: Readonly<Record<string, unknown>>): StoredCertificate | undefined {
  if (body['@odata.type'] !== trustedCertificate) return undefined;
  const thumbprint = thumbprintOf(String(body['trustedRootCertificate'])) ?? '';
  return { store: String(body['destinationStore']), thumbprint };
}
