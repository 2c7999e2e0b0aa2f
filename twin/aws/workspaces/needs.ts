import { rule } from '../../rules.js';
import type { Connection } from '../foundation.js';

export const windowsNeeds = rule(
  'windows-needs-hosts',
  'https://learn.microsoft.com/intune/intune-service/fundamentals/intune-endpoints; https://learn.microsoft.com/autopilot/requirements?tabs=networking',
  'Signing in, Autopilot, Intune, apps, updates, activation, the clock and revocation lists each have hosts of their own; what cannot be reached fails by itself.',
);
export const whatFails = rule(
  'windows-fails-without-hosts',
  'guess',
  'What a person sees where one of these hosts cannot be reached: the words are the twin’s.',
);

/** Something that Windows or Intune does over the network. */
export interface Need {
  readonly purpose: string;
  /** The first sign-in ends there. */
  readonly stopsEnrolment?: true;
  /** What becomes of the desktop without it. */
  readonly without: string;
  readonly connections: readonly Connection[];
}

const tls = (...hosts: readonly string[]): Connection[] => hosts.map((host) => ({ host, protocol: 'TCP', port: 443 }));
const plain = (...hosts: readonly string[]): Connection[] => hosts.map((host) => ({ host, protocol: 'TCP', port: 80 }));

/** In the order in which a new desktop meets them. */
export const needs: readonly Need[] = [
  {
    purpose: 'sign-in',
    stopsEnrolment: true,
    without: 'nobody can sign in to Entra on it',
    connections: tls(
      ...['login.microsoftonline.com', 'login.live.com', 'enterpriseregistration.windows.net', 'aadcdn.msftauth.net'],
    ),
  },
  {
    purpose: 'autopilot',
    stopsEnrolment: true,
    without: 'it finds no Autopilot profile and comes up as a plain Windows',
    connections: [...tls('ztd.dds.microsoft.com', 'cs.dds.microsoft.com'), ...plain('www.msftconnecttest.com')],
  },
  {
    purpose: 'intune',
    stopsEnrolment: true,
    without: 'it joins Entra and does not enrol in Intune',
    connections: [
      ...tls('enterpriseenrollment.manage.microsoft.com', 'r.manage.microsoft.com', 'checkin.dm.microsoft.com'),
      ...tls('13.107.219.10'),
    ],
  },
  {
    purpose: 'apps',
    without: 'required apps do not come',
    connections: tls(
      'displaycatalog.mp.microsoft.com',
      'storeedgefd.dsx.mp.microsoft.com',
      'euprodimedatapri.azureedge.net',
    ),
  },
  {
    purpose: 'updates',
    without: 'Windows Update finds nothing',
    connections: [
      ...tls('fe2.update.microsoft.com', 'slscr.update.microsoft.com'),
      ...plain('tlu.dl.delivery.mp.microsoft.com', 'download.windowsupdate.com'),
    ],
  },
  {
    purpose: 'notifications',
    without: 'a sync from the portal waits for the next check-in',
    connections: tls('client.wns.windows.com', 'sin.notify.windows.com'),
  },
  {
    purpose: 'diagnostics',
    without: 'its reports in Intune stay empty',
    connections: tls('v10c.events.data.microsoft.com', 'lgmsapeweu.blob.core.windows.net'),
  },
  {
    purpose: 'activation',
    without: 'Windows is not activated',
    connections: tls('activation.sls.microsoft.com'),
  },
  {
    purpose: 'certificates',
    without: 'whether a certificate was revoked is not known',
    connections: plain('crl3.digicert.com', 'ocsp.digicert.com', 'mscrl.microsoft.com'),
  },
  {
    purpose: 'time',
    without: 'its clock drifts',
    connections: [{ host: 'time.windows.com', protocol: 'UDP', port: 123 }],
  },
];
