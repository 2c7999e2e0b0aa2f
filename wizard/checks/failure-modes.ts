/**
 * The 48 known ways in which such a set-up fails, most of them silently and hours later. Each is found by rules, which
 * name its number, or it is said here why none can see it. `earlier` is what finds it before anybody asks a rule.
 */

/** What finds a failure besides a rule of `preflight` or `doctor`. */
export interface Earlier {
  /** With the deployment file: at every command. At the plan; during the apply; by how it is built: it cannot happen. */
  readonly at: 'deployment file' | 'plan' | 'apply' | 'built';
  readonly how: string;
}

export interface FailureMode {
  readonly number: number;
  readonly what: string;
  readonly earlier?: Earlier;
  /** Why no rule finds it, or not all of it. */
  readonly unseen?: string;
}

const file = (how: string): Earlier => ({ at: 'deployment file', how });
const plan = (how: string): Earlier => ({ at: 'plan', how });
const apply = (how: string): Earlier => ({ at: 'apply', how });
const built = (how: string): Earlier => ({ at: 'built', how });

type Unnumbered = Omit<FailureMode, 'number'>;

/** In the order of their numbers. */
const all: readonly Unnumbered[] = [
  // Account and network.
  {
    what: 'Region without directories for Entra, or not enabled in the account',
    earlier: file('a Region that AWS excludes is refused'),
  },
  { what: 'BYOL not enabled, or being enabled, in the Region' },
  {
    what: 'Management range not set, or overlapping the network',
    earlier: file('a range that overlaps those that WorkSpaces always uses is refused'),
    unseen: 'networks on premises, and routes that are set later on their side',
  },
  { what: 'Quota of one desktop' },
  { what: 'workspaces_DefaultRole missing, with a wrong trust or with a boundary' },
  {
    what: 'Subnets in one zone or in an unsupported one, IPv6 by itself, no way to the internet',
    earlier: file('zones of a network that is made are checked'),
  },
  {
    what: 'A service control policy forbids sso:CreateApplication and its like',
    earlier: apply('the error is named for what it is'),
    unseen: 'no API tells a member account which policies of the organization apply to it; only the call itself does',
  },
  { what: 'EBS encrypts by default while an image is imported' },
  {
    what: 'No BYOL image or bundle, a PCoIP image, a Windows version that is not supported',
    unseen:
      'no API tells protocol and Windows version of an image: only its tenancy, its state and the errors of its import',
  },
  {
    what: 'Quota of directories, a name that is taken, characters that a name may not have',
    earlier: file('the characters of the name, and two sites with one name'),
  },
  // Secret and key.
  { what: 'Secret encrypted with aws/secretsmanager' },
  { what: 'Key policy without Decrypt and DescribeKey for WorkSpaces' },
  { what: 'Resource policy without GetSecretValue for WorkSpaces' },
  { what: 'Wrong keys in the JSON of the secret' },
  {
    what: 'The id of the client secret instead of its value, or an object id instead of the application id',
    unseen: 'whether the value is right: only a sign-in as that application would tell, and that is not ours to try',
  },
  { what: 'Client secret expired: devices are silently not registered' },
  {
    what: 'Secret in another Region than the directory',
    earlier: file('an ARN of another Region than that of its site is refused'),
    unseen: 'nothing is left to see: such a deployment is not loaded',
  },
  {
    what: 'Secret name with + = or @',
    earlier: file('such an ARN is refused'),
    unseen: 'nothing is left to see: such a deployment is not loaded',
  },
  { what: 'Secret or key scheduled for deletion' },
  // Identity Center, SCIM, SAML.
  {
    what: 'No instance, one in another Region, an account instance for another Region',
    earlier: file('an account instance with another Region is refused'),
  },
  {
    what: 'Identity source is not Entra, or SCIM is off',
    unseen: 'no API tells the identity source: it shows in who arrives, and from where',
  },
  { what: 'Identity Center refuses users: a name is missing, two addresses, a duplicate' },
  { what: 'SCIM token expired: sync stops' },
  { what: 'Groups within the group are not synced' },
  { what: 'User not assigned to the enterprise app is never synced' },
  {
    what: 'NameID not the user name, more than one assertion, an encrypted one',
    unseen: 'claims that were changed by hand, and token encryption: `doctor --user` shows the failed sign-in',
  },
  {
    what: 'UPN over 63 characters, or changed later',
    earlier: file('users with a longer UPN are refused'),
  },
  { what: 'User or group deleted and made anew: assignments point to the old id' },
  { what: 'Assignment required, group not assigned' },
  { what: 'Identity Center with a key of one’s own whose policy shuts applications out' },
  // Entra and Intune.
  { what: 'Graph permissions missing, without consent, or delegated' },
  { what: 'Clean-up permissions missing: devices stay behind' },
  { what: 'Group tag differs from the directory name' },
  {
    what: 'MDM user scope leaves users out',
    unseen: 'to an application: Graph tells the scope to signed-in people alone',
  },
  { what: 'Profile not user-driven, for hybrid join, or not assigned' },
  { what: 'Licence for P1, VDA or Intune missing' },
  { what: 'Dynamic group late at the first sign-in' },
  {
    what: 'Tenant in GCC High or DoD',
    earlier: apply('signing in to the global Entra fails for such a tenant, before anything is made'),
    unseen: 'Graph does not tell: whoever is signed in to graph.microsoft.com is not in such a tenant',
  },
  {
    what: 'BitLocker policy reaches the desktops',
    unseen:
      'scripts, Win32 apps and agents of others may turn it on too: what they do no API tells; before an apply, a policy for a group that will hold only the new devices',
  },
  // Terraform and what it runs.
  {
    what: 'A failed update of the function is kept as done',
    earlier: built('what makes and updates is made anew at each change (ADR 0004), so a failure is planned again'),
    unseen: 'it cannot happen',
  },
  {
    what: 'The function is called twice',
    earlier: built('it looks for the thing by name before it makes one, and takes over what is there'),
    unseen: 'it cannot do harm',
  },
  {
    what: 'Import of a directory of the awscc provider plans a replacement',
    earlier: built('that provider is not used'),
    unseen: 'it cannot happen',
  },
  {
    what: 'Rename of the directory is a replacement',
    earlier: plan('a changed name is refused against the kept deployment, and prevent_destroy stops the plan'),
    unseen: 'nothing happens in the clouds: the plan is refused',
  },
  // From practice.
  { what: 'An older Autopilot profile reaches the devices and wins' },
  {
    what: 'Inherited settings: enrolment page, device limits, Hello, firewall, update rings',
    unseen:
      'scripts, Win32 apps and agents of others: what they do no API tells; kinds of policy that are not read are named',
  },
  {
    what: 'Too few random digits in the name template: names clash',
    earlier: file('templates of ours need enough digits for every desktop'),
  },
  { what: 'The existing enterprise app sends another user name, or filters' },
  { what: 'No check-in for weeks: compliance lapses' },
];

/** All 48. */
export const failureModes: readonly FailureMode[] = all.map((mode, at) => ({ number: at + 1, ...mode }));
