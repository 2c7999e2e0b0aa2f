import type { CloudRequest, CloudResponse } from '../network.js';
import type { ServiceName } from './api-model.js';
import type { Foundation } from './foundation.js';

/** A foundation that is a server of its own: what the twin does not play goes there. */
export interface FoundationServer extends Foundation {
  forward(request: CloudRequest): Promise<CloudResponse>;
  /** Calls a service of the JSON protocol that is kept there. */
  call(service: ServiceName, operation: string, region: string, input: object): Promise<Record<string, unknown>>;
}

export function isFoundationServer(foundation: Foundation): foundation is FoundationServer {
  return 'forward' in foundation;
}
