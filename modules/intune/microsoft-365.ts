import type { GraphBody } from './msgraph.js';

/** Microsoft 365 Apps, as Intune installs them. */
export interface Microsoft365 {
  readonly displayName: string;
  readonly edition: 'enterprise' | 'business';
  readonly channel: 'current' | 'monthlyEnterprise' | 'semiAnnual';
  /** Apps that are left out, by their name in Graph. */
  readonly without: readonly string[];
  /** Such as `de-de`; none: that of Windows. */
  readonly languages: readonly string[];
}

const products = { enterprise: 'o365ProPlusRetail', business: 'o365BusinessRetail' } as const;
const channels = { current: 'current', monthlyEnterprise: 'monthlyEnterprise', semiAnnual: 'deferred' } as const;
const architecture = 'x64';

/** Every part that Graph knows, and whether it is left out unless somebody says so: what is retired, and Visio, is. */
const parts: Readonly<Record<string, boolean>> = {
  access: false,
  bing: true,
  excel: false,
  groove: true,
  infoPath: true,
  lync: true,
  oneDrive: false,
  oneNote: false,
  outlook: false,
  powerPoint: false,
  publisher: false,
  sharePointDesigner: true,
  teams: false,
  visio: true,
  word: false,
};

/** What is given at creation alone. Without languages the field is absent, and a PATCH does not take one back. */
export function microsoft365Once({ languages }: Microsoft365): readonly string[] {
  return [architecture, languages.length === 0 ? 'language of Windows' : 'languages'];
}

/**
 * Its body: https://learn.microsoft.com/graph/api/resources/intune-apps-officesuiteapp. The file format is always given,
 * as are all parts: what is absent is neither seen nor put back (docs/facts/intune.md 7.4).
 */
export function microsoft365Body(office: Microsoft365, roleScopeTagIds: readonly string[] = ['0']): GraphBody {
  const { displayName, edition, channel, without, languages } = office;
  return {
    '@odata.type': '#microsoft.graph.officeSuiteApp',
    displayName,
    description: displayName,
    publisher: 'Microsoft',
    isFeatured: false,
    roleScopeTagIds: [...roleScopeTagIds],
    productIds: [products[edition]],
    officePlatformArchitecture: architecture,
    officeSuiteAppDefaultFileFormat: 'officeOpenXMLFormat',
    updateChannel: channels[channel],
    excludedApps: Object.fromEntries(
      Object.entries(parts).map(([part, isOut]) => [part, isOut || without.includes(part)]),
    ),
    ...(languages.length === 0 ? {} : { localesToInstall: [...languages] }),
    // A desktop belongs to one person.
    useSharedComputerActivation: false,
    shouldUninstallOlderVersionsOfOffice: true,
    autoAcceptEula: true,
    installProgressDisplayLevel: 'none',
  };
}
