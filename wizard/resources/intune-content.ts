/** What Intune gives desktops, by where it lies in Graph: what each is called, needs, and is known by. */
import { present } from '../../domain/present.js';
import { graph, type TypeRights } from './rights.js';
import { known, type Values } from './values.js';
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
  /** Why none is taken over, and what becomes of the one that is there: the apply makes another one. */
  readonly madeAnew?: string;
  /** What is sent to an action of one that is no assignment, by the action. */
  readonly actions?: Readonly<Record<string, Wording>>;
}

const configuration = graph('DeviceManagementConfiguration.Read.All');
const services = graph('DeviceManagementServiceConfig.Read.All');
const apps = graph('DeviceManagementApps.Read.All');

const content = (
  collection: string,
  noun: string,
  rights: TypeRights,
  more: Partial<Pick<IntuneContent, 'nameField' | 'once' | 'madeAnew' | 'actions'>> & { readonly nouns?: string } = {},
): IntuneContent => {
  const { nouns, nameField = 'displayName', once, madeAnew, actions } = more;
  return {
    collection,
    // A change of it interrupts nobody: desktops take it at their next check-in.
    words: plain('Intune', noun, { name: [`body.${nameField}`], ...present({ nouns }) }),
    assignment: plain('Intune', `assignment of ${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`, {
      nouns: `assignments of ${nouns ?? `${noun}s`}`,
    }),
    rights,
    nameField,
    ...present({ once, madeAnew, actions }),
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
    // msgraph 0.5.0 imports nothing but the id, so the first apply would send the whole body: Graph takes scheduledActionsForRule
    // when it is made alone (docs/facts/intune.md).
    madeAnew:
      'The apply makes another one: Graph takes the actions of a compliance policy when it is made alone. Delete this one in Intune after it (Devices, Compliance): until then desktops are judged by both.',
    actions: {
      scheduleActionsForRules: plain('Intune', 'grace of a compliance policy', {
        nouns: 'graces of compliance policies',
      }),
    },
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
  ...intuneContents.flatMap(({ words, assignment, actions = {} }) => [words, assignment, ...Object.values(actions)]),
  ...others.map(([, , words]) => words),
  elsewhere,
];

/** Where in Graph a block writes, as a stack has it: an id that the apply alone makes is any. */
export function writtenAddresses(block: Values): Values {
  const plainly = (key: string): string | undefined => known(block, key)?.replace(/\$\{[^{}]*\}/g, 'ID');
  return present({ url: plainly('url'), resource_url: plainly('resource_url') });
}

/** What is said of a block of msgraph, by where it writes and which action it calls. */
export function graphWording(type: string, url: string, action?: string): Wording {
  const path = url.replace(/^\//, '');
  // As plain as a stack writes it: another spelling may lead somewhere else.
  if (!/^[\w-]+(\/[\w-]+)*$/.test(path)) return elsewhere;
  const found = contentAt(path);
  if (found) return path === found.collection ? found.words : (found.actions?.[action ?? ''] ?? found.assignment);
  return others.find(([ofType, address]) => ofType.test(type) && address.test(path))?.[2] ?? elsewhere;
}
