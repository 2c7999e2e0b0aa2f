import { keptOrder, nameOf, type Declared, type Index } from './index-text.js';

const lines = (names: readonly string[]): string => names.map((name) => `  ${name},`).join('\n');

/** Areas of the checks, along the way from the account to the person. */
const areas = ['account', 'network', 'registration', 'identity-center', 'federation', 'intune', 'desktops', 'users'];

const ofManner = (all: readonly Declared[], type: string): readonly Declared[] =>
  all.filter(({ found }) => found.groups?.['type'] === type);

const kindLines = (all: readonly Declared[]): string =>
  all
    .map((each) => {
      const kind = each.found.groups?.['kind'] ?? '';
      const name = nameOf(each);
      const key = /^\w+$/.test(kind) ? kind : `'${kind}'`;
      return `  ${key === name ? name : `${key}: ${name}`},`;
    })
    .join('\n');

/** Every index that is made. */
export const indexes: readonly Index[] = [
  {
    path: 'deployment/pipeline-hosts/index.ts',
    declares: /^export const (?<name>\w+) = pipelineHost\(/gm,
    about: 'Every host of pipelines, as the deployment names it; lines may change places.',
    body: (all, before) =>
      `export const pipelineHosts = {\n${lines(keptOrder(all, before))}\n} as const;\n\nexport type HostName = keyof typeof pipelineHosts;\n`,
  },
  {
    path: 'wizard/clouds/job-hosts/index.ts',
    declares: /^export const (?<name>\w+): JobHost = /gm,
    about: 'What the jobs of each host know of it; lines may change places.',
    imports: ["import type { JobHost } from './job-host.js';"],
    body: (all, before) =>
      `export const jobHosts: readonly JobHost[] = Object.values({\n${lines(keptOrder(all, before))}\n});\n`,
  },
  {
    path: 'wizard/repository/pipelines/index.ts',
    declares: /^export const (?<name>\w+): PipelineOn<'(?<host>\w+)'> = /gm,
    about: 'The pipeline of each host; lines may change places.',
    imports: [
      "import type { HostName } from '../../../deployment/pipeline-hosts/index.js';",
      "import type { PipelineOn } from './pipeline-on.js';",
    ],
    body: (all, before) =>
      `export const pipelines: { readonly [Host in HostName]: PipelineOn<Host> } = {\n${lines(keptOrder(all, before))}\n};\n`,
  },
  {
    path: 'wizard/checks/rules/index.ts',
    declares: /^export const (?<name>\w+) = (?:deploymentRule|siteRule)\(/gm,
    about: 'Every rule, from the account to the person; lines of one area may change places.',
    imports: ["import type { Rule } from '../rule.js';"],
    body: (all, before) => `export const rules: readonly Rule[] = [\n${lines(keptOrder(all, before, areas))}\n];\n`,
  },
  {
    path: 'wizard/clouds/lookups/index.ts',
    declares: /^export const (?<name>\w+) = (?:lookup|siteLookup|deploymentLookup|namedLookup)\(/gm,
    about: 'Every lookup. `permissions` prints what they need.',
    body: (all) =>
      `export const lookups = {\n${lines(all.map(nameOf).sort())}\n} as const;\n\nexport type LookupName = keyof typeof lookups;\n`,
  },
  {
    path: 'function/kinds/table.ts',
    declares: /^export const (?<name>\w+): (?<type>ResourceKind|ObservedResourceKind)<'(?<kind>[\w-]+)'> = /gm,
    about: 'The handler of each kind.',
    imports: [
      "import type { ManagedKind, ObservedKind } from '../../domain/control-plane/contract.js';",
      "import type { ObservedResourceKind, ResourceKind } from './kind.js';",
    ],
    body: (all) =>
      [
        'export const managed: { readonly [K in ManagedKind]: ResourceKind<K> } = {',
        kindLines(ofManner(all, 'ResourceKind')),
        '};',
        '',
        'export const observed: { readonly [K in ObservedKind]: ObservedResourceKind<K> } = {',
        kindLines(ofManner(all, 'ObservedResourceKind')),
        '};',
        '',
      ].join('\n'),
  },
  {
    path: 'twin/entra/intune/index.ts',
    declares:
      /^export const (?<name>\w+)(?<many>: readonly IntuneCollection\[\])? = (?:\[|(?:policyCollection|collection<\w+>)\()/gm,
    about: 'What Intune keeps, in the order of the snapshot.',
    imports: ["import type { IntuneCollection } from './collection.js';"],
    body: (all) => {
      const names = all.map((each) => `${each.found.groups?.['many'] === undefined ? '' : '...'}${nameOf(each)}`);
      return `export const intuneCollections: readonly IntuneCollection[] = [\n${lines(names)}\n];\n`;
    },
  },
];
