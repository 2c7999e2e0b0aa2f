/** One call to the host's API, as its parts get it. */
import type { CloudResponse } from '../network.js';
import type { Host, Person, Project } from './objects.js';

export interface Call {
  readonly host: Host;
  readonly person: Person;
  readonly project: Project;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Handler = (call: Call) => CloudResponse;

/** A refusal in the words of the host. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly typeKey = 'VssServiceException',
  ) {
    super(message);
  }
}
