/**
 * Which hosts a desktop needs, and the client that shows it, by purpose: for a firewall that lets out only what is listed.
 * Pure. The web service of Office 365 is no longer accurate for Intune (its own page says so), so this is a list of our own.
 */

/** When the sources were read. */
export const endpointsAsOf = '2026-11-28';

export const purposes = {
  'sign-in': 'Signing in to Entra, and joining it',
  autopilot: 'The first sign-in: Autopilot finds the profile of the desktop',
  intune: 'Enrolment, policies and check-ins with Intune',
  apps: 'Apps: Company Portal, the Store, content of Win32 apps',
  updates: 'Windows Update and Delivery Optimization',
  notifications: 'Push notifications: a sync that starts at once',
  diagnostics: 'What Windows and Intune report; without it the set-up works, and its reports are empty',
  activation: 'Activation of Windows',
  certificates: 'Lists of certificates that no longer hold',
  time: 'The clock',
  client: 'The WorkSpaces client, from the network where people sit',
} as const;
export type Purpose = keyof typeof purposes;

export interface Endpoint {
  readonly purpose: Purpose;
  /** A name; a dot in front stands for it and everything below it. Or an IPv4 range. `REGION` stands for the Region. */
  readonly host: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  /** Where the connection begins. */
  readonly from: 'desktop' | 'client';
  readonly source: string;
  /** Not confirmed by its page, or by nobody yet. */
  readonly unconfirmed?: true;
}

const intunePage = 'https://learn.microsoft.com/intune/intune-service/fundamentals/intune-endpoints';
const autopilotPage = 'https://learn.microsoft.com/autopilot/requirements';
const officePage = 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges';
const portsPage = 'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html';

/** Names without spaces, one after the other. */
const names = (text: string): readonly string[] => text.trim().split(/\s+/);

const of = (
  purpose: Purpose,
  source: string,
  hosts: readonly string[],
  more: Partial<Pick<Endpoint, 'protocol' | 'port' | 'from' | 'unconfirmed'>> = {},
): readonly Endpoint[] =>
  hosts.map((host) => ({ purpose, host, protocol: 'TCP', port: 443, from: 'desktop', source, ...more }));

export const endpoints: readonly Endpoint[] = [
  ...of(
    'sign-in',
    intunePage,
    names(`login.microsoftonline.com login.live.com account.live.com enterpriseregistration.windows.net
      certauth.enterpriseregistration.windows.net graph.windows.net graph.microsoft.com aadcdn.msauth.net
      aadcdn.msftauth.net go.microsoft.com aka.ms`),
  ),
  ...of('sign-in', intunePage, ['device.login.microsoftonline.com'], { unconfirmed: true }),
  ...of('autopilot', autopilotPage, names('ztd.dds.microsoft.com cs.dds.microsoft.com')),
  ...of('autopilot', autopilotPage, names('.msftconnecttest.com www.msftncsi.com'), { port: 80 }),
  ...of(
    'intune',
    intunePage,
    names(`.manage.microsoft.com .dm.microsoft.com clientconfig.passport.net config.office.com ecs.office.com
      config.edge.skype.com .s-microsoft.com`),
  ),
  ...of('intune', intunePage, names('13.107.219.0/24 13.107.227.0/24 13.107.228.0/23 150.171.97.0/24')),
  ...of(
    'apps',
    intunePage,
    names(`displaycatalog.mp.microsoft.com purchase.md.mp.microsoft.com licensing.mp.microsoft.com
      storeedgefd.dsx.mp.microsoft.com naprodimedatapri.azureedge.net naprodimedatasec.azureedge.net
      naprodimedatahotfix.azureedge.net euprodimedatapri.azureedge.net euprodimedatasec.azureedge.net
      euprodimedatahotfix.azureedge.net approdimedatapri.azureedge.net approdimedatasec.azureedge.net
      approdimedatahotfix.azureedge.net`),
  ),
  ...of(
    'updates',
    intunePage,
    names(`.do.dsp.mp.microsoft.com .dl.delivery.mp.microsoft.com .delivery.mp.microsoft.com .update.microsoft.com
      .windowsupdate.com tsfe.trafficshaping.dsp.mp.microsoft.com adl.windows.com`),
  ),
  ...of('updates', intunePage, names('.dl.delivery.mp.microsoft.com .windowsupdate.com'), { port: 80 }),
  ...of('notifications', intunePage, names('.notify.windows.com .wns.windows.com')),
  ...of(
    'diagnostics',
    intunePage,
    names(`.events.data.microsoft.com .monitor.azure.com lgmsapeweu.blob.core.windows.net
      lgmsapewus2.blob.core.windows.net lgmsapesea.blob.core.windows.net lgmsapeaus.blob.core.windows.net
      lgmsapeind.blob.core.windows.net lgmsapeswiss.blob.core.windows.net`),
  ),
  ...of('activation', autopilotPage, ['.sls.microsoft.com']),
  ...of(
    'certificates',
    officePage,
    names(`crl3.digicert.com crl4.digicert.com ocsp.digicert.com ocspx.digicert.com cacerts.digicert.com
      mscrl.microsoft.com ocsp.msocsp.com ocsp.globalsign.com ocsp2.globalsign.com secure.globalsign.com
      www.digicert.com www.microsoft.com`),
    { port: 80 },
  ),
  ...of('time', autopilotPage, ['time.windows.com'], { protocol: 'UDP', port: 123 }),
  ...of(
    'client',
    portsPage,
    names(`.awsapps.com ws-client-service.REGION.amazonaws.com ws-broker-service.REGION.amazonaws.com
      login.microsoftonline.com`),
    { from: 'client' },
  ),
  ...(['TCP', 'UDP'] as const).flatMap((protocol) =>
    of('client', portsPage, ['.prod.REGION.highlander.aws.a2z.com'], { from: 'client', protocol, port: 4195 }),
  ),
];

/** Hosts between which nothing may open the traffic: they check their own certificate (page of Intune). */
export const neverInspected: readonly string[] = ['.manage.microsoft.com', '.dm.microsoft.com'];

/** Some of them, with the Region in its place. @param region without: `REGION` stays */
export function endpointsFor(
  wanted: { readonly purposes?: readonly string[]; readonly region?: string } = {},
): readonly Endpoint[] {
  const { purposes: chosen = [], region } = wanted;
  return endpoints
    .filter(({ purpose }) => chosen.length === 0 || chosen.includes(purpose))
    .map((each) => (region === undefined ? each : { ...each, host: each.host.replace('REGION', region) }));
}

/** Whether a host is an IPv4 range. */
export function isRange(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(host);
}
