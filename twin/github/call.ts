/** One call to the host's API, as its parts get it. */
import type { CloudResponse } from '../network.js';
import type { Host, Person, Repository } from './objects.js';

export interface Call {
  readonly host: Host;
  readonly person: Person;
  readonly repository: Repository;
  readonly params: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

export type Handler = (call: Call) => CloudResponse;
