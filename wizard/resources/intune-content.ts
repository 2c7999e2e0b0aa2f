/** What Intune gives desktops, by where it lies in Graph: what each is called, needs, and is known by. */
import { present } from '../../domain/present.js';
import { graph, type TypeRights } from './rights.js';
import { carrying, plain, type Wording } from './wording.js';

/** Things of one collection. */
export interface IntuneContent {
  /** Its collection, as msgraph addresses it. */
  readonly collection: string;
  readonly words: Wording;
  /** Of who gets it, where that is a block of its own. */
  readonly assignment: Wording;
  readonly rights: TypeRights;
  /** The field of its body that names one. */
  readonly nameField: 'name' | 'displayName';
  /** Fields of its body that are given at creation alone: one that differs is not taken over. */
  readonly once?: readonly string[];
}

const configuration = graph('DeviceManagementConfiguration.Read.All');
const services = graph('DeviceManagementServiceConfig.Read.All');
const apps = graph('DeviceManagementApps.Read.All');

const content = (
  collection: string,
  noun: string,
  rights: TypeRights,
  more: Partial<Pick<IntuneContent, 'nameField' | 'once'>> & { readonly nouns?: string } = {},
): IntuneContent => {
  const { nouns, nameField = 'displayName', once } = more;
  return {
    collection,
    // A change of it interrupts nobody: desktops take it at their next check-in.
    words: plain('Intune', noun, { name: [`body.${nameField}`], ...present({ nouns }) }),
    assignment: plain('Intune', `assignment of ${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`, {
      nouns: `assignments of ${nouns ?? `${noun}s`}`,
    }),
    rights,
    nameField,
    ...present({ once }),
  };
};

/** Every collection that a stack makes something in, beside Autopilot profiles. */
export const intuneContents: readonly IntuneContent[] = [
  content('deviceManagement/configurationPolicies', 'settings policy', configuration, {
    nouns: 'settings policies',
    nameField: 'name',
  }),
  content('deviceManagement/deviceCompliancePolicies', 'compliance policy', configuration, {
    nouns: 'compliance policies',
  }),
  content('deviceManagement/deviceEnrollmentConfigurations', 'enrolment status page', services),
  content('deviceManagement/deviceConfigurations', 'device configuration', configuration, { once: ['@odata.type'] }),
  content('deviceManagement/windowsFeatureUpdateProfiles', 'Windows version policy', configuration, {
    nouns: 'Windows version policies',
  }),
  content('deviceManagement/assignmentFilters', 'assignment filter', configuration, { once: ['platform'] }),
  content('deviceAppManagement/mobileApps', 'app', apps, { once: ['packageIdentifier', 'installExperience'] }),
];

/** The collection that an address of msgraph lies in. */
export function contentAt(url: string | undefined): IntuneContent | undefined {
  const path = url?.replace(/^\//, '');
  return intuneContents.find(({ collection }) => path === collection || path?.startsWith(`${collection}/`));
}

/** Where Autopilot profiles lie, as msgraph addresses them. */
export const autopilotProfilesUrl = 'deviceManagement/windowsAutopilotDeploymentProfiles';

const profile = carrying('Intune', 'Autopilot profile', { name: ['body.displayName'] });
const profileAssignment = carrying('Intune', 'assignment of an Autopilot profile', {
  nouns: 'assignments of Autopilot profiles',
});

/** The rest of what a stack sends to Graph: by type and address, with what it is. */
const others: readonly (readonly [type: RegExp, address: RegExp, words: Wording])[] = [
  [/^msgraph_resource$/, new RegExp(`^${autopilotProfilesUrl}$`), profile],
  [/^msgraph_resource$/, new RegExp(`^${autopilotProfilesUrl}/[^/]+/assignments$`), profileAssignment],
  [
    /^msgraph_resource_action$/,
    /^servicePrincipals\/[^/]+$/,
    carrying('Entra', 'signing certificate', { name: ['body.displayName'] }),
  ],
  [/^msgraph_update_resource$/, /^servicePrincipals\/[^/]+$/, carrying('Entra', 'active signing certificate')],
];

/** Graph is one address for a whole tenant, roles and credentials included: what no table knows may be any of it. */
const elsewhere: Wording = {
  ...carrying('Entra', 'object of Microsoft Graph that no table knows', {
    nouns: 'objects of Microsoft Graph that no table knows',
    name: ['url', 'resource_url'],
  }),
  create: 'destroys-data',
  update: 'destroys-data',
  remove: 'destroys-data',
  attributes: {},
};

/** Every word for what lies in Graph. */
export const graphWordings: readonly Wording[] = [
  ...intuneContents.flatMap(({ words, assignment }) => [words, assignment]),
  ...others.map(([, , words]) => words),
  elsewhere,
];

/** What is said of a block of msgraph, by where it writes. */
export function graphWording(type: string, url: string): Wording {
  const path = url.replace(/^\//, '');
  // As plain as a stack writes it: another spelling may lead somewhere else.
  if (!/^[\w-]+(\/[\w-]+)*$/.test(path)) return elsewhere;
  const found = contentAt(path);
  if (found) return path === found.collection ? found.words : found.assignment;
  return others.find(([ofType, address]) => ofType.test(type) && address.test(path))?.[2] ?? elsewhere;
}
