/** What a synthesized stack holds, counted: said before anything is planned. */
import { readFileSync } from 'node:fs';
import { counted } from '../../domain/counted.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Stage } from '../../deployment/stage.js';
import { withPlainReferences } from '../../domain/control-plane/invocation-text.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { wordingOf } from '../resources/table.js';
import type { Cloud } from '../resources/wording.js';
import type { Terminal } from '../terminal/terminal.js';

/** The parts of Terraform's JSON configuration that are read here. */
export interface StackJson {
  readonly terraform?: {
    readonly required_providers?: Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
    readonly backend?: { readonly local?: { readonly path?: string } };
  };
  readonly module?: Readonly<Record<string, unknown>>;
  readonly provider?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly check?: Readonly<Record<string, unknown>>;
  /** What leaves the state. */
  readonly removed?: readonly { readonly from: string }[];
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface StackContents {
  readonly resources: number;
  /** Resources by cloud, only those with some. */
  readonly clouds: Readonly<Partial<Record<Cloud, number>>>;
  /** Resources by Terraform type, sorted. */
  readonly types: Readonly<Record<string, number>>;
  readonly desktops: number;
  readonly dataSources: number;
}

const clouds: readonly Cloud[] = ['AWS', 'Entra', 'Intune', 'Azure', 'Terraform'];

export function contentsOf(stack: StackJson): StackContents {
  const types = Object.fromEntries(
    Object.entries(stack.resource ?? {})
      .map(([type, blocks]) => [type, Object.keys(blocks).length] as const)
      // Names of types are plain letters: what sorts them by a language takes longer to load than to sort.
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const counted = clouds.flatMap((cloud) => {
    const count = Object.entries(types).reduce(
      (sum, [type, blocks]) => sum + (wordingOf(type).cloud === cloud ? blocks : 0),
      0,
    );
    return count > 0 ? [[cloud, count] as const] : [];
  });
  return {
    resources: Object.values(types).reduce((sum, count) => sum + count, 0),
    clouds: Object.fromEntries(counted),
    types,
    desktops: types[desktopType] ?? 0,
    dataSources: Object.values(stack.data ?? {}).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0),
  };
}

/** What the plan holds of a stage, where the fleets of some sites make their desktops after the apply. */
function stageWords(stage: Stage, listed: boolean, fleets: readonly string[]): string {
  if (stage === 'foundation')
    return 'foundation: everything that has to exist before Entra and Identity Center shake hands';
  if (fleets.length === 0) return 'connected: everything, desktops included';
  return listed
    ? `connected: everything, desktops included, but for those of ${fleets.join(', ')}: a fleet makes them after the apply`
    : 'connected: everything but the desktops, which a fleet makes after the apply';
}

/** Says what the plan will hold. */
export function sayContents(
  terminal: Terminal,
  stack: {
    readonly name: string;
    readonly stage: Stage;
    readonly deployment: Pick<Deployment, 'sites'>;
    readonly file: string;
    readonly contents: StackContents;
  },
): void {
  const { contents, name, stage, file, deployment } = stack;
  const fleets = deployment.sites.flatMap(({ key, desktops: { fleet } }) => (fleet === undefined ? [] : [key]));
  const listed = fleets.length < deployment.sites.length;
  const desktops = listed || contents.desktops > 0 ? `, ${counted(contents.desktops, 'desktop')}` : '';
  const parts = Object.entries(contents.clouds).map(([cloud, count]) =>
    cloud === 'Terraform' ? counted(count, 'timer') : `${count} in ${cloud}`,
  );
  terminal.good(`${name} is synthesized: ${counted(contents.resources, 'resource')} (${parts.join(', ')})${desktops}.`);
  terminal.say(`  Stage ${stageWords(stage, listed, fleets)}.`);
  terminal.lines([`  ${file}`]);
}

/** A synthesized stack, with the references in its inner JSON as plain text. */
export function parseStack(text: string): StackJson {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' ? withPlainReferences(value) : value,
  ) as StackJson;
}

/** Addresses of the resources of a stack on disk. None where it cannot be read: what is wrong with it is said elsewhere. */
export function addressesIn(file: string): readonly string[] {
  try {
    const { resource = {} } = parseStack(readFileSync(file, 'utf8'));
    return Object.entries(resource).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`));
  } catch {
    return [];
  }
}
