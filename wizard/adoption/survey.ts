/** What of a deployment exists already without the state knowing of it: looked for block by block, compared, never changed. */
import { present } from '../../domain/present.js';
import type { Deployment } from '../../deployment/schema.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { Clouds } from '../clouds/lookup.js';
import type { Adoption, DataSource } from '../resources/record.js';
import type { Candidate, Finder, MadeAnew, Reading, Search, SeenCertificate, StackBlock } from '../resources/finder.js';
import { writtenAddresses } from '../resources/intune-content.js';
import { dataSources, resources, wordingOf } from '../resources/table.js';
import { known, type Values } from '../resources/values.js';
import { blocksIn, fromControlPlane, resolved, unknown, type StackFile } from './stack.js';

/** What became of one block. */
export interface Sighting {
  readonly address: string;
  readonly type: string;
  /** `adopt`: it matches. `differs`: an import would replace it. `several`: nobody can tell which. `made-anew`: no import. */
  readonly outcome: 'adopt' | 'differs' | 'several' | 'made-anew' | 'unknown';
  /** What was found, as a person knows it. */
  readonly found: readonly string[];
  readonly importId?: string;
  /** Arguments that only the apply would know, as they are: unknown ones would plan a replacement. */
  readonly literals?: Values;
  /** How it differs, or what happens instead. */
  readonly remarks: readonly string[];
  /** Commands that remove what stays behind once the apply has made another one. */
  readonly removals?: readonly string[];
  /** A signing certificate whose reading takes the place of the request that would make another one. */
  readonly certificate?: SeenCertificate;
}

/** One with what its block makes, in a word. */
export type NamedSighting = Sighting & { readonly noun: string };

export interface SurveyOptions {
  readonly clouds: Clouds;
  readonly deployment: Deployment;
  readonly stack: StackFile;
  /** Attributes by address, of what the state holds. */
  readonly state: ReadonlyMap<string, Values>;
  /** Chosen among several: part of the import id by address. */
  readonly chosen: ReadonlyMap<string, string>;
}

/** Looks for every block that the state lacks. Says nothing of what is not there: the apply makes it. */
export async function survey(options: SurveyOptions): Promise<readonly NamedSighting[]> {
  const looking = new Looking(options);
  const blocks = blocksIn(options.stack).filter(
    ({ mode, address }) => mode === 'resource' && !options.state.has(address),
  );
  const sightings = await Promise.all(blocks.map((block) => looking.sighting(block)));
  return sightings.flatMap((each, at) => {
    const { type, values } = blocks[at]!;
    return each ? [{ ...each, noun: wordingOf(type, { ...values, ...writtenAddresses(values) }).noun }] : [];
  });
}

type Look = { readonly candidates: readonly Candidate[]; readonly values: Values } | { readonly unknown: string };

class Looking {
  private readonly blocks: ReadonlyMap<string, StackBlock>;
  private readonly looks = new Map<string, Promise<Look>>();
  private readonly shared = new Map<string, Promise<unknown>>();

  constructor(private readonly options: SurveyOptions) {
    this.blocks = new Map(blocksIn(options.stack).map((block) => [block.address, block]));
  }

  async sighting(block: StackBlock): Promise<Sighting | undefined> {
    const adopt = resources[block.type]?.adopt;
    if (adopt === undefined || typeof adopt === 'string') return undefined;
    if ('read' in adopt) return this.readInstead(block, adopt);
    if ('madeAnew' in adopt) return this.leftBehind(block, adopt);
    return this.found(block, adopt);
  }

  private async found(block: StackBlock, { fixed: neverChanged = [] }: Finder): Promise<Sighting | undefined> {
    const { address, type } = block;
    const look = await this.look(address);
    if ('unknown' in look) return { address, type, outcome: 'unknown', found: [], remarks: [look.unknown] };
    const conflicts = look.candidates.flatMap((each) => each.conflicts ?? []);
    if (conflicts.length > 0) {
      const found = look.candidates.map(({ name }) => name);
      return { address, type, outcome: 'differs', found, remarks: conflicts };
    }
    const chosen = this.choose(address, look.candidates);
    const again = chosen.find(({ instead }) => instead !== undefined);
    if (again?.instead !== undefined) {
      return { address, type, outcome: 'made-anew', found: [again.name], remarks: [again.instead] };
    }
    const candidates = chosen.filter(({ importId }) => importId !== undefined);
    const found = candidates.map(({ name }) => name);
    const [only] = candidates;
    const taken = this.options.chosen.get(address);
    if (!only && taken !== undefined) {
      const remarks = [`--take names ${taken}, which was not found.`];
      return { address, type, outcome: 'unknown', found: look.candidates.map(({ name }) => name), remarks };
    }
    if (!only) return undefined;
    if (candidates.length > 1) {
      const ids = candidates.map(({ importId }) => `--take ${address}=${importId ?? ''}`);
      return { address, type, outcome: 'several', found, remarks: ids };
    }
    const differences = differencesOf(only, look.values);
    const fixed = differences.filter(({ name }) => neverChanged.includes(name));
    return {
      address,
      type,
      outcome: fixed.length > 0 ? 'differs' : 'adopt',
      found,
      ...(fixed.length > 0 || only.importId === undefined ? {} : { importId: only.importId }),
      ...literalsOf(block, look.values),
      remarks: (fixed.length > 0 ? fixed : differences).map(({ text }) => text),
    };
  }

  /** Attributes of what a block stands for: from the state, else from what was found. */
  readonly attributes = async (address: string): Promise<Values | undefined> => {
    const inState = this.options.state.get(address);
    if (inState) return inState;
    const look = this.blocks.has(address) ? await this.look(address) : undefined;
    if (!look || 'unknown' in look) return undefined;
    const chosen = this.choose(address, look.candidates);
    return chosen.length === 1 ? chosen[0]?.attributes : undefined;
  };

