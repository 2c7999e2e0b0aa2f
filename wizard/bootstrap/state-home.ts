/** The place of a state as a pipeline is made and taken away with it, whichever cloud it lies in. */
import type { StateLock } from './half-lock.js';
import type { HandOver } from './hand-over.js';

export interface HomeWishes {
  /** ARNs of the roles in AWS: they are kept out of what is for people. */
  readonly roles: readonly string[];
  /** A mark to begin with. */
  readonly mark: string;
  /** Called with what was made or changed, in words, as soon as it stands. */
  readonly say: (done: readonly string[]) => void;
}

export interface HomeMade {
  /** By it what this bootstrap made is told from what others call the same. */
  readonly mark: string;
  /** What its owner has let in, and stays so: to be said. */
  readonly others: readonly string[];
  /** Where it lies, for whoever goes on. */
  readonly place: Partial<NonNullable<HandOver['aws']>>;
}

export interface StateHome {
  readonly noun: 'bucket' | 'storage account';
  readonly name: string;
  /** What stays when the pipeline goes, in words. */
  readonly stays: string;
  /** @throws Failure when whoever is signed in is elsewhere */
  assertPlace(): Promise<void>;
  /** Makes it, or puts back what differs. */
  make(how: HomeWishes): Promise<HomeMade>;
  /** The mark, if it has one: nothing is made. */
  knownMark(): Promise<string | undefined>;
  /** Whether whoever runs this may read what is in it. */
  isOpen(): Promise<boolean>;
  /** Lets them in. @returns what was made, in words */
  open(): Promise<readonly string[]>;
  /** @throws Failure with every reason why the state is in use */
  refuseWhileInUse(): Promise<void>;
  /** @throws Failure that names what is not of this deployment */
  refuseWhileShared(): Promise<void>;
  /** What others have set on it, in words: it goes with it. */
  ofOthers(): Promise<readonly string[]>;
  /** Takes it away with every version of the state. */
  drop(mark: string): Promise<void>;
  /** A text that lies in it; nothing where there is none. @throws CloudError where whoever runs this is not let in */
  textOf(key: string): Promise<string | undefined>;
  /** Who holds the state at this key, if anybody does. */
  lockOf(key: string): Promise<StateLock | undefined>;
}
