/** The deployment that rules are asked about, and what a case changes in it. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { fleetSection } from '../../../../deployment/sections/fleet.js';
import { parseDeployment } from '../../../../deployment/load.js';
import type { Rule } from '../../../../wizard/checks/rule.js';

export type About = Parameters<Rule['evaluate']>[1];
export type Deployment = About['deployment'];
export type Site = NonNullable<About['site']>;

export const now = new Date('2026-11-25T12:00:00Z');

/** A federation that is set up here, and everything made by Terraform: ada and grace in Berlin. */
export const { deployment: base } = parseDeployment(
  readFileSync('examples/greenfield-connected.json', 'utf8'),
  'deployment.json',
  () => '',
);
const [firstSite] = base.sites;
if (!firstSite) throw new Error('the example has no site');
export const berlin: Site = firstSite;

/** What a case says of the deployment; the rest is as in the example. */
export interface Changes {
  readonly aws?: Partial<Deployment['aws']>;
  readonly alerts?: Deployment['alerts'];
  readonly entra?: Partial<Deployment['entra']>;
  readonly identityCenter?: Partial<Deployment['identityCenter']>;
  readonly intune?: Partial<Deployment['intune']>;
  readonly pipeline?: Deployment['pipeline'];
  readonly state?: Deployment['state'];
  /** Of the site that a rule is asked about. */
  readonly site?: SiteChanges;
  /** Further sites: each as the first, but for this. */
  readonly more?: readonly SiteChanges[];
}

interface SiteChanges extends Partial<Omit<Site, 'access' | 'desktops'>> {
  readonly access?: Partial<Site['access']>;
  /** By UPN; who is not active says so. */
  readonly users?: readonly (string | Site['desktops']['users'][number])[];
  /** In the place of users: what is said of the fleet, beside the defaults. */
  readonly fleet?: z.input<typeof fleetSection>;
  readonly encryption?: Site['desktops']['encryption'];
}

/** What a rule is asked about. */
export function aboutOf(
  { aws, alerts = base.alerts, entra, identityCenter, intune, site, more = [], ...rest }: Changes,
  { occasion = 'doctor', stage = 'connected' }: Partial<Pick<About, 'occasion' | 'stage'>>,
): Required<About> {
  const here = siteOf(site ?? {});
  const deployment: Deployment = {
    ...base,
    aws: { ...base.aws, ...aws },
    entra: { ...base.entra, ...entra },
    identityCenter: { ...base.identityCenter, ...identityCenter },
    intune: { ...base.intune, ...intune },
    alerts,
    pipeline: rest.pipeline ?? base.pipeline,
    state: rest.state ?? base.state,
    sites: [here, ...more.map(siteOf)],
  };
  return { deployment, site: here, occasion, stage, now };
}

function siteOf({ access, users, fleet, encryption, ...rest }: SiteChanges): Site {
  return {
    ...berlin,
    ...rest,
    access: { ...berlin.access, ...access },
    desktops: {
      ...berlin.desktops,
      users:
        users?.map((each) => (typeof each === 'string' ? { upn: each, state: 'active' } : each)) ??
        (fleet === undefined ? berlin.desktops.users : []),
      ...(fleet === undefined ? {} : { fleet: fleetSection.parse(fleet) }),
      ...(encryption === undefined ? {} : { encryption }),
    },
  };
}