  private choose(address: string, all: readonly Candidate[]): readonly Candidate[] {
    const wanted = this.options.chosen.get(address);
    const usable = all.filter(({ instead }) => instead === undefined);
    const candidates = usable.length > 0 ? usable : all;
    if (wanted === undefined) return candidates;
    return candidates.filter(
      ({ importId, attributes }) => importId === wanted || Object.values(attributes).includes(wanted),
    );
  }

  private look(address: string): Promise<Look> {
    const known = this.looks.get(address) ?? this.lookAt(address);
    this.looks.set(address, known);
    return known;
  }

  private async lookAt(address: string): Promise<Look> {
    const block = this.blocks.get(address);
    const finder = block && finderOf(block);
    if (!block || !finder) return { candidates: [], values: {} };
    const search = await this.searchFor(block);
    try {
      return { candidates: await finder.find(search), values: search.values };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const { permission } = error.details;
      const wanted = permission ?? (error.reason === 'denied' ? (finder.needs.graph ?? []).join(', ') : undefined);
      return { unknown: wanted === undefined ? error.message : `needs the permission ${wanted}` };
    }
  }

  private async searchFor(block: StackBlock): Promise<Search> {
    const { clouds, deployment, stack } = this.options;
    const work = async (text: string): Promise<unknown> => resolved(text, stack, this.attributes);
    const taken = this.options.chosen.get(block.address);
    const blocks = [...this.blocks.values()];
    return {
      ...{ clouds, deployment, block, work },
      once: (what, look) => this.once(what, look),
      values: (await resolved(block.values, stack, this.attributes)) as Values,
      region: block.region ?? deployment.identityCenter.region,
      referring: blocks.filter((each) => refersTo(each, block.address)),
      alike: blocks.filter(({ type }) => type === block.type),
      ...present({ taken }),
    };
  }

  private once<T>(what: string, look: () => Promise<T>): Promise<T> {
    const before = this.shared.get(what);
    if (before) return before as Promise<T>;
    const looking = look();
    this.shared.set(what, looking);
    return looking;
  }

  /** What no import takes over, where what it belongs to is there; and what stays of it: nothing else ever names that. */
  private async leftBehind(block: StackBlock, adopt: MadeAnew): Promise<Sighting | undefined> {
    const { address, type } = block;
    const owner = /\$\{((?:data\.)?[\w-]+\.[\w-]+)\./.exec(JSON.stringify(block.values))?.[1] ?? '';
    if (!(await this.attributes(owner))) return undefined;
    const anew = { address, type, outcome: 'made-anew', found: [], remarks: [adopt.madeAnew] } as const;
    const held = new Set([...this.options.state.values()].map((each) => known(each, 'key_id') ?? ''));
    try {
      return { ...anew, ...(await adopt.stays?.(await this.searchFor(block), held)) };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return { ...anew, remarks: [adopt.madeAnew, `Which ones there are could not be seen: ${error.message}`] };
    }
  }

  /** A certificate cannot be imported, and making another one would lock people out: what is there is read instead. */
  private async readInstead(block: StackBlock, reading: Reading): Promise<Sighting | undefined> {
    const { address, type } = block;
    try {
      const certificate = await reading.read(await this.searchFor(block));
      if (!certificate) return undefined;
      const remarks = ['No import takes a certificate: this one is read instead, and no other is made.'];
      const found = [`${certificate.thumbprint}, until ${certificate.expires.slice(0, 10)}`];
      return { address, type, outcome: 'adopt', found, remarks, certificate };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return { address, type, outcome: 'unknown', found: [], remarks: [error.message] };
    }
  }
}

function refersTo({ values }: StackBlock, address: string): boolean {
  return JSON.stringify(values).includes(`\${${address}.`);
}

function finderOf({ mode, type }: StackBlock): Finder | undefined {
  const adopt: Adoption | DataSource['adopt'] | undefined = (mode === 'data' ? dataSources : resources)[type]?.adopt;
  return typeof adopt === 'object' && 'find' in adopt ? adopt : undefined;
}

/**
 * What comes from the control plane is known during the apply alone. While a thing is taken over its ids stand there as they
 * are: with an unknown `directory_id` the plan would replace the desktop.
 */
function literalsOf({ values: raw }: StackBlock, values: Values): { literals?: Values } {
  const names = Object.keys(raw).filter(
    (name) => fromControlPlane.test(String(raw[name])) && typeof values[name] === 'string',
  );
  return names.length > 0 ? { literals: Object.fromEntries(names.map((name) => [name, values[name]])) } : {};
}

/** Of an object what is there of it: the rest is not compared. */
function sameParts(wanted: unknown, there: unknown): unknown {
  if (typeof there !== 'object' || there === null || Array.isArray(there)) return wanted;
  return Object.fromEntries(Object.keys(there).map((name) => [name, (wanted as Values | undefined)?.[name]]));
}

/** Arguments that are there in another way than the deployment has them. What is not known yet is not compared. */
function differencesOf({ seen = {} }: Candidate, values: Values): readonly { name: string; text: string }[] {
  return Object.entries(seen).flatMap(([name, there]) => {
    const wanted = sameParts(values[name], there);
    if (wanted === undefined || wanted === unknown || JSON.stringify(wanted) === JSON.stringify(there)) return [];
    return [{ name, text: `${name.replaceAll('_', ' ')} is ${plain(there)}, the deployment says ${plain(wanted)}` }];
  });
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
