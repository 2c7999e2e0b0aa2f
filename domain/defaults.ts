/**
 * What is taken where nobody says otherwise: a field of the deployment without a value, and a prop of a construct that is used
 * without a deployment. What a construct has no prop for, or what means "off" everywhere (`null`, an empty list), stands with its
 * field alone.
 */
export const defaults = {
  /** Days that logs are kept. */
  logRetentionDays: 365,
  /** IAM path of roles. */
  rolePath: '/',
  /** What desktops may reach. */
  outbound: 'open',
  /** Names of the SAML signing certificates. */
  certificates: ['1'],
  /** Whether WorkSpaces may delete the device of a desktop that goes. */
  cleanUpDevices: true,
  /** Scope tags of what is made in Intune: the one that every tenant has. */
  roleScopeTagIds: ['0'],
  /** Whom an app of the Microsoft store is installed for. */
  installFor: 'system',
  /** Whether a compliant device has its firewall on. */
  firewall: true,
  autopilotProfile: {
    userType: 'standard',
    locale: 'os-default',
    hidePrivacySettings: true,
    hideEula: true,
    skipKeyboardSelection: true,
    hideChangeAccount: true,
  },
} as const;
