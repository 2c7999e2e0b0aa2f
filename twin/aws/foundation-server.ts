import type { CloudRequest, CloudResponse } from '../network.js';
import type { Foundation } from './foundation.js';

/** A foundation that is a server of its own: what the twin does not play goes there. */
export interface FoundationServer extends Foundation {
  forward(request: CloudRequest): Promise<CloudResponse>;
}

export function isFoundationServer(foundation: Foundation): foundation is FoundationServer {
  return 'forward' in foundation;
}
